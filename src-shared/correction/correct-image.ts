import type { DetectorImage, Samples } from '../model/detector-image.ts';
import type { Calibration } from '../model/schema-types.generated.ts';
import { frameMask } from './frame-mask.ts';
import { type NormalizationSettings, pixelNormalization } from './pixel-normalization.ts';
import { type LimitSettings, valueLimits } from './value-limits.ts';

/** All that is done to a frame before its pixels are sorted into bins. */
export interface ImageCorrections {
  readonly calibration: Calibration;
  readonly settings: NormalizationSettings & LimitSettings;
  /** Non-zero = ignored, or null. */
  readonly staticMask: Uint8Array | null;
  readonly flat: Samples | null;
  /** Subtracted, or null. */
  readonly pedestal: Float32Array | null;
}

/**
 * A frame as the integration sees it, (raw − pedestal) / normalization pixel by pixel: for the eye only, since the
 * integration sums both before it divides.
 *
 * @returns NaN where a pixel is ignored
 * @throws RangeError  if an array has another size than the image
 */
export function correctImage(
  { samples, shape, mask, metadata }: DetectorImage,
  { calibration, settings, staticMask, flat, pedestal }: ImageCorrections,
): Float32Array {
  const normalization = pixelNormalization(calibration, shape, settings, flat);
  const limits = valueLimits(settings, metadata, samples);
  const ignored = frameMask({ samples, ...(mask ? { mask } : {}) }, limits, staticMask, normalization);
  const out = new Float32Array(samples.length);
  for (let p = 0; p < out.length; p++)
    out[p] = ignored[p] !== 0 ? NaN : (samples[p]! - (pedestal ? pedestal[p]! : 0)) / normalization[p]!;
  return out;
}
