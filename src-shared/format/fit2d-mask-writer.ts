import { checkWritable, type ImageWriter, type WritableImage } from './image-writer.ts';

const HEADER_LENGTH = 1024;

/** Fit2D mask: whatever is not zero is masked. Stored bottom row first, as Fit2D does. */
export const fit2dMaskWriter: ImageWriter = {
  id: 'fit2d-mask',
  label: 'Fit2D mask',
  suffixes: ['.msk'],
  write: writeFit2dMask,
};

export function writeFit2dMask(image: WritableImage): Uint8Array {
  checkWritable('fit2d-mask', image);
  const {
    samples,
    shape: [rows, columns],
  } = image;
  const rowBytes = Math.ceil(columns / 32) * 4;
  const out = new Uint8Array(HEADER_LENGTH + rows * rowBytes);
  const view = new DataView(out.buffer);
  [...'MASK'].forEach((letter, i) => {
    view.setInt32(4 * i, letter.charCodeAt(0), true);
  });
  view.setInt32(16, columns, true);
  view.setInt32(20, rows, true);
  view.setInt32(24, 1, true);
  for (let row = 0; row < rows; row++) {
    const to = HEADER_LENGTH + (rows - 1 - row) * rowBytes;
    for (let column = 0; column < columns; column++)
      if (samples[row * columns + column] !== 0) out[to + (column >> 3)]! |= 1 << (column & 7);
  }
  return out;
}
