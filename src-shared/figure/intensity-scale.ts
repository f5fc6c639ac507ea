/** How intensity between the two levels becomes colour. */
export type IntensityScale = 'linear' | 'log' | 'sqrt' | 'asinh';

export const intensityScales: readonly { readonly id: IntensityScale; readonly label: string }[] = [
  { id: 'linear', label: 'Linear' },
  { id: 'sqrt', label: 'Square root' },
  { id: 'log', label: 'Logarithm' },
  { id: 'asinh', label: 'asinh' },
];

export type Levels = readonly [low: number, high: number];

/**
 * Constants of t = (f(v) − low) / span, with f = v, √(v − offset), ln(max(v, floor)) or asinh(v).
 * Computed once per frame, for the shader and for the fallback alike.
 */
export interface ScaleConstants {
  readonly scale: IntensityScale;
  readonly low: number;
  readonly span: number;
  readonly offset: number;
  readonly floor: number;
}

const DECADES_BELOW = 4; // what a logarithm shows below the upper level when the lower one is not positive
const SMALLEST_SPAN = 1e-30; // keeps equal levels a step instead of 0/0; representable in a 32-bit float

/**
 * Levels are values of the image. A logarithm needs them positive: a lower level of 0 or less counts as
 * 1/10 000 of the upper one.
 */
export function scaleConstants(scale: IntensityScale, [low, high]: Levels): ScaleConstants {
  const floor = low > 0 ? low : high > 0 ? high / 10 ** DECADES_BELOW : SMALLEST_SPAN;
  const transform = (value: number) => transformIntensity(scale, value, low, floor);
  const bottom = transform(low);
  return { scale, low: bottom, span: Math.max(SMALLEST_SPAN, transform(high) - bottom), offset: low, floor };
}

/** Position between the levels, clamped to [0, 1]. */
export function scaledIntensity(constants: ScaleConstants, value: number): number {
  const { scale, low, span, offset, floor } = constants;
  return Math.min(1, Math.max(0, (transformIntensity(scale, value, offset, floor) - low) / span));
}

function transformIntensity(scale: IntensityScale, value: number, offset: number, floor: number): number {
  switch (scale) {
    case 'linear':
      return value;
    case 'sqrt':
      return Math.sqrt(Math.max(0, value - offset));
    case 'log':
      return Math.log(Math.max(floor, value));
    case 'asinh':
      return Math.asinh(value);
  }
}
