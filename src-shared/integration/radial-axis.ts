/** pyFAI widens the upper end by this factor so that the outermost pixel falls into the last bin; so do we. */
const UPPER_END_FACTOR = 1 + 2 ** -23;

/** Equal bins: bin k covers lower + k · width up to lower + (k + 1) · width. In output unit. */
export interface RadialAxis {
  readonly lower: number;
  readonly upper: number;
  readonly width: number;
  readonly bins: number;
}

/**
 * The axis in output unit, and what takes the internal unit of its quantity there. Positions are scaled, not the axis,
 * so that the pixel that made an end is not left out by a rounding.
 */
export interface ScaledAxis extends RadialAxis {
  readonly scale: number;
}

/**
 * @param bins  1 or more
 * @param range  lower and upper end in output unit
 * @throws RangeError  if there is no bin or the range is empty or not finite
 *
 * Source of the upper end: spec of pyFAI 0.21.3, measured; see docs/numbers.md.
 */
export function radialAxis(bins: number, range: readonly [lower: number, upper: number]): RadialAxis {
  const [lower, end] = range;
  if (!(Number.isInteger(bins) && bins >= 1)) throw new RangeError(`${bins} radial bins`);
  if (!(Number.isFinite(lower) && Number.isFinite(end) && end > lower))
    throw new RangeError(`the radial range ${lower} … ${end} is empty`);
  const upper = end > 0 ? end * UPPER_END_FACTOR : end / UPPER_END_FACTOR;
  return { lower, upper, width: (upper - lower) / bins, bins };
}

/** Bin centres in output unit. */
export function binCentres(axis: RadialAxis): Float64Array {
  return Float64Array.from({ length: axis.bins }, (_, k) => axis.lower + (k + 0.5) * axis.width);
}
