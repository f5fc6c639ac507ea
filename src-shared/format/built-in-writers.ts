import { cbfWriter } from './cbf-writer.ts';
import { edfWriter } from './edf-writer.ts';
import { fit2dMaskWriter } from './fit2d-mask-writer.ts';
import type { ImageWriter } from './image-writer.ts';
import { npyWriter } from './npy-writer.ts';
import { tiffWriter } from './tiff-writer.ts';

/** To add a format: write `<id>-writer.ts`, add a line here, add a test. */
export const builtInWriters: readonly ImageWriter[] = [tiffWriter, edfWriter, cbfWriter, npyWriter, fit2dMaskWriter];

/** The writer for a file name, by its suffix; undefined where no format has it. */
export function findImageWriter(name: string): ImageWriter | undefined {
  const suffix = /\.[^./\\]*$/.exec(name)?.[0].toLowerCase();
  return suffix === undefined ? undefined : builtInWriters.find(({ suffixes }) => suffixes.includes(suffix));
}
