import type { Shape } from './detector-image.ts';
import type { Provenance, RadialUnit } from './pattern-1d.ts';
import type { Integrate2DParams } from './schema-types.generated.ts';

/** Order of the cakes on screen, row 0 on top; "clockwise" is growing azimuth. */
export type CakeSense = Integrate2DParams['sense'];

/** How the circle, or a part of it, is cut into cakes. */
export type CakeCut = Pick<Integrate2DParams, 'azimuthBins' | 'azimuthStart' | 'sense'>;

/**
 * An image in polar coordinates with everything it was made of. Two-dimensional arrays have `shape` and lie azimuth by
 * azimuth: the value of cake a at radial bin r is at a · shape[1] + r.
 *
 * intensity = signal / normalization and sigma = √variance / normalization; both are NaN where `count` is 0.
 */
export interface Cake {
  /** Number of cakes, number of radial bins. */
  readonly shape: Shape;
  readonly radialUnit: RadialUnit;
  /** Bin centres, in `radialUnit`; ascending. */
  readonly radial: Float64Array;
  /**
   * Centres of the cakes in their order, degrees: 0 is east (growing column), +90 south (growing row). Equally spaced
   * and not wrapped, so that it can serve as an axis; descending where `sense` is "anticlockwise".
   */
  readonly azimuth: Float64Array;
  /** Width of a cake, degrees. */
  readonly azimuthWidth: number;
  readonly sense: CakeSense;
  readonly intensity: Float32Array;
  /** Standard error of the mean; null where the error model is "none". */
  readonly sigma: Float32Array | null;
  /** Σ c, in pixels. */
  readonly count: Float32Array;
  /** Σ c · factor · flat · polarization · solid angle */
  readonly normalization: Float32Array;
  readonly provenance: CakeProvenance;
}

export interface CakeProvenance extends Provenance {
  readonly cut: CakeCut;
}

/** Cells that pixels fell into. */
export function countFilled({ count, shape: [, bins] }: Pick<Cake, 'count' | 'shape'>): number {
  let filled = 0;
  // By cakes: a function that is called for each is compiled soon, a long loop that runs once per frame is not.
  for (let start = 0; start < count.length; start += bins) filled += filledBetween(count, start, start + bins);
  return filled;
}

function filledBetween(count: Float32Array, from: number, to: number): number {
  let filled = 0;
  for (let cell = from; cell < to; cell++) if (count[cell]! > 0) filled++;
  return filled;
}
