import { type IntegrationPlan, TILE_PIXELS } from '../../src-shared/integration/integration-plan.ts';
import { segmentTiles, sumAddress } from './plan-layout.ts';
import type { BoundPlan, SharedPlan } from './plan-memory.ts';

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

/** Copies a part to its place. */
export function placePart({ memory: { buffer }, layout }: SharedPlan, part: PlanPart): void {
  const { firstPixel } = part;
  const n = part.spans.length;
  const { wideBins, wideSpans } = layout;
  if (wideBins) new Uint32Array(buffer, layout.firstBin + firstPixel * 4, n).set(part.firstBin);
  else new Uint16Array(buffer, layout.firstBin + firstPixel * 2, n).set(part.firstBin);
  if (wideSpans) new Uint16Array(buffer, layout.spans + firstPixel * 2, n).set(part.spans);
  else new Uint8Array(buffer, layout.spans + firstPixel, n).set(part.spans);
  new Float32Array(buffer, layout.weightsStart + part.firstWeight * 4, part.weights.length).set(part.weights);
  new Float32Array(buffer, layout.normalization + firstPixel * 4, n).set(part.normalization);
  if (part.pedestal) new Float32Array(buffer, layout.pedestal + firstPixel * 4, n).set(part.pedestal);
}

/** Fills what follows from the spans of all pixels: tile offsets, and the kernel that suits each tile. */
export function indexTiles({ memory: { buffer }, layout }: SharedPlan): void {
  const { pixels, tiles, wideSpans } = layout;
  const spans = wideSpans
    ? new Uint16Array(buffer, layout.spans, pixels)
    : new Uint8Array(buffer, layout.spans, pixels);
  const offsets = new Uint32Array(buffer, layout.tileOffsets, tiles + 1);
  const lanes = new Uint8Array(buffer, layout.tileLanes, tiles);
  let offset = 0;
  for (let tile = 0, p = 0; tile < tiles; tile++) {
    offsets[tile] = offset;
    let widest = 0;
    for (const end = Math.min(pixels, p + TILE_PIXELS); p < end; p++) {
      const span = spans[p]!;
      offset += span;
      if (span > widest) widest = span;
    }
    lanes[tile] = wideSpans || widest > 4 ? 0 : widest > 2 ? 4 : Math.max(1, widest);
  }
  offsets[tiles] = offset;
}

/**
 * Sums over the pixels of one segment that are the same for every frame, and the bins that the segment touches.
 *
 * @returns number of pixels in use
 */
export function indexSegment({ layout, kernel, buffer, tileOffsets, segmentBins }: BoundPlan, segment: number): number {
  const { bins, pixels, wideBins, wideSpans } = layout;
  const bytesPerBin = wideBins ? 4 : 2;
  const bytesPerSpan = wideSpans ? 2 : 1;
  const sums = layout.segmentSums + segment * layout.sumsStride;
  const [firstTile, endTile] = segmentTiles(layout, segment);
  const end = Math.min(pixels, endTile * TILE_PIXELS);
  const count = end - firstTile * TILE_PIXELS;

  for (let tile = firstTile; tile < endTile; tile++) {
    const first = tile * TILE_PIXELS;
    kernel.addPixels(
      Math.min(TILE_PIXELS, pixels - first),
      0,
      0,
      wideBins,
      wideSpans,
      layout.firstBin + first * bytesPerBin,
      layout.spans + first * bytesPerSpan,
      layout.weightsStart + tileOffsets[tile]! * 4,
      layout.normalization + first * 4,
      layout.pedestal && layout.pedestal + first * 4,
      sumAddress(sums, bins, 'count'),
      sumAddress(sums, bins, 'normalization'),
      sumAddress(sums, bins, 'pedestal'),
      sumAddress(sums, bins, 'hits'),
    );
  }

  const hits = new Float64Array(buffer, sumAddress(sums, bins, 'hits'), bins);
  let from = 0;
  while (from < bins && hits[from] === 0) from++;
  let to = bins;
  while (to > from && hits[to - 1] === 0) to--;
  segmentBins[2 * segment] = from;
  segmentBins[2 * segment + 1] = to;

  const start = firstTile * TILE_PIXELS;
  const spans = wideSpans
    ? new Uint16Array(buffer, layout.spans + start * 2, count)
    : new Uint8Array(buffer, layout.spans + start, count);
  let used = 0;
  for (let p = 0; p < count; p++) if (spans[p] !== 0) used++;
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

/** A whole plan at once; `indexTiles`, `indexSegment` and `addStatics` have to follow. */
export function placePlan(
  shared: SharedPlan,
  plan: IntegrationPlan,
  normalization: Float32Array,
  pedestal: Float32Array | null,
): void {
  const { firstBin, spans, weights } = plan;
  placePart(shared, { firstPixel: 0, firstWeight: 0, firstBin, spans, weights, normalization, pedestal });
}
