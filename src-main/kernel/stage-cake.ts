import { TILE_PIXELS } from '../../src-shared/integration/integration-plan.ts';
import type { CakeScratch } from './cake-layout.ts';
import type { BoundCake } from './cake-memory.ts';
import { allMeasured, copySamples, type FrameInput, hasMasked } from './frame-input.ts';
import { FLOAT64, INT32, UINT32 } from './sample-code.ts';

/** Type of the samples of a frame in the memory of a cake's plan: int32, float32, or float64. */
export function stagedType({ testedType }: FrameInput): number {
  return testedType === UINT32 ? FLOAT64 : testedType;
}

/**
 * Copies a tile of a frame to where all threads see it, makes it int32, float32 or float64, and takes the invalid pixels
 * out: their samples become 0 and their flags 1.
 *
 * @returns number of invalid pixels among those that the plan uses
 */
export function stageCakeTile(plan: BoundCake, scratch: CakeScratch, frame: FrameInput, tile: number): number {
  const { kernel, buffer, layout } = plan;
  const first = tile * TILE_PIXELS;
  const pixels = Math.min(TILE_PIXELS, layout.pixels - first);
  const { samples, type, testedType, quick } = frame;
  const isLarge = stagedType(frame) === FLOAT64;
  const target = layout.frame + first * (isLarge ? 8 : 4);
  const address = testedType === UINT32 ? scratch.stage : target;
  if (type < INT32) {
    copySamples(buffer, scratch.narrow, samples, first, pixels);
    kernel.widen(type, pixels, scratch.narrow, address);
  } else copySamples(buffer, address, samples, first, pixels);

  new Uint8Array(buffer, layout.flags + first, pixels).fill(0);
  let listed = 0;
  const isMasked = frame.mask !== null && hasMasked(plan, scratch, frame.mask, first, pixels);
  if (isMasked || !allMeasured(plan, frame, pixels, address)) {
    listed = kernel.removeInvalid(
      testedType,
      pixels,
      address,
      false,
      layout.used + first,
      isMasked ? scratch.mask : 0,
      scratch.limits,
      quick.excluded.length === 0 && quick.lower <= quick.upper,
      quick.lower,
      quick.upper,
      scratch.list,
    );
    kernel.flagListed(layout.flags + first, scratch.list, listed);
  }
  if (testedType === UINT32) kernel.toDouble(UINT32, pixels, address, target);
  return listed;
}
