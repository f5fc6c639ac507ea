import { murmurHash128 } from '../numerics/murmur-hash.ts';
import type { RowBlock } from '../geometry/detector-grid.ts';
import type { AzimuthAxis } from './cake-axis.ts';
import { planHash } from './plan-hash.ts';
import type { PlanSpec, StaticMask } from './plan-spec.ts';

/** All that a cake's plan depends on, except the mask. `bins` are radial. Plain data. */
export interface CakeSpec extends Omit<PlanSpec, 'azimuthRange'> {
  readonly azimuth: AzimuthAxis;
}

/**
 * The part of a cake's plan that belongs to some rows of the image. A pixel reaches cells in one or several cakes; those
 * in one cake are consecutive radial bins, a *run*. Run r of pixel `pixel[r]` gives weights[o + k] to bin firstBin[r] + k
 * of cake `cake[r]` for k < spans[r], where o is the number of weights of all earlier runs.
 *
 * Runs are in the order of pixels; the whole plan, in shared memory, has them in the order of cakes (decision 11).
 */
export interface CakeBlock {
  readonly rows: RowBlock;
  /** In growing azimuth. */
  readonly cake: Uint16Array<ArrayBuffer>;
  /** Number in the whole image. */
  readonly pixel: Uint32Array<ArrayBuffer>;
  readonly firstBin: Uint32Array<ArrayBuffer>;
  readonly spans: Uint16Array<ArrayBuffer>;
  readonly weights: Float32Array<ArrayBuffer>;
  readonly widest: number;
}

/** Raise it whenever the same spec gives other weights. */
const WEIGHTS_VERSION = 1;

/** Content hash of spec and mask, as `planHash`. @param mask  the mask, or what `maskHash` gave for it */
export function cakeHash({ azimuth, ...spec }: CakeSpec, mask: StaticMask | string): string {
  const { lower, width, cakes } = azimuth;
  const text = JSON.stringify(['cake', WEIGHTS_VERSION, planHash(spec, mask), lower, width, cakes]);
  return murmurHash128(new TextEncoder().encode(text));
}
