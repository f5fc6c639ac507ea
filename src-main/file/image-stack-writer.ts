import { open } from 'node:fs/promises';
import type { Dataset, File } from 'h5wasm/node';
import { formatNpyHeader } from '../../src-shared/format/npy-writer.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { type DetectorImage, formatShape, isSameShape, sampleType } from '../../src-shared/model/detector-image.ts';
import { writeWholeWith } from './atomic-write.ts';
import { loadHdf5 } from './hdf5-library.ts';
import { hdf5WriteError } from './hdf5-write-error.ts';

/** Frames of one shape and type, read one at a time. */
export type FrameSource = AsyncIterable<DetectorImage>;

/**
 * Writes frames as one NumPy array, frames × rows × columns, without holding more than one of them.
 *
 * @param count  number of frames
 * @throws AppError  "exists", "forbidden", "disk"; "shape" if the frames differ
 */
export async function writeNpyStack(
  path: string,
  frames: FrameSource,
  count: number,
  overwrite: boolean,
): Promise<void> {
  await writeWholeWith(
    path,
    async (part) => {
      const file = await open(part, 'wx');
      try {
        let first: DetectorImage | undefined;
        for await (const image of frames) {
          if (!first) {
            first = image;
            await file.writeFile(formatNpyHeader(sampleType(image.samples), [count, ...image.shape]));
          }
          checkAlike(first, image);
          const { buffer, byteOffset, byteLength } = image.samples;
          await file.writeFile(new Uint8Array(buffer, byteOffset, byteLength));
        }
      } finally {
        await file.close();
      }
    },
    { overwrite },
  );
}

/** NumPy's names of the sample types, as the HDF5 library takes them. */
const HDF5_TYPES = {
  uint8: '<B',
  int8: '<b',
  uint16: '<H',
  int16: '<h',
  uint32: '<I',
  int32: '<i',
  float32: '<f',
  float64: '<d',
} as const;

/** Likewise as NeXus, in `/entry/data/data`, one chunk per frame. Errors as in `writeNpyStack`. */
export async function writeHdf5Stack(path: string, frames: FrameSource, overwrite: boolean): Promise<void> {
  const library = await loadHdf5();
  await writeWholeWith(
    path,
    async (part) => {
      try {
        await fillHdf5Stack(new library.File(part, 'w'), frames);
      } catch (cause) {
        throw hdf5WriteError(cause, path);
      }
    },
    { overwrite },
  );
}

async function fillHdf5Stack(file: File, frames: FrameSource): Promise<void> {
  try {
    file.create_attribute('default', 'entry');
    const entry = file.create_group('entry');
    entry.create_attribute('NX_class', 'NXentry');
    entry.create_attribute('default', 'data');
    const data = entry.create_group('data');
    data.create_attribute('NX_class', 'NXdata');
    data.create_attribute('signal', 'data');
    let first: DetectorImage | undefined;
    let dataset: Dataset | undefined;
    let written = 0;
    for await (const image of frames) {
      const [rows, columns] = image.shape;
      first ??= image;
      checkAlike(first, image);
      if (!dataset) {
        data.create_dataset({
          name: 'data',
          data: image.samples,
          shape: [1, rows, columns],
          maxshape: [null, rows, columns],
          chunks: [1, rows, columns],
          dtype: HDF5_TYPES[sampleType(image.samples)],
        });
        dataset = data.get('data') as Dataset;
        dataset.create_attribute('interpretation', 'image');
      } else {
        dataset.resize([written + 1, rows, columns]);
        dataset.write_slice(
          [
            [written, written + 1],
            [0, rows],
            [0, columns],
          ],
          image.samples,
        );
      }
      written++;
    }
  } catch (cause) {
    try {
      file.close();
    } catch {
      // The first error says more.
    }
    throw cause;
  }
  file.close();
}

function checkAlike(first: DetectorImage, image: DetectorImage): void {
  const [expected, found] = [sampleType(first.samples), sampleType(image.samples)];
  if (!isSameShape(first.shape, image.shape) || expected !== found)
    throw new AppError(
      'shape',
      `The frames differ (${formatShape(first.shape)} ${expected}, then ${formatShape(image.shape)} ${found}): a stack needs frames that are alike.`,
    );
}
