import type { Dataset } from 'h5wasm/node';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Cake } from '../../src-shared/model/cake.ts';
import { createHdf5FileWriter, type Hdf5Content, type Hdf5FileWriter } from './hdf5-file-writer.ts';
import { loadHdf5 } from './hdf5-library.ts';
import { createNexusGroups, isSameAxis, nexusName } from './nexus-groups.ts';

/** Cakes of the frames of one image file. */
export type CakeHdf5Writer = Hdf5FileWriter<Cake>;

const COLUMNS = ['intensity', 'sigma', 'normalization', 'count'] as const;
type Column = (typeof COLUMNS)[number];
const COLUMN_UNITS: Record<Column, string> = {
  intensity: 'counts',
  sigma: 'counts',
  normalization: '1',
  count: 'pixel',
};

/**
 * Writes cakes as NeXus: `/entry/data` (NXdata) with `intensity` (frames × cakes × bins, float32), the axes `frame`
 * (number in the image file), `azimuth` and `radial`, `intensity_errors` where there is an error model, and the sums
 * `normalization` and `count`; `/entry/process` (NXprocess) with program, settings, cut, calibration and masks as JSON.
 * Empty cells are NaN.
 */
export function createCakeHdf5Writer(path: string, overwrite: boolean): CakeHdf5Writer {
  return createHdf5FileWriter(path, overwrite, createCakeContent);
}

export async function createCakeContent(path: string, first: Cake): Promise<Hdf5Content<Cake>> {
  const library = await loadHdf5();
  const file = new library.File(path, 'w');
  const [cakes, bins] = first.shape;
  const { radialUnit, provenance, sigma, sense } = first;
  const title = `${provenance.image} (${radialUnit}, ${sense}${sigma ? ', with errors' : ''})`;
  const data = createNexusGroups(file, { axes: ['frame', 'azimuth', 'radial'], title, provenance });
  const columns = COLUMNS.filter((name) => first[name] !== null);
  let rows = 0;
  let isClosed = false;

  for (const [name, values, units] of [
    ['azimuth', first.azimuth, 'degree'],
    ['radial', first.radial, first.radialUnit],
  ] as const) {
    data.create_dataset({ name, data: values, shape: [values.length], maxshape: [values.length] });
    (data.get(name) as Dataset).create_attribute('units', units);
  }
  data.create_dataset({ name: 'frame', data: Int32Array.of(0), shape: [1], maxshape: [null], chunks: [1024] });
  for (const name of columns) {
    data.create_dataset({
      name: nexusName(name),
      data: first[name] as Float32Array,
      shape: [1, cakes, bins],
      maxshape: [null, cakes, bins],
      chunks: [1, cakes, bins],
    });
    (data.get(nexusName(name)) as Dataset).create_attribute('units', COLUMN_UNITS[name]);
  }
  (data.get('intensity') as Dataset).create_attribute('interpretation', 'image');
  const datasets = columns.map((name) => [name, data.get(nexusName(name)) as Dataset] as const);
  const frames = data.get('frame') as Dataset;

  return {
    append(cake) {
      if (
        cake.radialUnit !== first.radialUnit ||
        !isSameAxis(cake.radial, first.radial) ||
        !isSameAxis(cake.azimuth, first.azimuth)
      )
        throw new AppError('internal', `Frame ${cake.provenance.frame} has other axes than the first.`);
      const end = rows + 1;
      if (rows > 0) {
        frames.resize([end]);
        for (const [, dataset] of datasets) dataset.resize([end, cakes, bins]);
      }
      frames.write_slice([[rows, end]], Int32Array.of(cake.provenance.frame));
      for (const [name, dataset] of datasets)
        dataset.write_slice(
          [
            [rows, end],
            [0, cakes],
            [0, bins],
          ],
          cake[name] as Float32Array,
        );
      rows = end;
    },
    flush: () => void file.flush(),
    close() {
      if (isClosed) return;
      isClosed = true;
      file.close();
    },
  };
}
