import { radialAtCentres } from '../geometry/detector-grid.ts';
import { isColumnMirrored, isRowMirrored, type Orientation } from '../geometry/orientation.ts';
import type { Samples, Shape } from '../model/detector-image.ts';
import type { Calibration } from '../model/schema-types.generated.ts';
import { quantileInPlace } from '../numerics/selection.ts';
import { type CoarseImage, coarseImage } from './coarse-image.ts';

export interface OrientationScore {
  readonly orientation: Orientation;
  /** Part of the local variance that rings explain, in [0, 1]; 0: no rings to be seen. */
  readonly score: number;
}

/** Enough for the rings of any detector to show, few enough for an answer while someone waits. */
const MAXIMUM_BLOCKS = 300_000;
const MAXIMUM_BINS = 4096;
/** Bins on either side that make the background of a ring. */
const BACKGROUND_BINS = 8;
/** Part of Σ y² below which a variance is rounding. */
const ROUNDING = 1e-12;

/**
 * How sharp the rings of an image are if its calibration belongs to each of the four orientations: for the right one a
 * radial bin holds one intensity, for a wrong one rings are smeared over many bins.
 *
 * The image is averaged in blocks and its intensities are compressed, y = asinh(I / median), so that neither single
 * spots nor the strongest ring decide. In each radial bin of about the size of a block, the mean of y is compared with
 * the running mean of its neighbourhood, b:
 *
 *     score = (Σ n (mean − b)² − expectation for noise) / Σ (y − b)²
 *
 * @param calibration  its own orientation does not matter
 * @param unused  non-zero = ignored, one entry per pixel, or null
 * @returns the four orientations, 1 to 4
 * @throws RangeError  if the arrays do not fit the shape
 */
export function orientationSharpness(
  calibration: Calibration,
  samples: Samples,
  shape: Shape,
  unused: Uint8Array | null,
): readonly OrientationScore[] {
  for (const array of [samples, unused])
    if (array && array.length !== shape[0] * shape[1])
      throw new RangeError(`${array.length} entries for ${shape[0]} × ${shape[1]} pixels`);
  const coarse = coarseImage(samples, shape, unused, MAXIMUM_BLOCKS);
  const compressed = compress(coarse.means);
  return ([1, 2, 3, 4] as const).map((orientation) => ({
    orientation,
    score: ringScore(compressed, coarseCalibration(calibration, shape, coarse, orientation), coarse.shape),
  }));
}

function compress(means: Float64Array): Float64Array {
  const magnitudes = means.filter((value) => Number.isFinite(value)).map(Math.abs);
  const scale = quantileInPlace(magnitudes, 0.5);
  return means.map((value) => Math.asinh(value / (scale > 0 ? scale : 1)));
}

/** The calibration of the image of blocks, whose pixels are larger and which lacks what fills no block. */
function coarseCalibration(
  { geometry, detector }: Calibration,
  [rows, columns]: Shape,
  { size, shape }: CoarseImage,
  orientation: Orientation,
): Calibration {
  // A mirrored axis begins at the far edge, where the pixels that fill no block are.
  const missing1 = isRowMirrored(orientation) ? rows - shape[0] * size : 0;
  const missing2 = isColumnMirrored(orientation) ? columns - shape[1] * size : 0;
  return {
    geometry: {
      ...geometry,
      poni1: geometry.poni1 - missing1 * detector.pixel1,
      poni2: geometry.poni2 - missing2 * detector.pixel2,
    },
    detector: { ...detector, pixel1: detector.pixel1 * size, pixel2: detector.pixel2 * size, orientation },
  };
}

function ringScore(values: Float64Array, calibration: Calibration, shape: Shape): number {
  const { geometry, detector } = calibration;
  const twoTheta = radialAtCentres(calibration, shape, '2theta');
  let lower = Infinity;
  let upper = -Infinity;
  for (let p = 0; p < values.length; p++) {
    if (Number.isNaN(values[p]!)) continue;
    lower = Math.min(lower, twoTheta[p]!);
    upper = Math.max(upper, twoTheta[p]!);
  }
  if (!(upper > lower)) return 0;
  const blockAngle = Math.atan2(Math.max(detector.pixel1, detector.pixel2), Math.abs(geometry.dist));
  const bins = Math.max(1, Math.min(MAXIMUM_BINS, Math.ceil((upper - lower) / blockAngle)));
  const perBin = bins / (upper - lower);

  const count = new Float64Array(bins);
  const sum = new Float64Array(bins);
  let squares = 0;
  for (let p = 0; p < values.length; p++) {
    const y = values[p]!;
    if (Number.isNaN(y)) continue;
    const bin = Math.min(bins - 1, Math.floor((twoTheta[p]! - lower) * perBin));
    count[bin]! += 1;
    sum[bin]! += y;
    squares += y * y;
  }
  return explainedByRings(count, sum, squares);
}

function explainedByRings(count: Float64Array, sum: Float64Array, squares: number): number {
  const bins = count.length;
  let rings = 0; // Σ n (mean − b)²
  let meanSquares = 0; // Σ n mean²
  let pixels = 0;
  let filled = 0;
  for (let bin = 0; bin < bins; bin++) {
    const n = count[bin]!;
    if (n === 0) continue;
    let aroundCount = 0;
    let aroundSum = 0;
    const last = Math.min(bins - 1, bin + BACKGROUND_BINS);
    for (let k = Math.max(0, bin - BACKGROUND_BINS); k <= last; k++) {
      aroundCount += count[k]!;
      aroundSum += sum[k]!;
    }
    const mean = sum[bin]! / n;
    rings += n * (mean - aroundSum / aroundCount) ** 2;
    meanSquares += n * mean * mean;
    pixels += n;
    filled++;
  }
  if (pixels <= filled) return 0;
  const scatter = Math.max(0, squares - meanSquares); // Σ (y − mean)²
  if (rings + scatter <= ROUNDING * squares) return 0; // a constant image
  const expected = (filled * scatter) / (pixels - filled);
  return rings > expected ? (rings - expected) / (rings + scatter) : 0;
}
