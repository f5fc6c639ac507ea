import type { DetectorImage } from '../model/detector-image.ts';
import { isMeasured, type ValueLimits } from './value-limits.ts';

/**
 * Pixels that this frame does not use: the static mask, the image's own mask, and values that are no measurement.
 *
 * @param staticMask  non-zero = ignored, or null
 * @param normalization  0 or not finite = ignored, or null to leave it out
 * @returns 1 = ignored, one entry per pixel
 * @throws RangeError  if an array has another size
 */
export function frameMask(
  image: Pick<DetectorImage, 'samples' | 'mask'>,
  limits: ValueLimits,
  staticMask: Uint8Array | null,
  normalization: Float32Array | null = null,
  out = new Uint8Array(image.samples.length),
): Uint8Array {
  const { samples, mask } = image;
  const pixels = samples.length;
  for (const part of [mask, staticMask, normalization, out])
    if (part && part.length !== pixels) throw new RangeError(`${part.length} entries for ${pixels} pixels`);
  for (let p = 0; p < pixels; p++) out[p] = isMeasured(samples[p]!, limits) ? 0 : 1;
  if (mask) for (let p = 0; p < pixels; p++) if (mask[p] !== 0) out[p] = 1;
  if (staticMask) for (let p = 0; p < pixels; p++) if (staticMask[p] !== 0) out[p] = 1;
  if (normalization)
    for (let p = 0; p < pixels; p++)
      if (!(Math.abs(normalization[p]!) < Infinity && normalization[p] !== 0)) out[p] = 1;
  return out;
}
