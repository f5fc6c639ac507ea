import { TILE_PIXELS } from '../../src-shared/integration/integration-plan.ts';
import type { BoundPlan } from './plan-memory.ts';

/** A tile of the plan, as addresses. */
export interface TilePlace {
  /** Number of its first pixel in the image. */
  readonly first: number;
  readonly pixels: number;
  readonly lanes: number;
  readonly firstBin: number;
  readonly spans: number;
  readonly weights: number;
  readonly normalization: number;
  /** 0: none */
  readonly pedestal: number;
  /** 0: none */
  readonly pedestalVariance: number;
}

export function tilePlace({ layout, tileLanes, tileOffsets }: BoundPlan, tile: number): TilePlace {
  const first = tile * TILE_PIXELS;
  return {
    first,
    pixels: Math.min(TILE_PIXELS, layout.pixels - first),
    lanes: tileLanes[tile]!,
    firstBin: layout.firstBin + first * (layout.wideBins ? 4 : 2),
    spans: layout.spans + first * (layout.wideSpans ? 2 : 1),
    weights: layout.weightsStart + tileOffsets[tile]! * 4,
    normalization: layout.normalization + first * 4,
    pedestal: layout.pedestal && layout.pedestal + first * 4,
    pedestalVariance: layout.pedestalVariance && layout.pedestalVariance + first * 4,
  };
}
