import { gaussianBlur } from '../numerics/smooth.ts';
import { quantileInPlace } from '../numerics/selection.ts';
import { doneHere, type Aside, type OnStep } from './aside.ts';
import type { FlatImage } from './flatten-image.ts';

/** Points that may lie on rings, in units of √(pixel1 · pixel2) from the corner of the image. */
export interface SearchPoints {
  readonly ys: Float64Array;
  readonly xs: Float64Array;
  /** Unit vectors across the ridge that a point lies on; null for spots, which have none. */
  readonly normals: { readonly n1: Float64Array; readonly n2: Float64Array } | null;
}

/** px: widths at which ridges are looked for */
const NARROW = 1.6;
const BROAD = 2.8;
const MAX_RIDGE_POINTS = 5000;
const MAX_SPOTS = 2500;
/** Ridges and spots fainter than this, in standard deviations of single pixels, are noise. */
const LEAST_RIDGE = 0.12;
const LEAST_SPOT = 0.15;
/** Of so many pixels one is looked at for what is typical. */
const SAMPLE_STEP = 11;
/** Half the sides of the neighbourhood in which gaps spoil a ridge. */
const GAP_MARGIN = 4;
const ROWS_PER_STEP = 128;

/**
 * Points on bright lines: where the second derivative across is strongly negative and the first vanishes.
 *
 * Sub-pixel along the normal. At most 5000, drawn evenly by strength, the same for the same image.
 *
 * @param onStep  called now and then, with the part that is done
 * @param aside  does one of the widths
 */
export function findRidgePoints(
  flat: FlatImage,
  onStep: (fraction: number) => void = () => undefined,
  aside: Aside = doneHere,
): SearchPoints {
  const { rows, columns, values, usable } = flat;
  const beside = aside.isBeside ? aside.begin(ridgesAt, flat, BROAD) : null;
  const isNearGap = nearGaps(usable, rows, columns);
  onStep(0.1);
  const broad = beside ?? ((onBroad?: OnStep) => ridgesAt(flat, BROAD, onBroad, isNearGap));
  const narrow = ridgesAt(flat, NARROW, (part) => onStep(0.1 + 0.4 * part), isNearGap);
  const scales = [narrow, broad((part) => onStep(0.5 + 0.4 * part))];
  onStep(0.9);
  const [strength, other] = [scales[0]!.strength, scales[1]!.strength];
  const scale = new Uint8Array(values.length);
  for (let p = 0; p < values.length; p++)
    if (other[p]! > strength[p]!) {
      strength[p] = other[p]!;
      scale[p] = 1;
    }
  const threshold = Math.max(LEAST_RIDGE, 3.2 * typicalValue(strength, isNearGap));
  const ridge = { offset: 0, n1: 0, n2: 0 };
  const chosen: number[] = [];
  let total = 0;
  for (let p = 0; p < values.length; p++) {
    if (!(strength[p]! > threshold)) continue;
    lineThrough(scales[scale[p]!]!.blurred, columns, p, ridge);
    if (Math.abs(ridge.offset) >= 0.75) continue;
    chosen.push(p);
    total += strength[p]!;
  }
  const drawn = chosen.length <= MAX_RIDGE_POINTS ? chosen : drawEvenly(chosen, strength, total / MAX_RIDGE_POINTS);
  return ridgePoints(flat, drawn, (p) => {
    lineThrough(scales[scale[p]!]!.blurred, columns, p, ridge);
    return ridge;
  });
}

/**
 * Ridges of one width: the image blurred by it, and of each pixel −λmin of the second derivatives times how much larger
 * it is than the other eigenvalue; 0 where it is none. Both in shared memory.
 *
 * @param sigma  of the blur, px
 */
export function ridgesAt(
  { values, usable, rows, columns }: Pick<FlatImage, 'values' | 'usable' | 'rows' | 'columns'>,
  sigma: number,
  onStep: OnStep = () => undefined,
  isNearGap = nearGaps(usable, rows, columns),
): { readonly blurred: Float32Array; readonly strength: Float32Array } {
  onStep(0);
  const f = sharedFloats(values.length);
  gaussianBlur(values, rows, columns, sigma, f, (part) => onStep(0.7 * part));
  const strength = sharedFloats(values.length);
  const factor = sigma ** 1.5;
  for (let i = 1; i < rows - 1; i++) {
    if (i % ROWS_PER_STEP === 0) onStep(0.7 + (0.3 * i) / rows);
    for (let j = 1, p = i * columns + 1; j < columns - 1; j++, p++) {
      if (isNearGap[p]) continue;
      const [up, down] = [p - columns, p + columns];
      const twice = 2 * f[p]!;
      const fyy = f[down]! - twice + f[up]!;
      const fxx = f[p + 1]! - twice + f[p - 1]!;
      const fxy = 0.25 * (f[down + 1]! - f[up + 1]! - f[down - 1]! + f[up - 1]!);
      const half = 0.5 * (fyy + fxx);
      const difference = 0.5 * (fyy - fxx);
      const root = Math.sqrt(difference * difference + fxy * fxy);
      const other = half + root;
      // Spots are as curved along as across: they say nothing about a direction.
      const value = factor * (other < 0 ? 2 * root : root - half);
      if (value > 0) strength[p] = value;
    }
  }
  return { blurred: f, strength };
}

const sharedFloats = (length: number): Float32Array<SharedArrayBuffer> =>
  new Float32Array(new SharedArrayBuffer(4 * length));

/** Direction across the ridge at a pixel and how far along it the crest lies, px. */
function lineThrough(
  f: Float32Array,
  columns: number,
  p: number,
  out: { offset: number; n1: number; n2: number },
): void {
  const [up, down] = [p - columns, p + columns];
  const fyy = f[down]! - 2 * f[p]! + f[up]!;
  const fxx = f[p + 1]! - 2 * f[p]! + f[p - 1]!;
  const fxy = 0.25 * (f[down + 1]! - f[up + 1]! - f[down - 1]! + f[up - 1]!);
  const direction = 0.5 * Math.atan2(-2 * fxy, fxx - fyy);
  out.n1 = Math.cos(direction);
  out.n2 = Math.sin(direction);
  const slope = 0.5 * ((f[down]! - f[up]!) * out.n1 + (f[p + 1]! - f[p - 1]!) * out.n2);
  out.offset = slope / (Math.hypot(0.5 * (fyy - fxx), fxy) - 0.5 * (fyy + fxx));
}

/** The median of a sample of the image. */
function typicalValue(values: Float32Array, isNearGap: Uint8Array): number {
  const sample = new Float32Array(Math.ceil(values.length / SAMPLE_STEP));
  let count = 0;
  for (let p = 0; p < values.length; p += SAMPLE_STEP) if (!isNearGap[p]) sample[count++] = Math.abs(values[p]!);
  return count === 0 ? Infinity : quantileInPlace(sample.subarray(0, count), 0.5);
}

/** One of them whenever the sum of the strengths has grown by a step. */
function drawEvenly(chosen: readonly number[], strength: Float32Array, step: number): number[] {
  let passed = 0;
  return chosen.filter((p) => {
    const before = Math.floor(passed / step);
    passed += strength[p]!;
    return Math.floor(passed / step) > before;
  });
}

function ridgePoints(
  { columns, step1, step2 }: FlatImage,
  drawn: readonly number[],
  ridgeAt: (p: number) => { readonly offset: number; readonly n1: number; readonly n2: number },
): SearchPoints {
  const n = drawn.length;
  const [ys, xs] = [new Float64Array(n), new Float64Array(n)];
  const normals = { n1: new Float64Array(n), n2: new Float64Array(n) };
  for (const [a, p] of drawn.entries()) {
    const { offset, n1, n2 } = ridgeAt(p);
    ys[a] = (Math.floor(p / columns) + 0.5 + offset * n1) * step1;
    xs[a] = ((p % columns) + 0.5 + offset * n2) * step2;
    // A normal transforms like a gradient.
    const length = Math.hypot(n1 / step1, n2 / step2);
    normals.n1[a] = n1 / step1 / length;
    normals.n2[a] = n2 / step2 / length;
  }
  return { ys, xs, normals };
}

/**
 * Middles of bright spots, for rings that are nothing but spots.
 *
 * @param onStep  called now and then, with the part that is done
 */
export function findSpotPoints(
  { rows, columns, values, usable, step1, step2 }: FlatImage,
  onStep: (fraction: number) => void = () => undefined,
): SearchPoints {
  const isNearGap = nearGaps(usable, rows, columns);
  onStep(0.1);
  const narrow = gaussianBlur(values, rows, columns, 1.3);
  onStep(0.4);
  const wide = gaussianBlur(values, rows, columns, 4);
  onStep(0.8);
  for (let p = 0; p < narrow.length; p++) narrow[p]! -= wide[p]!;
  const threshold = Math.max(LEAST_SPOT, 6 * 1.4826 * typicalValue(narrow, isNearGap));
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

/** Evenly drawn points, about `count` of them. */
export function thinPoints({ ys, xs, normals }: SearchPoints, count: number): SearchPoints {
  const step = Math.max(1, ys.length / count);
  const chosen: number[] = [];
  for (let a = 0; a < ys.length; a += step) chosen.push(Math.floor(a));
  const pick = (values: Float64Array): Float64Array => Float64Array.from(chosen, (a) => values[a]!);
  return { ys: pick(ys), xs: pick(xs), normals: normals && { n1: pick(normals.n1), n2: pick(normals.n2) } };
}

function isMaximum(image: Float32Array, p: number, columns: number, value: number): boolean {
  for (let y = -3; y <= 3; y++)
    for (let x = -3; x <= 3; x++) {
      const q = p + y * columns + x;
      if (image[q]! > value || (image[q] === value && q < p)) return false;
    }
  return true;
}

/** Pixels with a gap or the edge of the image close by, 1 = such. */
function nearGaps(usable: Uint8Array, rows: number, columns: number): Uint8Array {
  const near = new Uint8Array(usable.length);
  // Per column, gaps in the rows within the margin; outside of the image all is gap.
  const inColumn = new Int32Array(columns).fill(GAP_MARGIN);
  for (let i = 0; i < Math.min(GAP_MARGIN, rows); i++)
    for (let j = 0; j < columns; j++) inColumn[j]! += 1 - usable[i * columns + j]!;
  for (let i = 0; i < rows; i++) {
    const entering = (i + GAP_MARGIN) * columns;
    const leaving = (i - GAP_MARGIN - 1) * columns;
    const isEnd = i + GAP_MARGIN >= rows;
    const isStart = i <= GAP_MARGIN;
    let last = -1;
    for (let j = 0; j < columns; j++) {
      inColumn[j]! += (isEnd ? 1 : 1 - usable[entering + j]!) - (isStart ? Number(i > 0) : 1 - usable[leaving + j]!);
      if (inColumn[j]! > 0) {
        near.fill(
          1,
          i * columns + Math.max(last + 1, j - GAP_MARGIN),
          i * columns + Math.min(columns, j + GAP_MARGIN + 1),
        );
        last = Math.min(columns - 1, j + GAP_MARGIN);
      }
    }
    near.fill(1, i * columns, i * columns + Math.min(GAP_MARGIN, columns));
    near.fill(1, (i + 1) * columns - Math.min(GAP_MARGIN, columns), (i + 1) * columns);
  }
  return near;
}
