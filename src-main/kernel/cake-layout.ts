import { TILE_PIXELS } from '../../src-shared/integration/integration-plan.ts';
import type { Shape } from '../../src-shared/model/detector-image.ts';
import { blockedLength } from './frame-blocks.ts';

/** Frames for which the runs of a cake are read from memory once. */
export const CAKES_PER_PASS = 4;

/** Sums that are the same for every frame, or belong to its invalid pixels; one after the other for each cake. */
export const CAKE_STATICS = ['count', 'normalization', 'pedestal', 'hits'] as const;
export type CakeStatic = (typeof CAKE_STATICS)[number];

/** Sums of a frame with invalid pixels, float32 per cell; those of other frames are the plan's. */
export const CAKE_SUMS = ['count', 'normalization'] as const;
export type CakeSum = (typeof CAKE_SUMS)[number];

const FIRST_FREE = 256; // behind the lane masks

/** Sizes of a cake's plan, known once its blocks are built. */
export interface CakeSize {
  readonly shape: Shape;
  readonly bins: number;
  readonly cakes: number;
  readonly runs: number;
  readonly weights: number;
  /** Bin numbers are uint32 instead of uint16. */
  readonly wideBins: boolean;
  /** Spans are uint16 instead of uint8. */
  readonly wideSpans: boolean;
  readonly hasPedestal: boolean;
  /** Of the pedestal, for error models that count photons. */
  readonly hasPedestalVariance: boolean;
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
  readonly flags: number;
  /** Value limits, five doubles. */
  readonly limits: number;
  /** Invalid pixels of a tile, uint16. */
  readonly list: number;
  /** Four banks of one cake for each frame, or of two cakes of one. */
  readonly banks: number;
  /** Doubles, one per bin and four more. */
  readonly variance: number;
  readonly mean: number;
  /** CAKE_STATICS of the invalid pixels of one cake. */
  readonly invalid: number;
  /** What a cake of a frame gives, float32 per bin. */
  readonly intensity: number;
  readonly sigma: number;
}

/** Byte offsets of one frame. */
export interface CakeSlot {
  /** The frame as it came, and its mask; 8 and 1 bytes per pixel. */
  readonly raw: number;
  readonly mask: number;
  /** As the kernel takes it, in blocks (frame-blocks.ts), 8 bytes per sample. */
  readonly samples: number;
  /** In blocks, 1: sample is invalid */
  readonly flags: number;
  /** uint8 per tile: 1 if any flag of the tile is 1 */
  readonly flagged: number;
  /** CAKE_SUMS, one after the other. */
  readonly sums: number;
}

/** Where everything lies in the memory of a cake's plan: plain data, the same in every thread. */
export interface CakeLayout extends CakeSize {
  readonly pixels: number;
  readonly tiles: number;
  readonly bankStride: number;
  /** uint32, cakes + 1: runs and weights before each cake */
  readonly runStart: number;
  readonly weightStart: number;
  /** uint8 per cake: the `lanes` of the kernel */
  readonly lanes: number;
  /** uint32, two per cake: its runs reach from the first of these bins to before the second */
  readonly reached: number;
  /** Per run; `list` is the place of its sample in a frame in blocks. */
  readonly list: number;
  readonly firstBin: number;
  readonly spans: number;
  readonly weightsStart: number;
  /** Per sample, in blocks. */
  readonly normalization: number;
  /** 0: none */
  readonly pedestal: number;
  /** 0: none */
  readonly pedestalVariance: number;
  /** Per pixel: 1 where any run takes it. */
  readonly used: number;
  /** CAKE_STATICS of every cake, float64, `4 · bins` each. */
  readonly statics: number;
  readonly scratch: readonly CakeScratch[];
  /** CAKES_PER_PASS, or one where memory is short. */
  readonly slots: readonly CakeSlot[];
  /** Bytes from the samples of one slot to those of the next. */
  readonly slotStride: number;
  readonly byteLength: number;
  /** Of `byteLength`, what a plan really occupies. */
  readonly residentBytes: number;
}

/** @param frames  slots for frames */
export function layoutCake(size: CakeSize, frames: number): CakeLayout {
  const { shape, bins, cakes, runs, wideBins, wideSpans } = size;
  let end = FIRST_FREE;
  const reserve = (bytes: number): number => {
    const start = end;
    end += Math.ceil(bytes / 64) * 64;
    return start;
  };
  const pixels = shape[0] * shape[1];
  const samples = blockedLength(shape);
  const tiles = Math.ceil(pixels / TILE_PIXELS);
  const row = (bins + 4) * 8;
  // An odd number of cache lines, so that banks do not fall on the same cache sets.
  const bankStride = (Math.ceil((bins + 4) / 8) | 1) * 64;
  const cells = cakes * bins;
  const plan = {
    runStart: reserve((cakes + 1) * 4),
    weightStart: reserve((cakes + 1) * 4),
    lanes: reserve(cakes),
    reached: reserve(cakes * 8),
    list: reserve(runs * 4),
    firstBin: reserve(runs * (wideBins ? 4 : 2)),
    spans: reserve(runs * (wideSpans ? 2 : 1)),
    normalization: reserve(samples * 4),
    pedestal: size.hasPedestal ? reserve(samples * 4) : 0,
    pedestalVariance: size.hasPedestalVariance ? reserve(samples * 4) : 0,
    used: reserve(pixels),
    statics: reserve(CAKE_STATICS.length * cells * 8),
    weightsStart: reserve(size.weights * 4 + 16),
  };
  const residentBytes = end;
  const scratch = Array.from({ length: size.workers }, () => ({
    stage: reserve(TILE_PIXELS * 8),
    narrow: reserve(TILE_PIXELS * 2),
    mask: reserve(TILE_PIXELS),
    flags: reserve(TILE_PIXELS),
    limits: reserve(40),
    list: reserve(TILE_PIXELS * 2),
    banks: reserve(Math.max(2, frames) * 4 * bankStride),
    variance: reserve(row),
    mean: reserve(row),
    invalid: reserve(CAKE_STATICS.length * bins * 8),
    intensity: reserve(bins * 4),
    sigma: reserve(bins * 4),
  }));
  const slotStride = Math.ceil(samples / 8) * 64;
  const firstSamples = reserve(frames * slotStride);
  const slots = Array.from({ length: frames }, (_, slot) => ({
    raw: reserve(pixels * 8),
    mask: reserve(pixels),
    samples: firstSamples + slot * slotStride,
    flags: reserve(samples),
    flagged: reserve(tiles),
    sums: reserve(CAKE_SUMS.length * cells * 4),
  }));
  return {
    ...size,
    ...plan,
    pixels,
    tiles,
    bankStride,
    scratch,
    slots,
    slotStride,
    byteLength: end,
    residentBytes,
  };
}

/** Byte offset of one of the sums of a frame, of one cake. */
export function sumAddress({ cakes, bins }: CakeLayout, { sums }: CakeSlot, name: CakeSum, cake: number): number {
  return sums + (CAKE_SUMS.indexOf(name) * cakes + cake) * bins * 4;
}

/** Byte offset of one of the sums that all frames share, of one cake. */
export function staticAddress({ statics, bins }: CakeLayout, name: CakeStatic, cake: number): number {
  return statics + (cake * CAKE_STATICS.length + CAKE_STATICS.indexOf(name)) * bins * 8;
}
