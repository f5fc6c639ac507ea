import { FormatError } from '../model/app-error.ts';
import { formatShape, type Shape } from '../model/detector-image.ts';

/** No detector has more pixels in one frame; a compressed file that claims more is refused. */
export const MAX_PIXELS = 2 ** 28;

/**
 * Checks the size that a header claims, before anything is allocated.
 *
 * @param available  bytes that can hold the frame; absent for compressed samples
 * @throws FormatError
 */
export function checkShape(formatId: string, shape: Shape, bytesPerSample: number, available?: number): void {
  const [rows, columns] = shape;
  if (!(Number.isInteger(rows) && Number.isInteger(columns) && rows > 0 && columns > 0))
    throw new FormatError(
      formatId,
      `The header gives an image of ${formatShape(shape)} pixels, but both must be positive whole numbers.`,
    );
  if (rows * columns > MAX_PIXELS)
    throw new FormatError(
      formatId,
      `The header gives an image of ${formatShape(shape)} pixels, more than the ${MAX_PIXELS} that one frame may have.`,
    );
  const needed = rows * columns * bytesPerSample;
  if (available !== undefined && needed > available)
    throw new FormatError(
      formatId,
      `The header gives ${formatShape(shape)} pixels, which take ${needed} bytes, but only ${Math.max(0, available)} are there: the file is cut off or its header is wrong.`,
    );
}

/** @throws FormatError  unless 0 ≤ frame < frameCount */
export function checkFrame(formatId: string, frame: number, frameCount: number): void {
  if (!(Number.isInteger(frame) && frame >= 0 && frame < frameCount))
    throw new FormatError(
      formatId,
      `Frame ${frame} was asked for, but the file has ${frameCount === 1 ? 'one frame (0)' : `frames 0 to ${frameCount - 1}`}.`,
    );
}
