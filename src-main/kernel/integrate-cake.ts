import type { ErrorModel } from '../../src-shared/integration/integrate-reference.ts';
import {
  CAKE_STATICS,
  type CakeScratch,
  type CakeSlot,
  CAKES_PER_PASS,
  staticAddress,
  sumAddress,
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
  /** Out: one entry per cell. */
  readonly intensity: Float32Array;
  /** The same; null: no errors. */
  readonly sigma: Float32Array | null;
}

/**
 * Integrates cakes first … end − 1 of up to CAKES_PER_PASS staged frames, in slots that follow each other, and writes their
 * results. The runs of a cake are added in the order of pixels by one thread, to banks of each frame alone: the bytes depend
 * neither on the number of threads nor on the frames or cakes that go together.
 */
export function integrateCakes(
  plan: BoundCake,
  scratch: CakeScratch,
  frames: readonly CakeFrame[],
  first: number,
  end: number,
): void {
  const { layout, lanes } = plan;
  const frameBanks = 4 * layout.bankStride;
  const [frame] = frames;
  for (let cake = first; cake < end; cake++) {
    if (frame && frames.length === 1 && cake + 1 < end && lanes[cake] !== 0 && lanes[cake + 1] !== 0) {
      scatterTwo(plan, frame, cake, scratch.banks);
      finish(plan, scratch, frame, cake, scratch.banks);
      cake++;
      finish(plan, scratch, frame, cake, scratch.banks + frameBanks);
      continue;
    }
    for (let i = 0; i < frames.length; i++) clearBanks(plan, cake, scratch.banks + i * frameBanks);
    if (frames.length === CAKES_PER_PASS && frames.every(({ type }) => type === frame?.type))
      scatter(plan, frames, cake, scratch.banks);
    else for (const [i, one] of frames.entries()) scatter(plan, [one], cake, scratch.banks + i * frameBanks);
    for (const [i, one] of frames.entries()) finish(plan, scratch, one, cake, scratch.banks + i * frameBanks);
  }
}

function clearBanks({ layout, kernel, reached }: BoundCake, cake: number, banks: number): void {
  kernel.clearBanks(reached[2 * cake]!, reached[2 * cake + 1]!, banks, layout.bankStride);
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

/** A cake and the one that follows, to banks that follow each other. */
function scatterTwo(plan: BoundCake, { type, slot }: CakeFrame, cake: number, banks: number): void {
  const { layout, kernel, lanes } = plan;
  const { runs, list, firstBin, spans, weights } = cakePlace(plan, cake);
  const next = cakePlace(plan, cake + 1);
  clearBanks(plan, cake, banks);
  clearBanks(plan, cake + 1, banks + 4 * layout.bankStride);
  kernel.scatterTwo(
    type,
    Math.max(2, lanes[cake]!, lanes[cake + 1]!),
    runs,
    next.runs,
    layout.wideBins,
    list,
    firstBin,
    spans,
    weights,
    next.weights,
    slot.samples,
    banks,
    layout.bankStride,
  );
}

function finish(plan: BoundCake, scratch: CakeScratch, frame: CakeFrame, cake: number, banks: number): void {
  const { layout, kernel, buffer, reached } = plan;
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
      sumAddress(layout, slot, 'count', row),
      sumAddress(layout, slot, 'normalization', row),
    );
    normalization = scratch.invalid + bins * 8;
    pedestal = scratch.invalid + 2 * bins * 8;
  }
  const mean = errorModel === 'azimuthal' ? scratch.mean : 0;
  const from = reached[2 * cake]!;
  const to = reached[2 * cake + 1]!;
  kernel.finishCake(
    from,
    to,
    banks,
    layout.bankStride,
    normalization,
    layout.hasPedestal ? pedestal : 0,
    mean,
    scratch.intensity,
  );
  const intensity = new Float32Array(buffer, scratch.intensity, bins);
  intensity.fill(NaN, 0, from).fill(NaN, to);
  frame.intensity.set(intensity, row * bins);
  if (!frame.sigma) return;
  sumVariance(plan, scratch, place, frame, mean);
  kernel.finishErrors(bins, scratch.variance, normalization, scratch.sigma);
  frame.sigma.set(new Float32Array(buffer, scratch.sigma, bins), row * bins);
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
