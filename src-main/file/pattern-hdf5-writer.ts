import type { Dataset, File, Group } from 'h5wasm/node';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import { createHdf5FileWriter, type Hdf5Content, type Hdf5FileWriter } from './hdf5-file-writer.ts';
import { loadHdf5 } from './hdf5-library.ts';

/** Patterns of the frames of one image file. */
export type PatternHdf5Writer = Hdf5FileWriter<Pattern1d>;

/** Making room costs more than writing a row. */
const ROWS_AT_A_TIME = 64;

/** Datasets of one row per frame. */
const COLUMNS = ['intensity', 'sigma', 'signal', 'variance', 'normalization', 'count'] as const;
type Column = (typeof COLUMNS)[number];
const COLUMN_UNITS: Record<Column, string> = {
  intensity: 'counts',
  sigma: 'counts',
  signal: 'counts',
  variance: 'counts^2',
  normalization: '1',
  count: 'pixel',
};

/**
 * Writes patterns as NeXus: `/entry/data` (NXdata) with `intensity` (frames × bins), the axis `radial`, `frame` (number
 * in the image file), `intensity_errors` where there is an error model, and the sums `signal`, `variance`,
 * `normalization`, `count`; `/entry/process` (NXprocess) with program, settings, calibration and masks as JSON. All
 * numbers float64. Empty bins are NaN.
 */
export function createPatternHdf5Writer(path: string, overwrite: boolean): PatternHdf5Writer {
  return createHdf5FileWriter(path, overwrite, createContent);
}

async function createContent(path: string, first: Pattern1d): Promise<Hdf5Content<Pattern1d>> {
  const library = await loadHdf5();
  const file = new library.File(path, 'w');
  const bins = first.radial.length;
  const data = createGroups(file, first);
  const columns = COLUMNS.filter((name) => first[name] !== null);
  let rows = 0;
  let capacity = 1;
  let isClosed = false;

  data.create_dataset({ name: 'radial', data: first.radial, shape: [bins], maxshape: [bins] });
  setUnits(data.get('radial') as Dataset, first.radialUnit);
  data.create_dataset({ name: 'frame', data: Int32Array.of(0), shape: [1], maxshape: [null], chunks: [1024] });
  for (const name of columns) {
    data.create_dataset({
      name: datasetName(name),
      data: first[name] as Float64Array,
      shape: [1, bins],
      maxshape: [null, bins],
      chunks: [1, bins],
    });
    setUnits(data.get(datasetName(name)) as Dataset, COLUMN_UNITS[name]);
  }
  (data.get('intensity') as Dataset).create_attribute('interpretation', 'spectrum');
  const datasets = columns.map((name) => [name, data.get(datasetName(name)) as Dataset] as const);
  const frames = data.get('frame') as Dataset;

  function resize(length: number): void {
    capacity = length;
    frames.resize([length]);
    for (const [, dataset] of datasets) dataset.resize([length, bins]);
  }

  return {
    append(pattern) {
      if (pattern.radialUnit !== first.radialUnit || !isEqual(pattern.radial, first.radial))
        throw new AppError('internal', `Frame ${pattern.provenance.frame} has another axis than the first.`);
      const end = rows + 1;
      if (end > capacity) resize(capacity + ROWS_AT_A_TIME);
      frames.write_slice([[rows, end]], Int32Array.of(pattern.provenance.frame));
      for (const [name, dataset] of datasets)
        dataset.write_slice(
          [
            [rows, end],
            [0, bins],
          ],
          pattern[name] as Float64Array,
        );
      rows = end;
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      try {
        resize(rows);
      } finally {
        file.close();
      }
    },
  };
}

function createGroups(file: File, { radialUnit, provenance, sigma }: Pattern1d): Group {
  const { program, settings, calibration, image, masks, planHash, dark, flat, background } = provenance;
  file.create_attribute('creator', program);
  file.create_attribute('default', 'entry');
  const entry = file.create_group('entry');
  entry.create_attribute('NX_class', 'NXentry');
  entry.create_attribute('default', 'data');
  const data = entry.create_group('data');
  data.create_attribute('NX_class', 'NXdata');
  data.create_attribute('signal', 'intensity');
  data.create_attribute('axes', ['frame', 'radial']);
  data.create_attribute('title', `${image} (${radialUnit}${sigma ? ', with errors' : ''})`);
  const process = entry.create_group('process');
  process.create_attribute('NX_class', 'NXprocess');
  const texts = {
    program,
    image,
    plan_hash: planHash,
    settings: JSON.stringify(settings),
    calibration: JSON.stringify(calibration),
    masks: JSON.stringify(masks),
    dark: dark ?? '',
    flat: flat ?? '',
    background: background ?? '',
  };
  for (const [name, text] of Object.entries(texts)) process.create_dataset({ name, data: text });
  return data;
}

/** NeXus names the errors of `intensity` after it. */
function datasetName(column: Column): string {
  return column === 'sigma' ? 'intensity_errors' : column;
}

function setUnits(dataset: Dataset, units: string): void {
  dataset.create_attribute('units', units);
}

function isEqual(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
