import { figureToPdf } from './figure-pdf.ts';
import { figureToPng } from './figure-png.ts';
import { figureToSvg } from './figure-svg.ts';
import type { Figure } from './figure.ts';

/** Kinds of pictures, by which their files are named. */
export const PICTURE_IDS = ['svg', 'pdf', 'png'] as const;
export type PictureId = (typeof PICTURE_IDS)[number];

export function isPictureId(id: string): id is PictureId {
  return (PICTURE_IDS as readonly string[]).includes(id);
}

/** @returns undefined where the suffix of the name is of no picture */
export function pictureIdOf(fileName: string): PictureId | undefined {
  const suffix = /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase();
  return PICTURE_IDS.find((id) => id === suffix);
}

/** The bytes of a picture; the same figure gives the same. */
export function figureFile(figure: Figure, id: PictureId): string | Uint8Array {
  if (id === 'svg') return figureToSvg(figure);
  return id === 'pdf' ? figureToPdf(figure) : figureToPng(figure);
}
