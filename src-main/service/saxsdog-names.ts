import { basename, dirname, extname, join, sep } from 'node:path';

/** Where the curves of an image go. */
export interface SaxsdogPlacement {
  /** Folder for everything; undefined: beside each image */
  readonly out?: string | undefined;
  /** From the folder of the image */
  readonly relative: string;
}

/**
 * The path of an image's curves without suffix, as SAXSdog forms it: `<folder of the image>/<relative>/<stem>`, or in one
 * folder the whole path in a row, `data/a.b/x.tif` → `data_ab_xtif`.
 */
export function saxsdogBase(image: string, { out, relative }: SaxsdogPlacement): string {
  if (out === undefined) return join(dirname(image), relative, basename(image, extname(image)));
  const name = image.replaceAll(`.${sep}`, '').replaceAll(/[\\/]/g, '_').replaceAll(/[:.]/g, '');
  return join(out, name);
}

/** The list of images done: `<parent>/results/filelist_<folder>.log`. */
export function saxsdogListPath(folder: string): string {
  return join(dirname(folder), 'results', `filelist_${basename(folder)}.log`);
}
