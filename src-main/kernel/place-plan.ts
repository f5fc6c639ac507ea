import { TILE_PIXELS } from '../../src-shared/integration/integration-plan.ts';
import { type ScratchLayout, segmentTiles, sumAddress } from './plan-layout.ts';
import { reserveWeights, type BoundPlan, type SharedPlan } from './plan-memory.ts';
import { FLOAT32 } from './sample-code.ts';

/** Writes plans into shared memory tile by tile. Several threads may write different tiles at the same time. */
export interface TileWriter {
  /** Room for `count` weights of the tile begun, after those it has. */
  reserve(count: number): { readonly weights: Float32Array; readonly offset: number };
  /**
   * Takes over pixels whose weights stand in the room reserved last; they follow the pixels taken before. Tiles that
   * are whole go into shared memory.
   */
  add(firstPixel: number, firstBin: Uint16Array | Uint32Array, spans: Uint8Array | Uint16Array): void;
}

/** @param firstPixel  first pixel of a tile */
export function createTileWriter(shared: SharedPlan, firstPixel: number): TileWriter {
  const { memory, layout } = shared;
  const { wideBins, wideSpans, pixels: allPixels } = layout;
  const { buffer } = memory;
  const firstBins = wideBins
    ? new Uint32Array(buffer, layout.firstBin, allPixels)
    : new Uint16Array(buffer, layout.firstBin, allPixels);
  const allSpans = wideSpans
    ? new Uint16Array(buffer, layout.spans, allPixels)
    : new Uint8Array(buffer, layout.spans, allPixels);
  const offsets = new Uint32Array(buffer, layout.tileOffsets, layout.tiles);
  const lanes = new Uint8Array(buffer, layout.tileLanes, layout.tiles);
  let weights = new Float32Array(2 * TILE_PIXELS);
  /** Weights of tiles that are not whole yet, at the beginning of `weights`: placed, and with those reserved last. */
  let placed = 0;
  let reserved = 0;
  let next = firstPixel;
  let widestOfTile = 0;

  function flush(tile: number, count: number): void {
    offsets[tile] = reserveWeights(shared, count);
    new Float32Array(memory.buffer, layout.weightsStart + offsets[tile]! * 4, count).set(weights.subarray(0, count));
    lanes[tile] = wideSpans || widestOfTile > 4 ? 0 : widestOfTile > 2 ? 4 : Math.max(1, widestOfTile);
    weights.copyWithin(0, count, reserved);
    reserved -= count;
    placed = 0;
    widestOfTile = 0;
  }

  return {
    reserve(count) {
      placed = reserved;
      reserved += count;
      if (reserved > weights.length) {
        const larger = new Float32Array(Math.ceil(reserved * 1.5));
        larger.set(weights.subarray(0, placed));
        weights = larger;
      }
      return { weights, offset: placed };
    },
    add(start, firstBin, spans) {
      if (start !== next) throw new RangeError(`pixel ${start} does not follow pixel ${next - 1}`);
      const pixels = spans.length;
      firstBins.set(firstBin, start);
      allSpans.set(spans, start);
      next += pixels;
      for (let p = 0; p < pixels;) {
        const tile = Math.floor((start + p) / TILE_PIXELS);
        const end = Math.min(pixels, (tile + 1) * TILE_PIXELS - start);
        for (; p < end; p++) {
          const span = spans[p]!;
          placed += span;
          if (span > widestOfTile) widestOfTile = span;
        }
        if (start + p === (tile + 1) * TILE_PIXELS || start + p === allPixels) flush(tile, placed);
      }
    },
  };
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
        0,
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
