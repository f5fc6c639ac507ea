import { beamFrameOf, twoThetaAt } from './beam-frame.ts';
import type { CalibrationImage } from './calibration-image.ts';
import type { SearchPoints } from './search-points.ts';
import type { Geometry } from '../model/schema-types.generated.ts';

/** What the radial pattern of the whole image says about each line of the calibrant. */
export interface LineEvidence {
  readonly ring: number;
  /** Height above the surroundings in standard deviations of their scatter */
  readonly significance: number;
  /** Part of a turn over which the ring meets usable pixels */
  readonly coverage: number;
  /** No other line within the window, so that its height is its own. */
  readonly isIsolated: boolean;
}

const HALF_STEPS = 2; // samples of the pattern per px
const DIRECTIONS = 72;
const ROWS_PER_STEP = 64;
/** A pixel belongs to a line within this many standard deviations. */
const OWN = 3;

/**
 * Looks up every line in the pattern of the image: mean counts against 2θ, in steps of half a px.
 *
 * @param sigma  standard deviation of the rings, px
 * @param onStep  called now and then, with the part that is done
 */
export function findLines(
  image: CalibrationImage,
  geometry: Geometry,
  twoThetas: readonly number[],
  sigma: number,
  onStep: (fraction: number) => void = () => undefined,
): LineEvidence[] {
  const { samples, unusable, shape, pixel1, pixel2 } = image;
  const frame = beamFrameOf(geometry);
  const pixel = Math.sqrt(pixel1 * pixel2);
  const { k, c1, c2, s1, s2 } = frame;
  const half = Math.max(6, 6 * sigma);
  const size = 2 * Math.ceil(half * HALF_STEPS) + 1;
  const sums = new Float64Array(size * twoThetas.length);
  const counts = new Float64Array(size * twoThetas.length);
  const seen = new Uint8Array(DIRECTIONS * twoThetas.length);
  // No pixel subtends more than one at the foot of the normal.
  const reach = Math.min(REACH, (half * pixel) / Math.abs(frame.k * Math.sqrt(1 - frame.s1 ** 2 - frame.s2 ** 2)));
  const isNear = lineTable(twoThetas, reach);
  for (let i = 0, p = 0; i < shape[0]; i++) {
    if (i % ROWS_PER_STEP === 0) onStep(i / shape[0]);
    const u1 = (i + 0.5) * pixel1 - c1;
    for (let j = 0; j < shape[1]; j++, p++) {
      if (unusable[p]) continue;
      // twoThetaAt and its gradient, written out: this runs for every pixel of the image.
      const u2 = (j + 0.5) * pixel2 - c2;
      const w = u1 * s1 + u2 * s2;
      const square = Math.max(1e-300, u1 * u1 + u2 * u2 - w * w);
      const r = Math.sqrt(square);
      const z = k + w;
      const angle = Math.atan2(r, z);
      let ring = isNear[(angle * (TABLE / Math.PI)) | 0]!;
      if (!(ring < twoThetas.length) || twoThetas[ring]! - angle > reach) continue;
      const perR = z / ((square + z * z) * r);
      const perZ = -r / (square + z * z);
      const g1 = perR * (u1 - w * s1) + perZ * s1;
      const g2 = perR * (u2 - w * s2) + perZ * s2;
      const slope = Math.sqrt(g1 * g1 + g2 * g2) * pixel;
      // What lies on one line is no surroundings of another.
      let owner = -1;
      let distance = OWN * sigma;
      for (let other = ring; other < twoThetas.length && twoThetas[other]! - angle < half * slope; other++) {
        const away = Math.abs(angle - twoThetas[other]!) / slope;
        if (away < distance) {
          owner = other;
          distance = away;
        }
      }
      // The square root makes noise the same everywhere and keeps single spots from ruling the mean.
      const root = Math.sqrt(Math.max(0, samples[p]!));
      for (; ring < twoThetas.length; ring++) {
        const offset = (angle - twoThetas[ring]!) / slope;
        if (offset < -half) break;
        if (offset > half || (owner >= 0 && owner !== ring)) continue;
        const bin = Math.round((offset + half) * HALF_STEPS);
        sums[ring * size + bin]! += root;
        counts[ring * size + bin]!++;
        if (Math.abs(offset) < 1) {
          const turn = Math.atan2(u1, u2) / (2 * Math.PI) + 0.5;
          seen[ring * DIRECTIONS + Math.min(DIRECTIONS - 1, (turn * DIRECTIONS) | 0)] = 1;
        }
      }
    }
  }
  return twoThetas.map((twoTheta, ring) => {
    const scale = Math.abs(frame.k / pixel) / Math.cos(twoTheta) ** 2;
    const gap =
      scale * Math.min(twoTheta - (twoThetas[ring - 1] ?? -Infinity), (twoThetas[ring + 1] ?? Infinity) - twoTheta);
    let directions = 0;
    for (let d = 0; d < DIRECTIONS; d++) directions += seen[ring * DIRECTIONS + d]!;
    return {
      ring,
      significance: peakSignificance(sums, counts, ring * size, size, sigma * HALF_STEPS),
      coverage: directions / DIRECTIONS,
      isIsolated: gap > 6 * sigma,
    };
  });
}

const TABLE = 8192;
/** For each 2θ the first line that could be in reach, generously. */
function lineTable(twoThetas: readonly number[], reach: number): Int32Array {
  const table = new Int32Array(TABLE + 2);
  for (let k = 0, first = 0; k < table.length; k++) {
    const angle = (k * Math.PI) / TABLE;
    while (first < twoThetas.length && twoThetas[first]! < angle - reach) first++;
    table[k] = first;
  }
  return table;
}
/** rad: half a window is never more, but at tiny distances */
const REACH = 0.2;

/** Mean inside one σ less the line through both sides, over the scatter about that line. */
function peakSignificance(sums: Float64Array, counts: Float64Array, from: number, size: number, sigma: number): number {
  const middle = (size - 1) / 2;
  let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
  const mean = (b: number): number => sums[from + b]! / counts[from + b]!;
  for (let b = 0; b < size; b++) {
    if (!(counts[from + b]! > 0) || Math.abs(b - middle) < 3 * sigma) continue;
    const x = b - middle;
    n++;
    sx += x;
    sy += mean(b);
    sxx += x * x;
    sxy += x * mean(b);
  }
  if (n < 4) return NaN;
  const determinant = n * sxx - sx * sx;
  const slope = determinant > 0 ? (n * sxy - sx * sy) / determinant : 0;
  const level = (sy - slope * sx) / n;
  let scatter = 0;
  for (let b = 0; b < size; b++)
    if (counts[from + b]! > 0 && Math.abs(b - middle) >= 3 * sigma)
      scatter += (mean(b) - level - slope * (b - middle)) ** 2;
  let [inside, insideCount] = [0, 0];
  for (let b = 0; b < size; b++)
    if (counts[from + b]! > 0 && Math.abs(b - middle) <= sigma) {
      inside += mean(b) - level - slope * (b - middle);
      insideCount++;
    }
  if (insideCount === 0) return NaN;
  const noise = Math.sqrt(scatter / Math.max(1, n - 2)) + 1e-3 * Math.max(1, level);
  return inside / insideCount / (noise * Math.sqrt(1 / insideCount + 1 / n));
}

const HISTOGRAM_WINDOW = 14;

/**
 * Of the points that gather at sharp radii, the part that lies on no line of the calibrant; and of all points the part
 * on lines, above chance.
 */
export function explainedPoints(
  { ys, xs }: SearchPoints,
  geometry: Geometry,
  pixel: number,
  twoThetas: readonly number[],
): { readonly unexplainedPeaks: number; readonly explained: number } {
  const frame = beamFrameOf(geometry);
  const unit = frame.k / pixel;
  // Radii of an untilted detector, px, so that lines are equally wide everywhere.
  const radius = (angle: number): number => Math.abs(unit) * Math.tan(unit < 0 ? Math.PI - angle : angle);
  const radii = Array.from(ys, (y, a) => radius(twoThetaAt(frame, y * pixel, xs[a]! * pixel))).filter(
    (r) => r > 0 && r < 2e4,
  );
  if (radii.length === 0) return { unexplainedPeaks: 1, explained: 0 };
  const last = radii.reduce((a, b) => Math.max(a, b), 0);
  const length = Math.ceil(last) + 2;
  const histogram = new Float64Array(length);
  for (const r of radii) histogram[Math.floor(r)]!++;
  const isLine = new Uint8Array(length);
  for (const angle of twoThetas) {
    const r = radius(angle);
    if (!(r > 0 && r < length)) continue;
    const width = 3 + 0.002 * r;
    isLine.fill(1, Math.max(0, Math.floor(r - width)), Math.min(length, Math.ceil(r + width)));
  }
  const first = radii.reduce((a, b) => Math.min(a, b), Infinity);
  let [near, far, onLines, covered] = [0, 0, 0, 0];
  for (let b = Math.floor(first); b < length; b++) {
    let [sum, count] = [0, 0];
    for (let o = Math.max(0, b - HISTOGRAM_WINDOW); o <= Math.min(length - 1, b + HISTOGRAM_WINDOW); o++) {
      sum += histogram[o]!;
      count++;
    }
    const excess = histogram[b]! - (2.5 * sum) / count - 3;
    if (excess > 0) {
      if (isLine[b]) near += excess;
      else far += excess;
    }
    if (isLine[b]) {
      onLines += histogram[b]!;
      covered++;
    }
  }
  const chance = covered / Math.max(1, length - Math.floor(first));
  return {
    unexplainedPeaks: near + far > 0 ? far / (near + far) : 1,
    explained: (onLines / radii.length - chance) / Math.max(0.05, 1 - chance),
  };
}
