/**
 * Colours of residuals: blue inside the ring, grey on it, orange outside. Blue and orange differ for every kind of
 * colour blindness. A residual falls into one of 2 · CLASSES + 1 colours, so that points can be drawn in few strokes.
 */
export const CLASSES = 8;

/** What the ends of the scale can stand for, px. */
export const BOUNDS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50] as const;
/** Unasked, the scale never ends below this: the noise of a good calibration stays grey. */
const LEAST_BOUND = 0.5;
const SHARE = 0.95; // of the cells lie within an automatic scale

/**
 * The end of the scale for these residuals, px.
 *
 * @param residuals  px; NaN does not count
 */
export function residualBound(residuals: Float64Array): number {
  const sizes = residuals
    .map(Math.abs)
    .filter((size) => Number.isFinite(size))
    .sort();
  const size = sizes.length > 0 ? sizes[Math.min(sizes.length - 1, Math.floor(SHARE * sizes.length))]! : 0;
  return BOUNDS.find((bound) => bound >= Math.max(size, LEAST_BOUND)) ?? BOUNDS[BOUNDS.length - 1]!;
}

/** −CLASSES … CLASSES; residuals beyond the bound get the outermost colour. */
export function residualClass(residual: number, bound: number): number {
  const place = Math.round((residual / bound) * CLASSES);
  return Math.max(-CLASSES, Math.min(CLASSES, place)) + 0; // + 0: no −0
}

/** CSS colour of a class. */
export function residualColour(residualClass: number): string {
  const share = Math.round((Math.abs(residualClass) / CLASSES) * 100);
  const end = residualClass < 0 ? '--residual-inside' : '--residual-outside';
  return `color-mix(in srgb, var(${end}) ${share}%, var(--residual-none))`;
}
