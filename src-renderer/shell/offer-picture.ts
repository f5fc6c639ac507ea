import type { Figure } from '../../src-shared/figure/figure.ts';
import { figureFile, type PictureId } from '../../src-shared/figure/figure-file.ts';
import { offerDownload } from './hand-out.ts';

const TYPES: Readonly<Record<PictureId, string>> = {
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  png: 'image/png',
};

/** Hands a picture out as a file. */
export function offerPicture(stem: string, figure: Figure, id: PictureId): void {
  const content = figureFile(figure, id);
  const part = typeof content === 'string' ? content : (content as Uint8Array<ArrayBuffer>);
  offerDownload(`${stem}.${id}`, new Blob([part], { type: TYPES[id] }));
}
