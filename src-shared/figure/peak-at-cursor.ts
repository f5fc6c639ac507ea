/** A peak of a curve, over the straight line between its feet. */
export interface CursorPeak {
  readonly position: number;
  /** Over its base. */
  readonly height: number;
  /** On the axis of the curve, at half of the height over the base. */
  readonly fwhm: number;
}

const FEET = 5; // widths on either side in which the feet are looked for
const LEAST_HEIGHT = 5; // times the noise

/**
 * The peak that a climb from a point leads to, in steps of `reach` bins, so that noise does not hold it up. The base is
 * the line between the lowest points within five widths on either side; the top is that of the parabola through the
 * logarithms of three points, which is exact for a Gaussian. A Lorentzian comes out a per cent narrower than it is, for
 * its tails go on below the feet.
 *
 * @param x  rising or falling
 * @param start  index of a point
 * @param noise  standard deviation of a single point
 * @returns null without a peak of five times the noise, at the ends of the curve, and at gaps (NaN)
 */
export function peakAtCursor(
  x: Float64Array,
  y: Float64Array | Float32Array,
  start: number,
  reach: number,
  noise: number,
): CursorPeak | null {
  const top = climb(y, start, Math.max(1, Math.round(reach)));
  if (top === null) return null;
  // The feet stand where the widths say, and those follow from the feet.
  let feet = feetOf(y, top, y.length);
  let sides = feet && sidesOf(x, y, top, feet);
  if (!sides) return null;
  const widest = Math.ceil(FEET * Math.max(1, sides.right - sides.left));
  feet = feetOf(y, top, widest);
  sides = feet && sidesOf(x, y, top, feet);
  if (!feet || !sides) return null;
  const over = (i: number) => y[i]! - baseAt(x, y, feet, i);
  const height = over(top);
  if (!(height > LEAST_HEIGHT * noise)) return null;
  const [before, after] = [over(top - 1), over(top + 1)];
  const shift = before > 0 && after > 0 ? vertex(Math.log(before), Math.log(height), Math.log(after)) : 0;
  return {
    position: valueAt(x, top + shift),
    height,
    fwhm: Math.abs(valueAt(x, sides.right) - valueAt(x, sides.left)),
  };
}

/** Standard deviation of a single point, from how far points are off the line between their neighbours. */
export function pointNoise(y: Float64Array | Float32Array): number {
  const off: number[] = [];
  for (let i = 1; i + 1 < y.length; i++) {
    const bend = Math.abs(y[i - 1]! - 2 * y[i]! + y[i + 1]!);
    if (Number.isFinite(bend)) off.push(bend);
  }
  off.sort((a, b) => a - b);
  // Median of |N(0, 6σ²)| is 0.6745 √6 σ.
  return off.length === 0 ? 0 : off[off.length >> 1]! / (0.6745 * Math.sqrt(6));
}

/** Index of the top; null at an end or a gap. */
function climb(y: Float64Array | Float32Array, start: number, reach: number): number | null {
  if (!Number.isFinite(y[start])) return null;
  for (let at = start; ;) {
    let best = at;
    for (const step of [-1, 1])
      for (let i = at + step; Math.abs(i - at) <= reach && Number.isFinite(y[i]); i += step)
        if (y[i]! > y[best]!) best = i;
    if (best === at) return Number.isFinite(y[at - 1]) && Number.isFinite(y[at + 1]) ? at : null;
    at = best;
  }
}

interface Feet {
  readonly left: number;
  readonly right: number;
}

/** The lowest points on both sides before the curve rises above the top, breaks off or ends. */
function feetOf(y: Float64Array | Float32Array, top: number, widest: number): Feet | null {
  const foot = (step: -1 | 1): number => {
    let lowest = top;
    for (let i = top + step; Math.abs(i - top) <= widest && y[i]! <= y[top]!; i += step)
      if (y[i]! < y[lowest]!) lowest = i;
    return lowest;
  };
  const [left, right] = [foot(-1), foot(1)];
  return left < top && right > top ? { left, right } : null;
}

function baseAt(x: Float64Array, y: Float64Array | Float32Array, { left, right }: Feet, i: number): number {
  return y[left]! + ((x[i]! - x[left]!) / (x[right]! - x[left]!)) * (y[right]! - y[left]!);
}

/** Where the curve has half of the height over the base, as indices with fractions. */
function sidesOf(x: Float64Array, y: Float64Array | Float32Array, top: number, feet: Feet): Feet | null {
  const over = (i: number) => y[i]! - baseAt(x, y, feet, i);
  const half = over(top) / 2;
  if (!(half > 0)) return null;
  const side = (step: -1 | 1): number => {
    let i = top;
    while (over(i + step) > half) i += step;
    return i + (step * (over(i) - half)) / (over(i) - over(i + step));
  };
  return { left: side(-1), right: side(1) };
}

/** Place of the top of a parabola through three points one apart, seen from the middle one. */
function vertex(before: number, middle: number, after: number): number {
  const bend = before - 2 * middle + after;
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0;
}

/** x at an index with a fraction. */
function valueAt(x: Float64Array, index: number): number {
  const i = Math.min(x.length - 2, Math.max(0, Math.floor(index)));
  return x[i]! + (index - i) * (x[i + 1]! - x[i]!);
}
