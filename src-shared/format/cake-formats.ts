import { maudFormat, xrdfitBlankFormat, xrdfitFormat } from './cake-columns.ts';
import { esgFormat } from './cake-esg.ts';
import type { CakeFormat, CakeLayoutId } from './cake-format.ts';
import { edfCakeFormat, npyCakeFormat } from './cake-image.ts';
import { PICTURE_FORMATS } from './pattern-formats.ts';

/** Every layout of a cake but HDF5, which holds all frames of a file and is written where the disk is. */
export const cakeFormats: readonly CakeFormat[] = [
  xrdfitFormat,
  xrdfitBlankFormat,
  maudFormat,
  esgFormat,
  edfCakeFormat,
  npyCakeFormat,
];

export const HDF5_CAKE = { id: 'h5', label: 'HDF5 (NeXus), all frames', suffix: '.h5' } as const;

/** What a user can choose from, in this order. */
export const cakeLayoutList: readonly { id: CakeLayoutId; label: string; suffix: string }[] = [
  ...cakeFormats.map(({ id, label, suffix }) => ({ id, label, suffix })),
  HDF5_CAKE,
  ...PICTURE_FORMATS,
];
export const CAKE_LAYOUT_IDS: readonly CakeLayoutId[] = cakeLayoutList.map(({ id }) => id);

/** @returns undefined for "h5" and for pictures */
export function cakeFormat(id: CakeLayoutId): CakeFormat | undefined {
  return cakeFormats.find((format) => format.id === id);
}

export function cakeSuffix(id: CakeLayoutId): string {
  return cakeLayoutList.find((layout) => layout.id === id)?.suffix ?? `.${id}`;
}
