import { FormatError } from '../model/app-error.ts';
import type { ImageMetadata, Samples, Shape } from '../model/detector-image.ts';
import { HOST_IS_LITTLE_ENDIAN, swapBytes } from './decode-samples.ts';

/** What a writer takes: an image as read, or samples of one's own. */
export interface WritableImage {
  readonly samples: Samples;
  readonly shape: Shape;
  readonly metadata?: Partial<ImageMetadata> | undefined;
}

/** One image format that can be written. All are little endian and hold one frame. */
export interface ImageWriter {
  readonly id: string;
  readonly label: string;
  /** Lower case with dot; the first is the usual one. */
  readonly suffixes: readonly string[];
  /** @throws FormatError  for samples that the format cannot hold, or that do not fill the shape */
  write(image: WritableImage): Uint8Array;
}

/** @throws FormatError  unless there are shape[0] · shape[1] samples, at least one */
export function checkWritable(formatId: string, { samples, shape: [rows, columns] }: WritableImage): void {
  if (!(rows > 0 && columns > 0 && samples.length === rows * columns))
    throw new FormatError(formatId, `${samples.length} samples cannot be written as an image of ${rows} × ${columns}.`);
}

/** A header text, and room for the samples after it, little endian and in one copy. */
export function withSamples(header: Uint8Array, samples: Samples): Uint8Array {
  const out = new Uint8Array(header.length + samples.byteLength);
  out.set(header);
  const size = samples.BYTES_PER_ELEMENT;
  const stored = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  if (HOST_IS_LITTLE_ENDIAN || size === 1) out.set(stored, header.length);
  else {
    const swapped = stored.slice();
    swapBytes(swapped, size);
    out.set(swapped, header.length);
  }
  return out;
}

/** One byte per character; what is not latin-1 becomes "?". */
export function latin1Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    bytes[i] = code < 256 ? code : 63;
  }
  return bytes;
}
