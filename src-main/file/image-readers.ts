import { builtInReaders } from '../../src-shared/format/built-in-readers.ts';
import type { ImageReader } from '../../src-shared/format/image-reader.ts';
import { hdf5Reader } from './hdf5-reader.ts';

/** Every format that this host can read, in the order in which they are asked. */
export const imageReaders: readonly ImageReader[] = [
  ...builtInReaders.slice(0, -1),
  hdf5Reader,
  ...builtInReaders.slice(-1),
];
