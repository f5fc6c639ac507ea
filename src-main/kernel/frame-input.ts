import { valueLimits, type LimitSettings, type ValueLimits } from '../../src-shared/correction/value-limits.ts';
import { TILE_PIXELS } from '../../src-shared/integration/integration-plan.ts';
import { type DetectorImage, type Samples, sampleType } from '../../src-shared/model/detector-image.ts';
import type { BoundPlan } from './plan-memory.ts';
import { type ScratchLayout, STAGE_STRIDE } from './plan-layout.ts';
import { quickLimits, type QuickLimits } from './quick-limits.ts';
import { INT32, SAMPLE_CODE } from './sample-code.ts';

/** A frame on its way into the kernel. */
export interface FrameInput {
  readonly samples: Samples;
  /** Number of the sample type. */
  readonly type: number;
  /** Number of the type that the kernel tests: 8- and 16-bit samples are int32 by then. */
  readonly testedType: number;
  readonly mask: Uint8Array | null;
  readonly limits: ValueLimits;
  readonly quick: QuickLimits;
}

/** @param settings  value limits */
export function frameInput(
  image: Pick<DetectorImage, 'samples' | 'mask' | 'metadata'>,
  settings: LimitSettings,
): FrameInput {
  const { samples, mask = null, metadata } = image;
  const type = SAMPLE_CODE[sampleType(samples)];
  const testedType = Math.max(type, INT32);
  const limits = valueLimits(settings, metadata, samples);
  return { samples, type, testedType, mask, limits, quick: quickLimits(limits, testedType) };
}

/** A tile of a frame, ready for the kernel: zero where invalid. */
export interface StagedTile {
  readonly address: number;
  /** INT32, UINT32, FLOAT32 or FLOAT64 */
  readonly type: number;
  /** Number of invalid pixels among those that the plan uses, listed in the list of the frame. */
  readonly listed: number;
}

/** Writes the value limits of a frame where the kernel reads them. */
export function writeLimits(
  { buffer }: Pick<BoundPlan, 'buffer'>,
  scratch: Pick<ScratchLayout, 'limits'>,
  slot: number,
  { limits }: FrameInput,
): void {
  const { lower, upper, dummyFrom, dummyTo, masked } = limits;
  new Float64Array(buffer, scratch.limits + slot * 40, 5).set([lower, upper, dummyFrom, dummyTo, masked]);
}

/** Whether tiles of a frame are copied into working memory; else they are used where they are. */
export function isStaged(
  { buffer }: Pick<BoundPlan, 'buffer'>,
  { samples, type }: FrameInput,
  mayChange: boolean,
): boolean {
  return type < INT32 || samples.buffer !== buffer || !mayChange;
}

/**
 * Copies a tile of a frame into working memory, makes it a type that the kernel takes, and takes the invalid pixels out.
 *
 * @param slot  0 … FRAMES_PER_PASS − 1
 * @param mayChange  a frame that lies in the memory of the plan is used where it is, and loses its invalid pixels
 */
export function stageTile(
  plan: BoundPlan,
  scratch: ScratchLayout,
  slot: number,
  frame: FrameInput,
  tile: number,
  mayChange: boolean,
): StagedTile {
  const { kernel, buffer, layout } = plan;
  const first = tile * TILE_PIXELS;
  const pixels = Math.min(TILE_PIXELS, layout.pixels - first);
  const { samples, type, testedType } = frame;
  let address = scratch.stage + slot * STAGE_STRIDE;
  if (type < INT32) {
    copySamples(buffer, scratch.narrow, samples, first, pixels);
    kernel.widen(type, pixels, scratch.narrow, address);
  } else if (!isStaged(plan, frame, mayChange)) address = samples.byteOffset + first * samples.BYTES_PER_ELEMENT;
  else copySamples(buffer, address, samples, first, pixels);

  let listed = 0;
  let mask = 0;
  if (frame.mask && hasMasked(plan, scratch, frame.mask, first, pixels)) mask = scratch.mask;
  if (mask !== 0 || !allMeasured(plan, frame, pixels, address))
    listed = kernel.removeInvalid(
      testedType,
      pixels,
      address,
      layout.wideSpans,
      layout.spans + first * (layout.wideSpans ? 2 : 1),
      mask,
      scratch.limits + slot * 40,
      frame.quick.excluded.length === 0 && frame.quick.lower <= frame.quick.upper,
      frame.quick.lower,
      frame.quick.upper,
      scratch.lists + slot * TILE_PIXELS * 2,
    );
  return { address, type: testedType, listed };
}

export function copySamples(
  buffer: ArrayBufferLike,
  address: number,
  samples: Samples,
  first: number,
  pixels: number,
): void {
  const bytes = samples.BYTES_PER_ELEMENT;
  const source = new Uint8Array(samples.buffer, samples.byteOffset + first * bytes, pixels * bytes);
  new Uint8Array(buffer, address, pixels * bytes).set(source);
}

/** Copies the mask of a tile into working memory. @returns whether it ignores any pixel */
export function hasMasked(
  { kernel, buffer }: Pick<BoundPlan, 'kernel' | 'buffer'>,
  scratch: Pick<ScratchLayout, 'mask'>,
  mask: Uint8Array,
  first: number,
  pixels: number,
): boolean {
  const words = Math.ceil(pixels / 4);
  const copy = new Uint8Array(buffer, scratch.mask, words * 4);
  copy.fill(0, pixels);
  copy.set(mask.subarray(first, first + pixels));
  return !kernel.allWithin(INT32, words, scratch.mask, 0, 0);
}

/** Whether a quick look says that every sample of a tile is a measurement. */
export function allMeasured(
  { kernel }: Pick<BoundPlan, 'kernel'>,
  frame: FrameInput,
  pixels: number,
  address: number,
): boolean {
  const { quick, testedType } = frame;
  if (!quick.isTested) return true;
  if (quick.lower > quick.upper || !kernel.allWithin(testedType, pixels, address, quick.lower, quick.upper))
    return false;
  return quick.excluded.every(([from, to]) => kernel.noneWithin(testedType, pixels, address, from, to) !== 0);
}
