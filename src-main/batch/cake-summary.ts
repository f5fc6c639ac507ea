import type { Cake } from '../../src-shared/model/cake.ts';
import type { FrameResult } from './frame-result.ts';

/** The cake as a pattern: the mean over azimuth, each cell by its weight. */
export function summaryOfCake({
  shape: [cakes, bins],
  radial,
  intensity,
  normalization,
  count,
  provenance,
}: Cake): Pick<FrameResult<Cake>, 'radial' | 'intensity' | 'pixels' | 'ignoredPixels' | 'planHash'> {
  const { weight, pixels } = sumsOf(count, normalization, bins);
  const mean = new Float64Array(bins);
  // Cake by cake: a function that is called for each is compiled soon, a long loop that runs once per frame is not.
  for (let cake = 0; cake < cakes; cake++) addSignal(mean, intensity, normalization, count, cake * bins);
  for (let bin = 0; bin < bins; bin++) mean[bin] = weight[bin]! > 0 ? mean[bin]! / weight[bin]! : NaN;
  const { ignoredPixels, planHash } = provenance;
  return { radial, intensity: mean, pixels, ignoredPixels, planHash };
}

function addSignal(
  signal: Float64Array,
  intensity: Float32Array,
  normalization: Float32Array,
  count: Float32Array,
  start: number,
): void {
  for (let bin = 0; bin < signal.length; bin++) {
    const at = start + bin;
    if (count[at]! > 0) signal[bin] = signal[bin]! + intensity[at]! * normalization[at]!;
  }
}

interface CakeSums {
  readonly normalization: Float32Array;
  /** Of each radial bin. */
  readonly weight: Float64Array;
  readonly pixels: number;
}

/** By the counts: frames without invalid pixels share them. */
const knownSums = new WeakMap<Float32Array, CakeSums>();

function sumsOf(count: Float32Array, normalization: Float32Array, bins: number): CakeSums {
  const known = knownSums.get(count);
  if (known?.normalization === normalization) return known;
  const weight = new Float64Array(bins);
  let pixels = 0;
  for (let start = 0; start < count.length; start += bins)
    pixels = addWeights(weight, normalization, count, start, pixels);
  const sums = { normalization, weight, pixels };
  knownSums.set(count, sums);
  return sums;
}

/** @returns the pixels and those of this cake */
function addWeights(
  weight: Float64Array,
  normalization: Float32Array,
  count: Float32Array,
  start: number,
  pixels: number,
): number {
  for (let bin = 0; bin < weight.length; bin++) {
    const at = start + bin;
    if (!(count[at]! > 0)) continue;
    pixels += count[at]!;
    weight[bin] = weight[bin]! + normalization[at]!;
  }
  return pixels;
}
