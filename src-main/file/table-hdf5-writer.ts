import type { Dataset } from 'h5wasm/node';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import { writeWholeWith } from './atomic-write.ts';
import { hdf5WriteError } from './hdf5-write-error.ts';
import { loadHdf5 } from './hdf5-library.ts';
import { createNexusGroups } from './nexus-groups.ts';

/** What a table of patterns holds. */
export interface TableContent {
  /** Any of them, for where it comes from. */
  readonly first: Pattern1d;
  readonly frames: readonly { readonly image: string; readonly frame: number }[];
  readonly hasSigma: boolean;
  /** Intensities of a frame, or its errors. */
  readonly read: (frame: number, column: 'intensity' | 'sigma', values: Float64Array) => Promise<void>;
}

/**
 * Writes patterns of many images as NeXus, as those of one image file are written: `/entry/data` with `intensity`
 * (frames × bins), `intensity_errors` where there is an error model, the axis `radial`, and of each frame the name of its
 * `image` and its number `frame` in it. One row at a time is in memory.
 *
 * @throws AppError  "exists", "forbidden" or "disk"
 */
export async function writeTableHdf5(
  path: string,
  { first, frames, hasSigma, read }: TableContent,
  overwrite: boolean,
): Promise<void> {
  const library = await loadHdf5();
  const bins = first.radial.length;
  const count = frames.length;
  try {
    await writeWholeWith(
      path,
      async (part) => {
        const file = new library.File(part, 'w');
        try {
          const title = `${count} frames (${first.radialUnit}${hasSigma ? ', with errors' : ''})`;
          const provenance = { ...first.provenance, image: '' };
          const data = createNexusGroups(file, { axes: ['frame_index', 'radial'], title, provenance });
          data.create_dataset({ name: 'radial', data: first.radial, shape: [bins] });
          (data.get('radial') as Dataset).create_attribute('units', first.radialUnit);
          const indices = Int32Array.from(frames, (_, i) => i);
          data.create_dataset({ name: 'frame_index', data: indices, shape: [count] });
          data.create_dataset({ name: 'frame', data: Int32Array.from(frames, ({ frame }) => frame), shape: [count] });
          data.create_dataset({ name: 'image', data: frames.map(({ image }) => image), shape: [count] });
          const row = new Float64Array(bins);
          for (const column of hasSigma ? (['intensity', 'sigma'] as const) : (['intensity'] as const)) {
            const name = column === 'sigma' ? 'intensity_errors' : column;
            await read(0, column, row);
            data.create_dataset({ name, data: row, shape: [1, bins], maxshape: [count, bins], chunks: [1, bins] });
            const dataset = data.get(name) as Dataset;
            dataset.create_attribute('units', 'counts');
            dataset.resize([count, bins]);
            for (let i = 1; i < count; i++) {
              await read(i, column, row);
              dataset.write_slice(
                [
                  [i, i + 1],
                  [0, bins],
                ],
                row,
              );
            }
          }
        } finally {
          file.close();
        }
      },
      { overwrite },
    );
  } catch (cause) {
    throw hdf5WriteError(cause, path);
  }
}
