import type { Shape } from '../model/detector-image.ts';
import type { Random } from './random.ts';

/** Reflections of single crystals, as of a diamond anvil or a support, anywhere in the image. */
export interface CrystalSpotOptions {
  readonly count: number;
  /** Counts at the middle of the faintest and the brightest; between, every factor is equally likely */
  readonly counts: readonly [low: number, high: number];
  /** Standard deviations across, px: the narrowest and the widest */
  readonly sigma: readonly [low: number, high: number];
}

/** Adds round Gaussian spots to mean counts. */
export function addCrystalSpots(
  counts: Float32Array,
  [rows, columns]: Shape,
  options: CrystalSpotOptions,
  random: Random,
): void {
  for (let n = 0; n < options.count; n++) {
    const y = random.next() * rows;
    const x = random.next() * columns;
    const height = options.counts[0] * (options.counts[1] / options.counts[0]) ** random.next();
    const sigma = options.sigma[0] + (options.sigma[1] - options.sigma[0]) * random.next();
    const reach = 5 * sigma;
    for (let i = Math.max(0, Math.floor(y - reach)); i < Math.min(rows, y + reach); i++)
      for (let j = Math.max(0, Math.floor(x - reach)); j < Math.min(columns, x + reach); j++) {
        const square = (i + 0.5 - y) ** 2 + (j + 0.5 - x) ** 2;
        counts[i * columns + j]! += height * Math.exp((-0.5 * square) / (sigma * sigma));
      }
  }
}
