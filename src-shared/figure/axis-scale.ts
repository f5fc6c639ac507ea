/** How values are spread along an axis. */
export type AxisScale = 'linear' | 'log' | 'sqrt';

export type Interval = readonly [from: number, to: number];

/**
 * Place of a value on an axis: itself, log10 (−∞ for 0 and less), or the square root with the sign of the value.
 * The plot draws places on linear axes and labels them with values.
 */
export function axisPlace(scale: AxisScale, value: number): number {
  if (scale === 'log') return value > 0 ? Math.log10(value) : Number.isNaN(value) ? Number.NaN : -Infinity;
  return scale === 'sqrt' ? Math.sign(value) * Math.sqrt(Math.abs(value)) : value;
}

/** Inverse of `axisPlace`. */
export function axisValue(scale: AxisScale, place: number): number {
  if (scale === 'log') return 10 ** place;
  return scale === 'sqrt' ? place * Math.abs(place) : place;
}
