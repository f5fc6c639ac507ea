import type { DetectorImage } from '../../src-shared/model/detector-image.ts';

/**
 * Whether a pixel has the largest value of its type, and that value does not mean "masked". Only for types of one or two
 * bytes: wider counters do not fill up. A search for bytes, which costs a tenth of a loop.
 */
export function isSaturated({ samples, metadata }: Pick<DetectorImage, 'samples' | 'metadata'>): boolean {
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const isFound = (most: number): boolean => {
    if (metadata.maskedValue === most) return false;
    return samples.BYTES_PER_ELEMENT === 1 ? bytes.includes(most) : includesPair(bytes, most);
  };
  if (samples instanceof Uint8Array) return isFound(0xff);
  if (samples instanceof Int8Array) return isFound(0x7f);
  if (samples instanceof Uint16Array) return isFound(0xffff);
  if (samples instanceof Int16Array) return isFound(0x7fff);
  return false;
}

/** Aligned to pairs of bytes. */
function includesPair(bytes: Buffer, value: number): boolean {
  return bytes.indexOf(String.fromCharCode(value), 0, 'ucs2') >= 0;
}
