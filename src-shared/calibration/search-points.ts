import { gaussianBlur } from '../numerics/smooth.ts';
import { quantileInPlace } from '../numerics/selection.ts';
import type { FlatImage } from './flatten-image.ts';

/** Points that may lie on rings, in units of √(pixel1 · pixel2) from the corner of the image. */
export interface SearchPoints {
  readonly ys: Float64Array;
  readonly xs: Float64Array;
  /** Unit vectors across the ridge that a point lies on; null for spots, which have none. */
  readonly normals: { readonly n1: Float64Array; readonly n2: Float64Array } | null;
}

const RIDGE_SCALES = [1.6, 2.8];
const MAX_RIDGE_POINTS = 5000;
const MAX_SPOTS = 2500;
/** Half the sides of the neighbourhood in which gaps spoil a ridge. */
const GAP_MARGIN = 4;

/**
 * Points on bright lines: where the second derivative across is strongly negative and the first vanishes.
 *
 * Sub-pixel along the normal. At most 5000, drawn evenly by strength, the same for the same image.
 */
export function findRidgePoints({ rows, columns, values, usable, step1, step2 }: FlatImage): SearchPoints {
  const isNearGap = nearGaps(usable, rows, columns);
  const best = new Float32Array(values.length);
  const offset = new Float32Array(values.length);
  const angle = new Float32Array(values.length);
  for (const sigma of RIDGE_SCALES) {
    const f = gaussianBlur(values, rows, columns, sigma);
    const scale = sigma ** 1.5;
    for (let i = 1; i < rows - 1; i++)
      for (let j = 1, p = i * columns + 1; j < columns - 1; j++, p++) {
        const v = f[p]!;
        const fyy = f[p + columns]! - 2 * v + f[p - columns]!;
        const fxx = f[p + 1]! - 2 * v + f[p - 1]!;
        const half = 0.5 * (fyy + fxx);
        if (isNearGap[p]) continue;
        const fxy = 0.25 * (f[p + columns + 1]! - f[p + columns - 1]! - f[p - columns + 1]! + f[p - columns - 1]!);
        const root = Math.sqrt(0.25 * (fyy - fxx) * (fyy - fxx) + fxy * fxy);
        const strength = (root - half) * scale; // −λmin
        if (strength <= best[p]!) continue;
        const other = half + root;
        // Spots are as curved along as across: they say nothing about a direction.
        const anisotropy = other >= 0 ? 1 : 1 - other / (half - root);
        // Eigenvector of λmin = half − root, from the row of the matrix with the larger pivot.
        const direction = 0.5 * Math.atan2(-2 * fxy, fxx - fyy);
        const n1 = Math.cos(direction);
        const n2 = Math.sin(direction);
        const slope = 0.5 * ((f[p + columns]! - f[p - columns]!) * n1 + (f[p + 1]! - f[p - 1]!) * n2);
        best[p] = strength * anisotropy;
        offset[p] = slope / (root - half);
        angle[p] = direction;
      }
  }
  const sample = new Float32Array(Math.ceil(values.length / 11));
  let count = 0;
  for (let p = 0; p < values.length; p += 11) if (!isNearGap[p]) sample[count++] = best[p]!;
  if (count === 0) return emptyPoints(true);
  const threshold = Math.max(0.12, 3.2 * quantileInPlace(sample.subarray(0, count), 0.5));
  const chosen: number[] = [];
  let total = 0;
  for (let p = 0; p < values.length; p++)
    if (best[p]! > threshold && Math.abs(offset[p]!) < 0.75) {
      chosen.push(p);
      total += best[p]!;
    }
  const step = Math.max(total / MAX_RIDGE_POINTS, 1e-9);
  const isAll = chosen.length <= MAX_RIDGE_POINTS;
  const drawn: number[] = [];
  let passed = 0;
  for (const p of chosen) {
    const before = Math.floor(passed / step);
    passed += best[p]!;
    if (isAll || Math.floor(passed / step) > before) drawn.push(p);
  }
  const n = drawn.length;
  const ys = new Float64Array(n);
  const xs = new Float64Array(n);
  const n1s = new Float64Array(n);
  const n2s = new Float64Array(n);
  for (const [a, p] of drawn.entries()) {
    const [c1, c2] = [Math.cos(angle[p]!), Math.sin(angle[p]!)];
    ys[a] = (Math.floor(p / columns) + 0.5 + offset[p]! * c1) * step1;
    xs[a] = ((p % columns) + 0.5 + offset[p]! * c2) * step2;
    // A normal transforms like a gradient.
    const length = Math.hypot(c1 / step1, c2 / step2);
    n1s[a] = c1 / step1 / length;
    n2s[a] = c2 / step2 / length;
  }
  return { ys, xs, normals: { n1: n1s, n2: n2s } };
}

/** Middles of bright spots, for rings that are nothing but spots. */
export function findSpotPoints({ rows, columns, values, usable, step1, step2 }: FlatImage): SearchPoints {
  const isNearGap = nearGaps(usable, rows, columns);
  const narrow = gaussianBlur(values, rows, columns, 1.3);
  const wide = gaussianBlur(values, rows, columns, 4);
  for (let p = 0; p < narrow.length; p++) narrow[p]! -= wide[p]!;
  const sample = new Float32Array(Math.ceil(narrow.length / 11));
  for (let p = 0, k = 0; p < narrow.length; p += 11) sample[k++] = Math.abs(narrow[p]!);
  const threshold = Math.max(0.15, 6 * 1.4826 * quantileInPlace(sample, 0.5));
  const found: { readonly p: number; readonly value: number }[] = [];
  for (let i = 4; i < rows - 4; i++)
    for (let j = 4, p = i * columns + 4; j < columns - 4; j++, p++) {
      const value = narrow[p]!;
      if (value < threshold || isNearGap[p] || !isMaximum(narrow, p, columns, value)) continue;
      found.push({ p, value });
    }
  found.sort((a, b) => b.value - a.value || a.p - b.p);
  const spots = found.slice(0, MAX_SPOTS).sort((a, b) => a.p - b.p);
  const peak = (p: number, stride: number): number => {
    const [a, b, c] = [narrow[p - stride]!, narrow[p]!, narrow[p + stride]!];
    const curvature = a - 2 * b + c;
    return curvature < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (a - c)) / curvature)) : 0;
  };
  return {
    ys: Float64Array.from(spots, ({ p }) => (Math.floor(p / columns) + 0.5 + peak(p, columns)) * step1),
    xs: Float64Array.from(spots, ({ p }) => ((p % columns) + 0.5 + peak(p, 1)) * step2),
    normals: null,
  };
}

function isMaximum(image: Float32Array, p: number, columns: number, value: number): boolean {
  for (let y = -3; y <= 3; y++)
    for (let x = -3; x <= 3; x++) {
      const q = p + y * columns + x;
      if (image[q]! > value || (image[q] === value && q < p)) return false;
    }
  return true;
}

function emptyPoints(withNormals: boolean): SearchPoints {
  const none = new Float64Array(0);
  return { ys: none, xs: none, normals: withNormals ? { n1: none, n2: none } : null };
}

/** Pixels with a gap or the edge of the image close by, 1 = such. */
function nearGaps(usable: Uint8Array, rows: number, columns: number): Uint8Array {
  const across = new Uint8Array(usable.length);
  const near = new Uint8Array(usable.length);
  for (let i = 0; i < rows; i++)
    for (let j = 0, last = -Infinity; j < columns + GAP_MARGIN; j++) {
      if (j >= columns || !usable[i * columns + j]) last = j;
      const to = j - GAP_MARGIN;
      if (to >= 0 && (j - last <= 2 * GAP_MARGIN || to < GAP_MARGIN)) across[i * columns + to] = 1;
    }
  for (let j = 0; j < columns; j++)
    for (let i = 0, last = -Infinity; i < rows + GAP_MARGIN; i++) {
      if (i >= rows || across[i * columns + j]) last = i;
      const to = i - GAP_MARGIN;
      if (to >= 0 && (i - last <= 2 * GAP_MARGIN || to < GAP_MARGIN)) near[to * columns + j] = 1;
    }
  return near;
}
