import { type IntegrationPlan, TILE_PIXELS } from '../../src-shared/integration/integration-plan.ts';
import { type ScratchLayout, segmentTiles, sumAddress } from './plan-layout.ts';
import type { BoundPlan, SharedPlan } from './plan-memory.ts';
import { FLOAT32 } from './sample-code.ts';

/** A run of pixels of a plan on its way into shared memory. */
export interface PlanPart {
  readonly firstPixel: number;
  /** Offset of its first weight among all weights of the plan. */
  readonly firstWeight: number;
  readonly firstBin: Uint16Array | Uint32Array;
  readonly spans: Uint8Array | Uint16Array;
  readonly weights: Float32Array;
  readonly normalization: Float32Array;
  readonly pedestal: Float32Array | null;
}

/** Widest pixel of each tile that a part touches. */
export interface TileSpans {
  readonly firstTile: number;
  readonly widest: Uint16Array;
}

/** Copies a part to its place and notes where its tiles begin. Parts may be placed at the same time by several threads. */
export function placePart({ memory: { buffer }, layout }: SharedPlan, part: PlanPart): TileSpans {
  const { firstPixel, spans } = part;
  const n = spans.length;
  const { wideBins, wideSpans } = layout;
  if (wideBins) new Uint32Array(buffer, layout.firstBin + firstPixel * 4, n).set(part.firstBin);
  else new Uint16Array(buffer, layout.firstBin + firstPixel * 2, n).set(part.firstBin);
  if (wideSpans) new Uint16Array(buffer, layout.spans + firstPixel * 2, n).set(spans);
  else new Uint8Array(buffer, layout.spans + firstPixel, n).set(spans);
  new Float32Array(buffer, layout.weightsStart + part.firstWeight * 4, part.weights.length).set(part.weights);
  new Float32Array(buffer, layout.normalization + firstPixel * 4, n).set(part.normalization);
  if (part.pedestal) new Float32Array(buffer, layout.pedestal + firstPixel * 4, n).set(part.pedestal);

  const offsets = new Uint32Array(buffer, layout.tileOffsets, layout.tiles + 1);
  const firstTile = Math.floor(firstPixel / TILE_PIXELS);
  const widest = new Uint16Array(Math.ceil((firstPixel + n) / TILE_PIXELS) - firstTile);
  let offset = part.firstWeight;
  for (let tile = firstTile, p = 0; p < n; tile++) {
    if (tile * TILE_PIXELS === firstPixel + p) offsets[tile] = offset;
    let most = 0;
    for (const end = Math.min(n, (tile + 1) * TILE_PIXELS - firstPixel); p < end; p++) {
      const span = spans[p]!;
      offset += span;
      if (span > most) most = span;
    }
    widest[tile - firstTile] = most;
  }
  if (firstPixel + n === layout.pixels) offsets[layout.tiles] = offset;
  return { firstTile, widest };
}

/** Chooses the kernel that suits each tile, from what `placePart` gave for all parts. */
export function chooseLanes({ memory: { buffer }, layout }: SharedPlan, parts: readonly TileSpans[]): void {
  const widest = new Uint16Array(layout.tiles);
  for (const part of parts)
    for (const [i, span] of part.widest.entries())
      widest[part.firstTile + i] = Math.max(widest[part.firstTile + i]!, span);
  const lanes = new Uint8Array(buffer, layout.tileLanes, layout.tiles);
  for (const [tile, span] of widest.entries())
    lanes[tile] = layout.wideSpans || span > 4 ? 0 : span > 2 ? 4 : Math.max(1, span);
}

/**
 * Sums over the pixels of one segment that are the same for every frame, and the bins that the segment touches.
 *
 * @returns number of pixels in use
 */
export function indexSegment(plan: BoundPlan, scratch: ScratchLayout, segment: number): number {
  const { layout, kernel, buffer, tileLanes, tileOffsets, segmentBins } = plan;
  const { bins, pixels, wideBins, wideSpans, bankStride } = layout;
  const sums = layout.segmentSums + segment * layout.sumsStride;
  // Divisors, ones and a pedestal are summed like frames.
  const ones = scratch.stage;
  new Float32Array(buffer, ones, TILE_PIXELS).fill(1);
  const frameBanks = 4 * bankStride;
  const differences = scratch.varianceBanks;
  for (let i = 0; i < 3; i++) kernel.clearBanks(0, bins, scratch.banks + i * frameBanks, bankStride);
  const changes = new Float64Array(buffer, differences, bins + 1).fill(0);
  let used = 0;
  const [firstTile, endTile] = segmentTiles(layout, segment);
  for (let tile = firstTile; tile < endTile; tile++) {
    const first = tile * TILE_PIXELS;
    const count = Math.min(TILE_PIXELS, pixels - first);
    const lanes = tileLanes[tile]!;
    const firstBin = layout.firstBin + first * (wideBins ? 4 : 2);
    const spans = layout.spans + first * (wideSpans ? 2 : 1);
    const weights = layout.weightsStart + tileOffsets[tile]! * 4;
    const scatter = (frames: number, source: number, stride: number, banks: number): void =>
      kernel.scatter(
        FLOAT32,
        lanes,
        frames,
        count,
        wideBins,
        wideSpans,
        firstBin,
        spans,
        weights,
        source,
        stride,
        banks,
        bankStride,
      );
    scatter(2, ones, layout.normalization + first * 4 - ones, scratch.banks);
    if (layout.pedestal !== 0) scatter(1, layout.pedestal + first * 4, 0, scratch.banks + 2 * frameBanks);
    used += kernel.countHits(count, wideBins, wideSpans, firstBin, spans, differences);
  }

  const hits = new Float64Array(buffer, sumAddress(sums, bins, 'hits'), bins);
  for (let bin = 0, inside = 0; bin < bins; bin++) hits[bin] = inside += changes[bin]!;
  let from = 0;
  while (from < bins && hits[from] === 0) from++;
  let to = bins;
  while (to > from && hits[to - 1] === 0) to--;
  segmentBins[2 * segment] = from;
  segmentBins[2 * segment + 1] = to;
  for (const [i, name] of (['count', 'normalization', 'pedestal'] as const).entries())
    kernel.reduceBanks(from, to, scratch.banks + i * frameBanks, bankStride, sumAddress(sums, bins, name));
  return used;
}

/** Adds up what `indexSegment` left in the segments; they are zero afterwards. */
export function addStatics({ memory: { buffer }, layout }: SharedPlan): void {
  const values = layout.sumsStride / 8;
  const statics = new Float64Array(buffer, layout.statics, values);
  for (let segment = 0; segment < layout.segments; segment++) {
    const sums = new Float64Array(buffer, layout.segmentSums + segment * layout.sumsStride, values);
    for (let i = 0; i < values; i++) statics[i]! += sums[i]!;
    sums.fill(0);
  }
}

/** A whole plan at once; `indexSegment` and `addStatics` have to follow. */
export function placePlan(
  shared: SharedPlan,
  plan: IntegrationPlan,
  normalization: Float32Array,
  pedestal: Float32Array | null,
): void {
  const { firstBin, spans, weights } = plan;
  const part = { firstPixel: 0, firstWeight: 0, firstBin, spans, weights, normalization, pedestal };
  chooseLanes(shared, [placePart(shared, part)]);
}
