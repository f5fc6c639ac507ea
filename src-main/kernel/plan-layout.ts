import { TILE_PIXELS } from '../../src-shared/integration/integration-plan.ts';

/** Frames whose bins and weights are read from memory once. */
export const FRAMES_PER_PASS = 8;

/** Frames that the kernel takes in one call where no pixel spans more than four bins. */
export const FRAMES_PER_CALL = 4;

/** What is summed per bin; the last four are taken off again for the pixels that are invalid in a frame. */
export const SUMS = ['signal', 'variance', 'count', 'normalization', 'pedestal', 'hits'] as const;
export type SumName = (typeof SUMS)[number];

/** Rows of lane masks that the narrow kernel reads, at a fixed address (assembly/scatter-narrow.ts). */
export const LANE_MASKS = 64;
/** uint32: weights that have their place, for threads that build the plan together. */
export const WEIGHT_COUNT = 192;
const FIRST_FREE = 256;

/** Bytes from a staged tile to that of the next frame: not a power of two, so that frames do not fall on the same cache sets. */
export const STAGE_STRIDE = TILE_PIXELS * 8 + 64;

/** Sizes of a plan. The number of its weights becomes known only while it is built, so they lie at its end. */
export interface PlanSize {
  readonly pixels: number;
  /** Of the image. */
  readonly columns: number;
  readonly bins: number;
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
export interface ScratchLayout {
  /** FRAMES_PER_PASS tiles as read, 8 bytes per pixel, STAGE_STRIDE apart. */
  readonly stage: number;
  /** One tile of doubles: the signal, for the azimuthal error model. */
  readonly doubles: number;
  /** One tile of 8- or 16-bit samples. */
  readonly narrow: number;
  /** One tile of doubles: the normalization, for the azimuthal error model. */
  readonly omega: number;
  /** One tile of mask bytes. */
  readonly mask: number;
  /** Value limits of each frame, five doubles. */
  readonly limits: number;
  /** Four banks of each frame. */
  readonly banks: number;
  /** Sums of the frames side by side, for pixels that span many bins; those of a frame `sideStride` from the next. */
  readonly sideBySide: number;
  /** uint32 per pixel of a tile: where weights of pieces of rows begin. */
  readonly pieces: number;
  /** Four banks for the variance of one frame. */
  readonly varianceBanks: number;
  /** Invalid pixels of a tile, uint16, for each frame. */
  readonly lists: number;
  /** SUMS of each frame, of one segment. */
  readonly sums: number;
  /** SUMS of each frame, of the segments so far. */
  readonly totals: number;
  /** As the `mean` of the plan. */
  readonly mean: number;
}

/** Where everything lies in the memory of a plan: plain data, the same in every thread. */
export interface PlanLayout extends PlanSize {
  readonly tiles: number;
  /** Parts of the image that are summed on their own and added in order, whoever sums them. */
  readonly segments: number;
  readonly bankStride: number;
  readonly sideStride: number;
  readonly firstBin: number;
  readonly spans: number;
  readonly normalization: number;
  /** 0: none */
  readonly pedestal: number;
  /** 0: none */
  readonly pedestalVariance: number;
  /** uint32, tiles + 1 */
  readonly tileOffsets: number;
  /** uint8 per tile: the `lanes` of the kernel */
  readonly tileLanes: number;
  /** uint32 pairs per segment: first bin and end of the bins that it touches */
  readonly segmentBins: number;
  /** SUMS of every segment, `sumsStride` bytes each. */
  readonly segmentSums: number;
  readonly sumsStride: number;
  /** SUMS of a frame that all threads share. */
  readonly totals: number;
  /** SUMS that every frame begins with: those of all pixels in use, but for the signal and the variance. */
  readonly statics: number;
  /** float64 per bin: mean of the corrected signal, for the azimuthal error model. */
  readonly mean: number;
  readonly scratch: readonly ScratchLayout[];
  /** A whole frame that all threads share, 8 bytes per pixel. */
  readonly frame: number;
  /** Its mask, 1 byte per pixel. */
  readonly frameMask: number;
  /** The weights of each tile lie together, the tiles in any order: `tileOffsets` tells where. */
  readonly weightsStart: number;
  /** What a plan occupies without its weights: pages that nothing has touched cost nothing. */
  readonly residentBytes: number;
}

/** Few enough that adding them up costs nothing beside the pixels, enough that threads finish together. */
function segmentCount(tiles: number, bins: number): number {
  const most = bins <= 8192 ? 16 : bins <= 65535 ? 8 : 4;
  return Math.max(1, Math.min(most, tiles));
}

export function layoutPlan(size: PlanSize): PlanLayout {
  const { pixels, bins, wideBins, wideSpans, hasPedestal, hasPedestalVariance } = size;
  const tiles = Math.ceil(pixels / TILE_PIXELS);
  const segments = segmentCount(tiles, bins);
  // Four surplus lanes; an odd number of cache lines, so that banks do not fall on the same cache sets.
  const bankStride = (Math.ceil((bins + 4) / 8) | 1) * 64;
  const sideStride = Math.ceil(bins / 8) * 64;
  let end = FIRST_FREE;
  const reserve = (bytes: number): number => {
    const start = end;
    end += Math.ceil(bytes / 64) * 64;
    return start;
  };
  const sumsStride = SUMS.length * bins * 8;

  const firstBin = reserve(pixels * (wideBins ? 4 : 2));
  const spans = reserve(pixels * (wideSpans ? 2 : 1));
  const normalization = reserve(pixels * 4);
  const pedestal = hasPedestal ? reserve(pixels * 4) : 0;
  const pedestalVariance = hasPedestalVariance ? reserve(pixels * 4) : 0;
  const tileOffsets = reserve((tiles + 1) * 4);
  const tileLanes = reserve(tiles);
  const segmentBins = reserve(segments * 8);
  const segmentSums = reserve(segments * sumsStride);
  const totals = reserve(sumsStride);
  const statics = reserve(sumsStride);
  const mean = reserve((bins + 4) * 8);
  const residentBytes = end;
  const scratch = Array.from({ length: size.workers }, () => ({
    stage: reserve(FRAMES_PER_PASS * STAGE_STRIDE),
    doubles: reserve(TILE_PIXELS * 8),
    narrow: reserve(TILE_PIXELS * 2),
    omega: reserve(TILE_PIXELS * 8),
    mask: reserve(TILE_PIXELS),
    limits: reserve(FRAMES_PER_PASS * 40),
    banks: reserve(FRAMES_PER_PASS * 4 * bankStride),
    sideBySide: reserve(FRAMES_PER_PASS * sideStride),
    pieces: reserve(TILE_PIXELS * 4),
    varianceBanks: reserve(FRAMES_PER_PASS * 4 * bankStride),
    lists: reserve(FRAMES_PER_PASS * TILE_PIXELS * 2),
    sums: reserve(FRAMES_PER_PASS * sumsStride),
    totals: reserve(FRAMES_PER_PASS * sumsStride),
    mean: reserve((bins + 4) * 8),
  }));
  const frame = reserve(pixels * 8);
  const frameMask = reserve(pixels);
  return {
    ...size,
    tiles,
    segments,
    bankStride,
    sideStride,
    firstBin,
    spans,
    normalization,
    pedestal,
    pedestalVariance,
    tileOffsets,
    tileLanes,
    segmentBins,
    segmentSums,
    sumsStride,
    totals,
    statics,
    mean,
    scratch,
    frame,
    frameMask,
    weightsStart: end,
    residentBytes,
  };
}

/** Tiles [first, end) of a segment. */
export function segmentTiles({ tiles, segments }: PlanLayout, segment: number): readonly [first: number, end: number] {
  return [Math.floor((segment * tiles) / segments), Math.floor(((segment + 1) * tiles) / segments)];
}

/** Byte offset of one sum within the sums that begin at `sums`. */
export function sumAddress(sums: number, bins: number, name: SumName): number {
  return sums + SUMS.indexOf(name) * bins * 8;
}
