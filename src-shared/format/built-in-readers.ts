import { cbfReader } from './cbf-reader.ts';
import { edfReader } from './edf-reader.ts';
import { fit2dMaskReader } from './fit2d-mask-reader.ts';
import type { ImageReader } from './image-reader.ts';
import { marccdReader } from './marccd-reader.ts';
import { npyReader } from './npy-reader.ts';
import { speReader } from './spe-reader.ts';
import { tiffReader } from './tiff-reader.ts';

/**
 * Asked in this order: a MarCCD file is a TIFF file too, and SPE has the weakest signature. To add a format: write
 * `<id>-reader.ts`, add a line here, add a test. HDF5 opens paths itself and joins in src-main/file.
 */
export const builtInReaders: readonly ImageReader[] = [
  marccdReader,
  tiffReader,
  cbfReader,
  edfReader,
  npyReader,
  fit2dMaskReader,
  speReader,
];
