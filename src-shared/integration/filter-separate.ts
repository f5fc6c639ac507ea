import type { DetectorImage } from '../model/detector-image.ts';
import type { FrameCorrections } from './integrate-reference.ts';

/** An image in two parts that add up to it; NaN where the image masks a pixel or holds no number. */
export interface SeparatedImage {
  /** Spots and all that is not the same around the beam. */
  readonly bragg: Float32Array;
  /** What the pattern says, as this detector would have counted it. */
  readonly amorphous: Float32Array;
}

/**
 * Separates an image into what is the same all around the beam and the rest: the pattern is interpolated linearly at
 * the centre of each pixel (beyond its ends: the end) and given the normalization and the pedestal of the pixel,
 *
 *     amorphous = I(position) · ω + pedestal,   bragg = raw − amorphous
 *
 * With the median of the sectors as the pattern, spots do not reach it. Empty bins are bridged.
 *
 * Source: pyFAI 0.21.3, `separate`, which knows ω = solid angle only and no pedestal.
 *
 * @param positions  of the pixel centres, in the unit of `radial`
 * @param radial  bin centres, ascending
 * @param intensity  one entry per bin, NaN in empty ones
 * @throws RangeError  if sizes differ or every bin is empty
 */
export function separateImage(
  { samples, mask }: Pick<DetectorImage, 'samples' | 'mask'>,
  positions: ArrayLike<number>,
  { radial, intensity }: { readonly radial: Float64Array; readonly intensity: Float64Array },
  { normalization, pedestal }: Pick<FrameCorrections, 'normalization' | 'pedestal'>,
): SeparatedImage {
  const pixels = samples.length;
  for (const part of [mask, positions, normalization, pedestal])
    if (part && part.length !== pixels) throw new RangeError(`${part.length} entries for ${pixels} pixels`);
  if (radial.length !== intensity.length) throw new RangeError(`${intensity.length} values at ${radial.length} places`);
  const filled = [...radial.keys()].filter((bin) => Number.isFinite(intensity[bin]!));
  if (filled.length === 0) throw new RangeError('a pattern without values');
  const x = Float64Array.from(filled, (bin) => radial[bin]!);
  const y = Float64Array.from(filled, (bin) => intensity[bin]!);

  const bragg = new Float32Array(pixels);
  const amorphous = new Float32Array(pixels);
  for (let p = 0; p < pixels; p++) {
    const isUsable = !(mask && mask[p] !== 0) && Number.isFinite(samples[p]!);
    const expected = isUsable
      ? interpolate(x, y, positions[p]!) * normalization[p]! + (pedestal ? pedestal[p]! : 0)
      : NaN;
    amorphous[p] = expected;
    bragg[p] = samples[p]! - expected;
  }
  return { bragg, amorphous };
}

/** Linear between points that ascend in x; the ends go on. */
function interpolate(x: Float64Array, y: Float64Array, at: number): number {
  let low = 0;
  let high = x.length - 1;
  if (!(at > x[low]!)) return y[low]!;
  if (!(at < x[high]!)) return y[high]!;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle]! <= at) low = middle;
    else high = middle;
  }
  return y[low]! + ((y[high]! - y[low]!) * (at - x[low]!)) / (x[high]! - x[low]!);
}
