/** How values are spread along an axis. */
export type AxisScale = 'linear' | 'log' | 'sqrt' | 'symlog';

export type Interval = readonly [from: number, to: number];

/** Values up to this are spread evenly by `symlog`, and with the slope that the logarithm has beyond it. */
const EVEN_TO = 2;
const EVEN_SLOPE = 1 / 0.9; // as matplotlib has it, which plots of other programs are compared with

/**
 * Place of a value on an axis: itself, log10 (−∞ for 0 and less), the square root with the sign of the value, or
 * (`symlog`) the logarithm to both sides of a stretch around zero that is even. The plot draws places on linear axes and
 * labels them with values.
 */
export function axisPlace(scale: AxisScale, value: number): number {
  switch (scale) {
    case 'linear':
      return value;
    case 'log':
      return value > 0 ? Math.log10(value) : Number.isNaN(value) ? Number.NaN : -Infinity;
    case 'sqrt':
      return Math.sign(value) * Math.sqrt(Math.abs(value));
    case 'symlog': {
      const size = Math.abs(value);
      return size <= EVEN_TO
        ? value * EVEN_SLOPE
        : Math.sign(value) * EVEN_TO * (EVEN_SLOPE + Math.log10(size / EVEN_TO));
    }
  }
}

/** Inverse of `axisPlace`. */
export function axisValue(scale: AxisScale, place: number): number {
  switch (scale) {
    case 'linear':
      return place;
    case 'log':
      return 10 ** place;
    case 'sqrt':
      return place * Math.abs(place);
    case 'symlog': {
      const size = Math.abs(place) / EVEN_TO;
      return size <= EVEN_SLOPE ? place / EVEN_SLOPE : Math.sign(place) * EVEN_TO * 10 ** (size - EVEN_SLOPE);
    }
  }
}
