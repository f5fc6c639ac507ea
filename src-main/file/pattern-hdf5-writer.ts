import type { Dataset } from 'h5wasm/node';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import { createHdf5FileWriter, type Hdf5Content, type Hdf5FileWriter } from './hdf5-file-writer.ts';
import { loadHdf5 } from './hdf5-library.ts';
import { createNexusGroups, isSameAxis, nexusName } from './nexus-groups.ts';

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
  return createHdf5FileWriter(path, overwrite, createPatternContent);
}

export async function createPatternContent(path: string, first: Pattern1d): Promise<Hdf5Content<Pattern1d>> {
  const library = await loadHdf5();
  const file = new library.File(path, 'w');
  const bins = first.radial.length;
  const { radialUnit, provenance, sigma } = first;
  const title = `${provenance.image} (${radialUnit}${sigma ? ', with errors' : ''})`;
  const data = createNexusGroups(file, { axes: ['frame', 'radial'], title, provenance });
  const columns = COLUMNS.filter((name) => first[name] !== null);
  let rows = 0;
  let capacity = 1;
  let isClosed = false;

  data.create_dataset({ name: 'radial', data: first.radial, shape: [bins], maxshape: [bins] });
  setUnits(data.get('radial') as Dataset, first.radialUnit);
  data.create_dataset({ name: 'frame', data: Int32Array.of(0), shape: [1], maxshape: [null], chunks: [1024] });
  for (const name of columns) {
    data.create_dataset({
      name: nexusName(name),
      data: first[name] as Float64Array,
      shape: [1, bins],
      maxshape: [null, bins],
      chunks: [1, bins],
    });
    setUnits(data.get(nexusName(name)) as Dataset, COLUMN_UNITS[name]);
  }
  (data.get('intensity') as Dataset).create_attribute('interpretation', 'spectrum');
  const datasets = columns.map((name) => [name, data.get(nexusName(name)) as Dataset] as const);
  const frames = data.get('frame') as Dataset;

  function resize(length: number): void {
    capacity = length;
    frames.resize([length]);
    for (const [, dataset] of datasets) dataset.resize([length, bins]);
  }

  return {
    append(pattern) {
      if (pattern.radialUnit !== first.radialUnit || !isSameAxis(pattern.radial, first.radial))
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
    flush: () => void file.flush(),
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

function setUnits(dataset: Dataset, units: string): void {
  dataset.create_attribute('units', units);
}
