import { TILE_PIXELS } from '../../src-shared/integration/integration-plan.ts';
import type { ErrorModel } from '../../src-shared/integration/integrate-reference.ts';
import { type FrameInput, type StagedTile, stageTile } from './frame-input.ts';
import { type ScratchLayout, segmentTiles, SUMS, sumAddress, type SumName } from './plan-layout.ts';
import type { BoundPlan } from './plan-memory.ts';
import { createSignalSums } from './signal-sums.ts';
import { type TilePlace, tilePlace } from './tile-place.ts';

/** Called between tiles; throws to stop. */
export type CheckCancelled = () => void;

/**
 * Sums up to FRAMES_PER_PASS frames over one segment.
 *
 * Pixels are added in an order that the plan decides (see SignalSums), so the result depends on the plan and the frame
 * only: not on the thread, nor on which frames go together.
 *
 * @param sums  byte offset of the SUMS of the first frame, `sumsStride` apart; overwritten. "signal" and "variance" are
 *   those of the valid pixels before any pedestal; the others belong to the invalid pixels and are left as they were if
 *   there are none.
 * @returns number of invalid pixels of each frame, among those that the plan uses
 */
export function integrateSegment(
  plan: BoundPlan,
  scratch: ScratchLayout,
  segment: number,
  frames: readonly FrameInput[],
  errorModel: ErrorModel,
  sums: number,
  checkCancelled: CheckCancelled,
): number[] {
  const { layout, kernel, segmentBins } = plan;
  const { bankStride, bins } = layout;
  const invalid = frames.map(() => 0);
  const mayChange = errorModel !== 'azimuthal'; // that one reads the frame twice
  const from = segmentBins[2 * segment]!;
  const to = segmentBins[2 * segment + 1]!;
  const hasVariance = errorModel === 'poisson' || errorModel === 'hybrid';
  const varianceBanks = (slot: number): number => scratch.varianceBanks + slot * 4 * bankStride;
  const signal = createSignalSums(plan, scratch, segment, frames, mayChange);
  if (hasVariance) for (const slot of frames.keys()) kernel.clearBanks(from, to, varianceBanks(slot), bankStride);
  const [firstTile, endTile] = segmentTiles(layout, segment);
  for (let tile = firstTile; tile < endTile; tile++) {
    checkCancelled();
    const place = tilePlace(plan, tile);
    const staged = frames.map((frame, slot) => stageTile(plan, scratch, slot, frame, tile, mayChange));
    signal.addTile(place, staged);
    for (const [slot, { listed }] of staged.entries()) {
      if (listed === 0) continue;
      const frameSums = sums + slot * layout.sumsStride;
      if (invalid[slot] === 0) new Float64Array(plan.buffer, frameSums, layout.sumsStride / 8).fill(0);
      invalid[slot]! += listed;
      addInvalid(plan, scratch, place, slot, listed, frameSums);
    }
    if (hasVariance) for (const [slot, one] of staged.entries()) addPoisson(plan, scratch, place, slot, one);
  }
  for (let slot = 0; slot < frames.length; slot++) {
    const frameSums = sums + slot * layout.sumsStride;
    // Signal and variance come first; bins outside from … to stay zero.
    new Float64Array(plan.buffer, frameSums, 2 * bins).fill(0);
    signal.addTo(slot, sumAddress(frameSums, bins, 'signal'));
    if (hasVariance)
      kernel.reduceBanks(from, to, varianceBanks(slot), bankStride, sumAddress(frameSums, bins, 'variance'));
  }
  return invalid;
}

function addInvalid(
  { kernel, layout }: BoundPlan,
  scratch: ScratchLayout,
  place: TilePlace,
  slot: number,
  listed: number,
  sums: number,
): void {
  const address = (name: SumName): number => sumAddress(sums, layout.bins, name);
  kernel.addPixels(
    scratch.lists + slot * TILE_PIXELS * 2,
    listed,
    layout.wideBins,
    layout.wideSpans,
    place.firstBin,
    place.spans,
    place.weights,
    place.normalization,
    place.pedestal,
    address('count'),
    address('normalization'),
    address('pedestal'),
    address('hits'),
  );
}

function addPoisson(
  { kernel, layout }: BoundPlan,
  scratch: ScratchLayout,
  place: TilePlace,
  slot: number,
  { type, address, listed }: StagedTile,
): void {
  const variances = scratch.omega; // not needed otherwise in this error model
  kernel.varianceSamples(type, place.pixels, address, place.pedestalVariance, variances);
  kernel.zeroListed(variances, scratch.lists + slot * TILE_PIXELS * 2, listed);
  kernel.scatterSquares(
    place.pixels,
    layout.wideBins,
    layout.wideSpans,
    place.firstBin,
    place.spans,
    place.weights,
    variances,
    scratch.varianceBanks + slot * 4 * layout.bankStride,
    layout.bankStride,
  );
}

/**
 * Second pass of the azimuthal error model: Σ c² (value − mean · ω)² of one frame over one segment, given the mean of
 * each bin at `layout.mean`.
 *
 * @param out  byte offset of `bins` doubles; overwritten
 */
export function integrateDeviations(
  plan: BoundPlan,
  scratch: ScratchLayout,
  segment: number,
  frame: FrameInput,
  mean: number,
  out: number,
  checkCancelled: CheckCancelled,
): void {
  const { layout, kernel, segmentBins } = plan;
  const [firstTile, endTile] = segmentTiles(layout, segment);
  const values = scratch.doubles;
  const list = scratch.lists;
  const from = segmentBins[2 * segment]!;
  const to = segmentBins[2 * segment + 1]!;
  kernel.clearBanks(from, to, scratch.varianceBanks, layout.bankStride);
  new Float64Array(plan.buffer, out, layout.bins).fill(0);
  for (let tile = firstTile; tile < endTile; tile++) {
    checkCancelled();
    const place = tilePlace(plan, tile);
    const { type, address, listed } = stageTile(plan, scratch, 0, frame, tile, false);
    kernel.deviationSamples(type, place.pixels, address, place.pedestal, place.normalization, values, scratch.omega);
    kernel.zeroListed(values, list, listed);
    kernel.zeroListed(scratch.omega, list, listed);
    kernel.scatterDeviations(
      place.pixels,
      layout.wideBins,
      layout.wideSpans,
      place.firstBin,
      place.spans,
      place.weights,
      values,
      scratch.omega,
      mean,
      scratch.varianceBanks,
      layout.bankStride,
    );
  }
  kernel.reduceBanks(from, to, scratch.varianceBanks, layout.bankStride, out);
}

/**
 * Adds the sums of one segment to those of the segments before it. Segments must be added in order.
 *
 * @param totals  byte offset of SUMS, zero before the first segment
 * @param invalid  number of invalid pixels in the segment
 */
export function addSegment({ kernel, layout }: BoundPlan, sums: number, totals: number, invalid: number): void {
  // Signal and variance come first; the rest belongs to the invalid pixels.
  kernel.addSums((invalid > 0 ? SUMS.length : 2) * layout.bins, sums, totals);
}
