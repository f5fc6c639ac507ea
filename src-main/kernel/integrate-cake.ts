import type { ErrorModel } from '../../src-shared/integration/integrate-reference.ts';
import {
  CAKE_STATICS,
  type CakeScratch,
  type CakeSlot,
  CAKES_PER_PASS,
  resultAddress,
  staticAddress,
} from './cake-layout.ts';
import { type BoundCake, type CakePlace, cakePlace } from './cake-memory.ts';

/** A staged frame. */
export interface CakeFrame {
  readonly slot: CakeSlot;
  /** Of the staged samples. */
  readonly type: number;
  readonly hasInvalid: boolean;
  readonly errorModel: ErrorModel;
  /** Cakes stand in the results in reverse. */
  readonly isReversed: boolean;
}

/**
 * Integrates one cake of up to CAKES_PER_PASS staged frames, in slots that follow each other, and writes their results. Its
 * runs are added in the order of pixels by one thread, to banks of each frame alone: the bytes depend neither on the number
 * of threads nor on the frames that go together.
 */
export function integrateCake(plan: BoundCake, scratch: CakeScratch, frames: readonly CakeFrame[], cake: number): void {
  const { kernel, layout } = plan;
  const frameBanks = 4 * layout.bankStride;
  for (let i = 0; i < frames.length; i++)
    kernel.clearBanks(0, layout.bins, scratch.banks + i * frameBanks, layout.bankStride);
  const type = frames[0]?.type;
  if (frames.length === CAKES_PER_PASS && frames.every((frame) => frame.type === type))
    scatter(plan, frames, cake, scratch.banks);
  else for (const [i, frame] of frames.entries()) scatter(plan, [frame], cake, scratch.banks + i * frameBanks);
  for (const [i, frame] of frames.entries()) finish(plan, scratch, frame, cake, scratch.banks + i * frameBanks);
}

function scatter(plan: BoundCake, frames: readonly CakeFrame[], cake: number, banks: number): void {
  const { layout, kernel, lanes } = plan;
  const { runs, list, firstBin, spans, weights } = cakePlace(plan, cake);
  const [{ type, slot }] = frames as readonly [CakeFrame];
  kernel.scatter(
    type,
    lanes[cake]!,
    frames.length,
    runs,
    layout.wideBins,
    layout.wideSpans,
    list,
    firstBin,
    spans,
    weights,
    slot.samples,
    layout.slotStride,
    banks,
    layout.bankStride,
  );
}

function finish(plan: BoundCake, scratch: CakeScratch, frame: CakeFrame, cake: number, banks: number): void {
  const { layout, kernel } = plan;
  const { bins } = layout;
  const { slot, hasInvalid, errorModel } = frame;
  const row = frame.isReversed ? layout.cakes - 1 - cake : cake;
  const place = cakePlace(plan, cake);
  let normalization = staticAddress(layout, 'normalization', cake);
  let pedestal = staticAddress(layout, 'pedestal', cake);
  if (hasInvalid) {
    sumInvalid(plan, scratch, place, slot);
    kernel.subtractInvalid(
      bins,
      staticAddress(layout, 'count', cake),
      scratch.invalid,
      resultAddress(layout, slot, 'count', row),
      resultAddress(layout, slot, 'normalization', row),
    );
    normalization = scratch.invalid + bins * 8;
    pedestal = scratch.invalid + 2 * bins * 8;
  }
  const mean = errorModel === 'azimuthal' ? scratch.mean : 0;
  kernel.finishCake(
    bins,
    banks,
    layout.bankStride,
    normalization,
    layout.hasPedestal ? pedestal : 0,
    mean,
    resultAddress(layout, slot, 'intensity', row),
  );
  if (errorModel === 'none') return;
  sumVariance(plan, scratch, place, frame, mean);
  kernel.finishErrors(bins, scratch.variance, normalization, resultAddress(layout, slot, 'sigma', row));
}

/** CAKE_STATICS of the pixels that are invalid in this frame. */
function sumInvalid(
  { layout, kernel, buffer }: BoundCake,
  scratch: CakeScratch,
  place: CakePlace,
  { flags }: CakeSlot,
): void {
  const stride = layout.bins * 8;
  new Float64Array(buffer, scratch.invalid, CAKE_STATICS.length * layout.bins).fill(0);
  kernel.addRuns(
    place.runs,
    layout.wideBins,
    layout.wideSpans,
    flags,
    place.list,
    place.firstBin,
    place.spans,
    place.weights,
    layout.normalization,
    layout.pedestal,
    scratch.invalid,
    scratch.invalid + stride,
    scratch.invalid + 2 * stride,
    scratch.invalid + 3 * stride,
  );
}

/** @param mean  address of the means for deviations; 0: Poisson */
function sumVariance(
  { layout, kernel, buffer }: BoundCake,
  scratch: CakeScratch,
  place: CakePlace,
  { type, slot, hasInvalid }: CakeFrame,
  mean: number,
): void {
  new Float64Array(buffer, scratch.variance, layout.bins).fill(0);
  kernel.scatterRunVariances(
    type,
    place.runs,
    layout.wideBins,
    layout.wideSpans,
    hasInvalid ? slot.flags : 0,
    place.list,
    place.firstBin,
    place.spans,
    place.weights,
    slot.samples,
    layout.normalization,
    layout.pedestal,
    layout.pedestalVariance,
    mean,
    scratch.variance,
  );
}
