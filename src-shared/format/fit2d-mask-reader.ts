import { FormatError } from '../model/app-error.ts';
import type { DetectorImage } from '../model/detector-image.ts';
import { checkFrame, checkShape } from './image-size.ts';
import type { ImageReader } from './image-reader.ts';

const HEADER_LENGTH = 1024;
const SIGNATURE = 'MASK';

/**
 * Fit2D mask: one bit per pixel, least significant first, rows padded to 32 bits. Fit2D stores the bottom row first;
 * rows are reversed here, so that row 0 is on top as in the image that the mask belongs to. 1 = masked.
 */
export const fit2dMaskReader: ImageReader = {
  id: 'fit2d-mask',
  label: 'Fit2D mask',
  suffixes: ['.msk'],
  // four little-endian int32: M, A, S, K
  recognises: (head) =>
    head.length >= 24 &&
    [...SIGNATURE].every(
      (letter, i) =>
        head[4 * i] === letter.charCodeAt(0) && head[4 * i + 1] === 0 && head[4 * i + 2] === 0 && head[4 * i + 3] === 0,
    ),

  async open(source, { signal }) {
    if (source.size < HEADER_LENGTH)
      throw new FormatError(
        'fit2d-mask',
        `${source.name} has ${source.size} bytes; a Fit2D mask has a header of ${HEADER_LENGTH}.`,
      );
    const head = await source.read(0, 24, signal);
    const view = new DataView(head.buffer, head.byteOffset, head.length);
    const shape = [view.getInt32(20, true), view.getInt32(16, true)] as const;
    const [rows, columns] = shape;
    checkShape('fit2d-mask', shape, 0);
    const rowBytes = Math.ceil(columns / 32) * 4;
    const available = source.size - HEADER_LENGTH;
    if (rows * rowBytes > available)
      // surplus bytes after the last row are common
      throw new FormatError(
        'fit2d-mask',
        `${source.name} is cut off: a mask of ${rows} × ${columns} pixels takes ${rows * rowBytes} bytes, ${available} are there.`,
      );
    const metadata = { header: {} };
    return {
      summary: { formatId: 'fit2d-mask', shape, sampleType: 'uint8', frameCount: 1, metadata },
      async readFrame(frame, frameSignal): Promise<DetectorImage> {
        checkFrame('fit2d-mask', frame, 1);
        const bytes = await source.read(HEADER_LENGTH, rows * rowBytes, frameSignal);
        const samples = new Uint8Array(rows * columns);
        for (let row = 0; row < rows; row++) {
          const from = (rows - 1 - row) * rowBytes;
          const to = row * columns;
          for (let column = 0; column < columns; column++)
            samples[to + column] = (bytes[from + (column >> 3)]! >> (column & 7)) & 1;
        }
        return { samples, shape, metadata };
      },
      close: () => Promise.resolve(),
    };
  },
};
