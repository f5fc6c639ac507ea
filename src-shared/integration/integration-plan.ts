import type { Shape } from '../model/detector-image.ts';
import type { RadialUnit } from '../model/pattern-1d.ts';

/** Pixels per tile. Sums are made per tile and added in tile order, so results do not depend on who made them. */
export const TILE_PIXELS = 16384;

/**
 * Which share of each pixel goes to which bin. Depends on geometry, binning and static masks, not on the frame.
 *
 * A pixel's bins are consecutive: pixel p gives weights[o + k] to bin firstBin[p] + k for k < spans[p], where o is
 * the number of weights of all earlier pixels. Masked pixels and pixels outside the range have spans[p] = 0.
 */
export interface IntegrationPlan {
  /** Content hash (hex) of everything that the arrays below depend on. */
  readonly hash: string;
  readonly shape: Shape;
  readonly radialUnit: RadialUnit;
  readonly bins: number;
  /** Bin centres in output unit; `bins` entries. */
  readonly radial: Float64Array;
  /** One entry per pixel; Uint16Array while bins ≤ 65535. */
  readonly firstBin: Uint16Array | Uint32Array;
  /** One entry per pixel; Uint8Array while no pixel spans more than 255 bins. */
  readonly spans: Uint8Array | Uint16Array;
  /** All weights, in pixel order. */
  readonly weights: Float32Array;
  /** Offset into `weights` of the first pixel of each tile, and the total at the end: ⌈pixels / TILE_PIXELS⌉ + 1. */
  readonly tileOffsets: Uint32Array;
}

/**
 * Per-pixel divisor: normalization factor · flat · polarization · relative solid angle, one entry per pixel; the
 * signal is never divided pixel by pixel, both are summed and divided at the end. 0 or non-finite: pixel ignored.
 */
export type PixelNormalization = Float32Array;

/** Sums of one frame; one entry per bin. */
export interface BinSums {
  readonly signal: Float64Array;
  readonly variance: Float64Array | null;
  readonly normalization: Float64Array;
  readonly count: Float64Array;
  /** Pixels of this frame that were ignored. */
  readonly ignoredPixels: number;
}
