import { valueLimits } from '../../src-shared/correction/value-limits.ts';
import {
  clipRound,
  type ClipSettings,
  type ClipState,
  loadClipState,
} from '../../src-shared/integration/clip-round.ts';
import { isClipped, sigmaClip } from '../../src-shared/integration/filter-sigma-clip.ts';
import type { FrameCorrections } from '../../src-shared/integration/integrate-reference.ts';
import { TILE_PIXELS } from '../../src-shared/integration/integration-plan.ts';
import { type SortablePlan, sortByBin, type SortedPlan } from '../../src-shared/integration/sort-by-bin.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import { type SharedPlan, weightCount } from '../kernel/plan-memory.ts';
import { checkJob, type JobControl, takeNext } from './job-control.ts';
import type { WorkerState } from './worker-state.ts';

type FrameImage = Pick<DetectorImage, 'samples' | 'mask' | 'metadata'>;

/** The clipping that the settings ask for. */
export function clipSettings({ filter, normalizationFactor }: IntegrationSettings): ClipSettings | null {
  if (filter?.kind !== 'sigma-clip') return null;
  const { threshold, maxIterations } = filter;
  return { threshold, maxIterations, normalizationFactor };
}

/** A step of clipping one frame, which all threads share; everything in it lies in shared memory. */
export interface ClipPassInput {
  readonly plan: SharedPlan;
  readonly sorted: SortedPlan;
  readonly state: ClipState;
  readonly image: FrameImage;
  readonly settings: IntegrationSettings;
  readonly clip: ClipSettings;
  /** "load" before the first round, 1, 2, … the rounds, "finish" after the last one. */
  readonly pass: 'load' | 'finish' | number;
  /** Bins that a thread takes at a time. */
  readonly binsAtATime: number;
  /** The mask of the frame; "finish" adds what was clipped. */
  readonly clippedMask: Uint8Array;
  readonly control: JobControl;
}

/** What one thread did in a step. */
export interface ClipPassResult {
  /** Pixels clipped in a round. */
  readonly dropped: number;
  /** Of "finish": pixels that were clipped, in any order. */
  readonly clipped: readonly Uint32Array[];
}

/** Sorts a plan by bins, into shared memory. */
export function sortPlan(plan: SharedPlan): SortedPlan {
  const { layout, memory } = plan;
  const normalization = new Float32Array(memory.buffer, layout.normalization, layout.pixels);
  return sortByBin(planArrays(plan), normalization, (bytes) => new SharedArrayBuffer(Math.max(1, bytes)));
}

/** Takes part in one step until nothing of it is left; other threads take the rest. */
export function clipPass(input: ClipPassInput, { clipScratch }: Pick<WorkerState, 'clipScratch'>): ClipPassResult {
  const { plan, sorted, state, image, settings, clip, pass, binsAtATime, clippedMask, control } = input;
  const { bins } = plan.layout;
  const arrays = planArrays(plan);
  const clipped: Uint32Array[] = [];
  let dropped = 0;
  if (typeof pass === 'number') {
    const parts = Math.ceil(bins / binsAtATime);
    for (let part = takeNext(control); part < parts; part = takeNext(control)) {
      checkJob(control);
      const first = part * binsAtATime;
      const end = Math.min(bins, first + binsAtATime);
      dropped += clipRound(sorted, state, arrays, clip, pass, first, end, clipScratch);
    }
    return { dropped, clipped };
  }
  const corrections = frameCorrections(plan, image, settings);
  const places = sorted.pixelAt.length;
  const parts = Math.ceil(places / TILE_PIXELS);
  for (let tile = takeNext(control); tile < parts; tile = takeNext(control)) {
    checkJob(control);
    const first = tile * TILE_PIXELS;
    const end = Math.min(places, first + TILE_PIXELS);
    if (pass === 'load') loadClipState(state, sorted, image, corrections, first, end);
    else clipped.push(finishTile(state, sorted.pixelAt, clippedMask, first, end));
  }
  return { dropped, clipped };
}

function finishTile(
  { clippedIn }: ClipState,
  pixelAt: Uint32Array,
  clippedMask: Uint8Array,
  first: number,
  end: number,
): Uint32Array {
  const found: number[] = [];
  for (let q = first; q < end; q++) if (isClipped(clippedIn[q]!)) found.push(pixelAt[q]!);
  for (const p of found) clippedMask[p] = 1;
  return Uint32Array.from(found);
}

/**
 * A frame without the pixels that sigma clipping takes out, clipped by this thread alone: its mask has them too.
 * Integrated, it gives the clipped pattern, to the last bit what the same mask gives from a file.
 *
 * @param check  called before each round; throws to end it early
 */
export function clipFrame<I extends FrameImage>(
  plan: SharedPlan,
  sorted: SortedPlan,
  image: I,
  settings: IntegrationSettings,
  clip: ClipSettings,
  check: () => void,
): I & { readonly mask: Uint8Array } {
  const { clipped } = sigmaClip(planArrays(plan), image, frameCorrections(plan, image, settings), clip, sorted, check);
  const { mask } = image;
  if (mask) for (let p = 0; p < clipped.length; p++) if (mask[p] !== 0) clipped[p] = 1;
  return { ...image, mask: clipped };
}

function planArrays(shared: SharedPlan): SortablePlan {
  const { layout, memory } = shared;
  const { bins, pixels, tiles, wideBins, wideSpans } = layout;
  const { buffer } = memory;
  return {
    bins,
    firstBin: wideBins
      ? new Uint32Array(buffer, layout.firstBin, pixels)
      : new Uint16Array(buffer, layout.firstBin, pixels),
    spans: wideSpans ? new Uint16Array(buffer, layout.spans, pixels) : new Uint8Array(buffer, layout.spans, pixels),
    weights: new Float32Array(buffer, layout.weightsStart, weightCount(shared)),
    tileOffsets: new Uint32Array(buffer, layout.tileOffsets, tiles + 1),
  };
}

/** With the error models "none", "azimuthal" and "hybrid" pixels are judged by the scatter in their bin. */
function frameCorrections(
  { layout, memory: { buffer } }: SharedPlan,
  { samples, metadata }: FrameImage,
  settings: IntegrationSettings,
): FrameCorrections {
  const { normalization, pedestal, pedestalVariance, pixels } = layout;
  const perPixel = (address: number): Float32Array | null =>
    address === 0 ? null : new Float32Array(buffer, address, pixels);
  return {
    normalization: new Float32Array(buffer, normalization, pixels),
    pedestal: perPixel(pedestal),
    pedestalVariance: perPixel(pedestalVariance),
    limits: valueLimits(settings, metadata, samples),
    errorModel: settings.errorModel,
  };
}
