import type { SearchPoints } from './search-points.ts';

/** Where rings may be centred; same units as the points. */
export interface Centre {
  readonly c1: number;
  readonly c2: number;
}

/** Rings centred farther outside than this many image sizes are not looked for. */
const MARGIN = 1.3;
const VOTE_CELL = 6;
const VOTERS_PER_STEP = 1000;
const PEAKS = 6;
const GRID = 28;
const GRID_POINTS = 450;
const GRID_BIN = 5;
/** Within so many image sizes of the edges centres are looked for more closely. */
const NEAR_MARGIN = 0.35;

/**
 * Centres on which the normals of many ridge points meet, best first. Ellipses have none such, but something near it.
 *
 * @param height  extent of the image along ys
 * @param width  along xs
 * @param onStep  called now and then
 */
export function centresFromNormals(
  points: SearchPoints,
  height: number,
  width: number,
  onStep: () => void = () => undefined,
): Centre[] {
  const { ys, xs, normals } = points;
  if (!normals || ys.length < 20) return [];
  const margin = MARGIN * Math.max(height, width);
  const rows = Math.ceil((height + 2 * margin) / VOTE_CELL);
  const columns = Math.ceil((width + 2 * margin) / VOTE_CELL);
  // As small as they can be: what is counted here and there all over the grid should stay in the cache.
  const votes = new Uint16Array(rows * columns);
  const reach = Math.hypot(rows, columns);
  onStep();
  for (let a = 0; a < ys.length; a++) {
    if (a % VOTERS_PER_STEP === VOTERS_PER_STEP - 1) onStep();
    const y = (ys[a]! + margin) / VOTE_CELL;
    const x = (xs[a]! + margin) / VOTE_CELL;
    const [n1, n2] = [normals.n1[a]!, normals.n2[a]!];
    for (let t = 0; t < reach; t++) {
      const [i, j] = [y + t * n1, x + t * n2];
      if (!(i >= 0 && j >= 0 && i < rows && j < columns)) break;
      votes[(i | 0) * columns + (j | 0)]!++;
    }
    for (let t = 1; t < reach; t++) {
      const [i, j] = [y - t * n1, x - t * n2];
      if (!(i >= 0 && j >= 0 && i < rows && j < columns)) break;
      votes[(i | 0) * columns + (j | 0)]!++;
    }
  }
  onStep();
  const once = smoothed(votes, rows, columns);
  onStep();
  const twice = smoothed(once, rows, columns);
  onStep();
  return peaks(twice, rows, columns, PEAKS, 5).map(({ i, j }) => {
    onStep();
    return polish(points, { c1: (i + 0.5) * VOTE_CELL - margin, c2: (j + 0.5) * VOTE_CELL - margin });
  });
}

/**
 * Centres about which the distances of the points gather in few values, best first. Needs no normals.
 *
 * @param onStep  called now and then
 */
export function centresFromDistances(
  { ys, xs }: SearchPoints,
  height: number,
  width: number,
  onStep: () => void = () => undefined,
): Centre[] {
  if (ys.length < 20) return [];
  const size = Math.max(height, width);
  const step = Math.max(1, ys.length / GRID_POINTS);
  const chosen: number[] = [];
  for (let a = 0; a < ys.length; a += step) chosen.push(Math.floor(a));
  const [cys, cxs] = [Float64Array.from(chosen, (a) => ys[a]!), Float64Array.from(chosen, (a) => xs[a]!)];
  const histogram = new Float64Array(Math.ceil(((2 + MARGIN) * Math.SQRT2 * size) / GRID_BIN) + 2);
  const found: (Centre & { readonly score: number })[] = [];
  // Far outside, all points lie in much the same direction: moving the centre shifts all distances alike.
  for (const { margin, grid, inner } of [
    { margin: NEAR_MARGIN, grid: GRID, inner: -Infinity },
    { margin: MARGIN, grid: 2 * GRID, inner: NEAR_MARGIN },
  ]) {
    const rows = Math.ceil((height + 2 * margin * size) / grid);
    const columns = Math.ceil((width + 2 * margin * size) / grid);
    const at = (cell: number): number => (cell + 0.5) * grid - margin * size;
    const isSkipped = (c: number, extent: number): boolean =>
      c > -inner * size + grid && c < extent + inner * size - grid;
    const scores = new Float32Array(rows * columns);
    for (let i = 0, cell = 0; i < rows; i++) {
      if (i % 16 === 0) onStep();
      for (let j = 0; j < columns; j++, cell++)
        if (!isSkipped(at(i), height) || !isSkipped(at(j), width))
          scores[cell] = gathering(cys, cxs, at(i), at(j), histogram);
    }
    for (const { i, j, value } of peaks(scores, rows, columns, PEAKS, 2))
      found.push({ c1: at(i), c2: at(j), score: value });
  }
  return found.sort((a, b) => b.score - a.score).slice(0, PEAKS);
}

function gathering(ys: Float64Array, xs: Float64Array, c1: number, c2: number, histogram: Float64Array): number {
  let [first, last] = [Infinity, 0];
  for (let a = 0; a < ys.length; a++) {
    const u1 = ys[a]! - c1;
    const u2 = xs[a]! - c2;
    const b = (Math.sqrt(u1 * u1 + u2 * u2) / GRID_BIN) | 0;
    histogram[b]!++;
    if (b < first) first = b;
    if (b > last) last = b;
  }
  const score = sharpness(histogram.subarray(first, last + 1), last + 1 - first);
  histogram.fill(0, first, last + 1);
  return score;
}

const WINDOW = 9;

/** Σ h²/h̄ with h̄ the mean over ± WINDOW bins, less the same for an even spread: large where few bins hold much. */
export function sharpness(histogram: Float64Array, length: number): number {
  let sum = 0;
  let inside = 0;
  for (let b = 0; b < Math.min(WINDOW, length); b++) inside += histogram[b]!;
  for (let b = 0; b < length; b++) {
    if (b + WINDOW < length) inside += histogram[b + WINDOW]!;
    if (b > WINDOW) inside -= histogram[b - WINDOW - 1]!;
    const h = histogram[b]!;
    if (h > 0) sum += (h * h) / (inside + 2);
  }
  return sum;
}

/** Means over 3 × 3; 0 at the edges. */
function smoothed(image: Uint16Array | Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(image.length);
  const sums = new Float64Array(columns);
  for (let i = 1; i < rows - 1; i++) {
    const row = i * columns;
    for (let j = 0; j < columns; j++) sums[j] = image[row + j - columns]! + image[row + j]! + image[row + j + columns]!;
    for (let j = 1; j < columns - 1; j++) out[row + j] = (sums[j - 1]! + sums[j]! + sums[j + 1]!) / 9;
  }
  return out;
}

interface Peak {
  readonly i: number;
  readonly j: number;
  readonly value: number;
}

/** The highest so many maxima that lie apart; of equal ones the first. */
function peaks(image: Float32Array, rows: number, columns: number, count: number, radius: number): Peak[] {
  const found: number[] = [];
  for (let i = 1; i < rows - 1; i++)
    for (let j = 1, p = i * columns + 1; j < columns - 1; j++, p++) {
      const value = image[p]!;
      if (
        value > 0 &&
        value > image[p + 1]! &&
        value >= image[p - 1]! &&
        value >= image[p - columns]! &&
        value > image[p + columns]!
      )
        found.push(p);
    }
  const kept: Peak[] = [];
  while (kept.length < count) {
    let best: Peak | null = null;
    for (const p of found) {
      const value = image[p]!;
      if (best && !(value > best.value)) continue;
      const [i, j] = [Math.floor(p / columns), p % columns];
      if (kept.every((other) => Math.abs(other.i - i) > radius || Math.abs(other.j - j) > radius))
        best = { i, j, value };
    }
    if (!best) break;
    kept.push(best);
  }
  return kept;
}

const POLISH_PASSES = 8;
/** rad: normals that miss the centre by more hardly count */
const POLISH_SCALE = 0.05;
/** px: nearer to the centre directions mean little */
const LEAST_DISTANCE = 20;

/** Robust least squares of the angle between each normal and the direction to the centre. */
function polish({ ys, xs, normals }: SearchPoints, start: Centre): Centre {
  let { c1, c2 } = start;
  if (!normals) return start;
  for (let pass = 0; pass < POLISH_PASSES; pass++) {
    let [a11, a12, a22, b1, b2] = [0, 0, 0, 0, 0];
    for (let a = 0; a < ys.length; a++) {
      // The tangent is the normal turned by a quarter; its product with (centre − point) vanishes on the normal.
      const t1 = -normals.n2[a]!;
      const t2 = normals.n1[a]!;
      const u1 = c1 - ys[a]!;
      const u2 = c2 - xs[a]!;
      const square = Math.max(LEAST_DISTANCE * LEAST_DISTANCE, u1 * u1 + u2 * u2);
      const across = t1 * u1 + t2 * u2;
      const miss = 1 + (across * across) / (square * POLISH_SCALE * POLISH_SCALE);
      const weight = 1 / (miss * miss * square);
      const target = t1 * ys[a]! + t2 * xs[a]!;
      a11 += weight * t1 * t1;
      a12 += weight * t1 * t2;
      a22 += weight * t2 * t2;
      b1 += weight * t1 * target;
      b2 += weight * t2 * target;
    }
    const determinant = a11 * a22 - a12 * a12;
    if (!(determinant > 1e-9 * a11 * a22)) return { c1, c2 };
    const next1 = (a22 * b1 - a12 * b2) / determinant;
    const next2 = (a11 * b2 - a12 * b1) / determinant;
    if (Math.hypot(next1 - start.c1, next2 - start.c2) > 10 * VOTE_CELL) return start;
    [c1, c2] = [next1, next2];
  }
  return { c1, c2 };
}
