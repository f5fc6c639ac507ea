import { TILE_PIXELS } from '../../src-shared/integration/integration-plan.ts';

/** Sums that are the same for every frame, or belong to its invalid pixels; one after the other for each cake. */
export const CAKE_STATICS = ['count', 'normalization', 'pedestal', 'hits'] as const;

/** What a frame gives, float32 per cell. */
export const CAKE_RESULTS = ['intensity', 'sigma', 'count', 'normalization'] as const;
export type CakeResult = (typeof CAKE_RESULTS)[number];

const FIRST_FREE = 256; // behind the lane masks

/** Sizes of a cake's plan, known once its blocks are built. */
export interface CakeSize {
  readonly pixels: number;
  readonly bins: number;
  readonly cakes: number;
  readonly runs: number;
  readonly weights: number;
  /** Bin numbers are uint32 instead of uint16. */
  readonly wideBins: boolean;
  /** Spans are uint16 instead of uint8. */
  readonly wideSpans: boolean;
  readonly hasPedestal: boolean;
  /** Threads that may work on the plan at the same time. */
  readonly workers: number;
}

/** Byte offsets of one thread's working memory. */
export interface CakeScratch {
  /** One tile of samples as read, 8 bytes per pixel. */
  readonly stage: number;
  /** One tile of 8- or 16-bit samples. */
  readonly narrow: number;
  readonly mask: number;
  /** Value limits, five doubles. */
  readonly limits: number;
  /** Invalid pixels of a tile, uint16. */
  readonly list: number;
  /** Four banks of one cake. */
  readonly banks: number;
  /** Doubles, one per bin and four more. */
  readonly variance: number;
  readonly mean: number;
  /** CAKE_STATICS of the invalid pixels of one cake. */
  readonly invalid: number;
}

/** Where everything lies in the memory of a cake's plan: plain data, the same in every thread. */
export interface CakeLayout extends CakeSize {
  readonly tiles: number;
  readonly bankStride: number;
  /** uint32, cakes + 1: runs and weights before each cake */
  readonly runStart: number;
  readonly weightStart: number;
  /** uint8 per cake: 1 if no run has more than four bins */
  readonly narrow: number;
  /** Per run. */
  readonly pixel: number;
  readonly firstBin: number;
  readonly spans: number;
  readonly weightsStart: number;
  /** Per pixel; `used` is 1 where any run takes the pixel. */
  readonly normalization: number;
  /** 0: none */
  readonly pedestal: number;
  readonly used: number;
  /** CAKE_STATICS of every cake, float64, `4 · bins` each. */
  readonly statics: number;
  /** CAKE_RESULTS, one after the other. */
  readonly results: number;
  readonly scratch: readonly CakeScratch[];
  /** The frame as it came, and as the kernel takes it, 8 bytes per pixel each. */
  readonly raw: number;
  readonly frame: number;
  readonly frameMask: number;
  /** 1: pixel is invalid in this frame */
  readonly flags: number;
  readonly byteLength: number;
  /** Of `byteLength`, what a plan really occupies. */
  readonly residentBytes: number;
}

export function layoutCake(size: CakeSize): CakeLayout {
  const { pixels, bins, cakes, runs, wideBins, wideSpans } = size;
  let end = FIRST_FREE;
  const reserve = (bytes: number): number => {
    const start = end;
    end += Math.ceil(bytes / 64) * 64;
    return start;
  };
  const row = (bins + 4) * 8;
  // An odd number of cache lines, so that banks do not fall on the same cache sets.
  const bankStride = (Math.ceil((bins + 4) / 8) | 1) * 64;
  const cells = cakes * bins;
  const plan = {
    runStart: reserve((cakes + 1) * 4),
    weightStart: reserve((cakes + 1) * 4),
    narrow: reserve(cakes),
    pixel: reserve(runs * 4),
    firstBin: reserve(runs * (wideBins ? 4 : 2)),
    spans: reserve(runs * (wideSpans ? 2 : 1)),
    normalization: reserve(pixels * 4),
    pedestal: size.hasPedestal ? reserve(pixels * 4) : 0,
    used: reserve(pixels),
    statics: reserve(CAKE_STATICS.length * cells * 8),
    weightsStart: reserve(size.weights * 4 + 16),
  };
  const residentBytes = end;
  const results = reserve(CAKE_RESULTS.length * cells * 4);
  const scratch = Array.from({ length: size.workers }, () => ({
    stage: reserve(TILE_PIXELS * 8),
    narrow: reserve(TILE_PIXELS * 2),
    mask: reserve(TILE_PIXELS),
    limits: reserve(40),
    list: reserve(TILE_PIXELS * 2),
    banks: reserve(4 * bankStride),
    variance: reserve(row),
    mean: reserve(row),
    invalid: reserve(CAKE_STATICS.length * bins * 8),
  }));
  const raw = reserve(pixels * 8);
  const frame = reserve(pixels * 8);
  const frameMask = reserve(pixels);
  const flags = reserve(pixels);
  return {
    ...size,
    ...plan,
    tiles: Math.ceil(pixels / TILE_PIXELS),
    bankStride,
    results,
    scratch,
    raw,
    frame,
    frameMask,
    flags,
    byteLength: end,
    residentBytes,
  };
}

/** Byte offset of one result of one cake. */
export function resultAddress({ results, cakes, bins }: CakeLayout, name: CakeResult, cake: number): number {
  return results + (CAKE_RESULTS.indexOf(name) * cakes + cake) * bins * 4;
}
