import { TILE_PIXELS } from '../../src-shared/integration/integration-plan.ts';
import type { CakeScratch, CakeSlot } from './cake-layout.ts';
import type { BoundCake } from './cake-memory.ts';
import { allMeasured, copySamples, type FrameInput, hasMasked } from './frame-input.ts';
import { FLOAT64, INT32 } from './sample-code.ts';

/**
 * Brings a tile of a frame to where all threads see it, makes it a type that the kernel takes, puts it into blocks, and takes
 * the invalid pixels out: their samples become 0 and their flags 1.
 *
 * @returns number of invalid pixels among those that the plan uses
 */
export function stageCakeTile(
  plan: BoundCake,
  scratch: CakeScratch,
  slot: CakeSlot,
  frame: FrameInput,
  tile: number,
): number {
  const { kernel, buffer, layout } = plan;
  const columns = layout.shape[1];
  const first = tile * TILE_PIXELS;
  const pixels = Math.min(TILE_PIXELS, layout.pixels - first);
  const { samples, type, testedType, quick } = frame;
  if (type < INT32) {
    copySamples(buffer, scratch.narrow, samples, first, pixels);
    kernel.widen(type, pixels, scratch.narrow, scratch.stage);
  } else copySamples(buffer, scratch.stage, samples, first, pixels);

  let listed = 0;
  const isMasked = frame.mask !== null && hasMasked(plan, scratch, frame.mask, first, pixels);
  if (isMasked || !allMeasured(plan, frame, pixels, scratch.stage))
    listed = kernel.removeInvalid(
      testedType,
      pixels,
      scratch.stage,
      false,
      layout.used + first,
      isMasked ? scratch.mask : 0,
      scratch.limits,
      quick.excluded.length === 0 && quick.lower <= quick.upper,
      quick.lower,
      quick.upper,
      scratch.list,
    );
  kernel.spreadTile(testedType === FLOAT64 ? 3 : 2, first, pixels, columns, scratch.stage, slot.samples);
  // Flags of the frame before go too.
  const flagged = new Uint8Array(buffer, slot.flagged + tile, 1);
  if (listed > 0 || flagged[0] !== 0) {
    kernel.flagListed(pixels, scratch.list, listed, scratch.flags);
    kernel.spreadTile(0, first, pixels, columns, scratch.flags, slot.flags);
    flagged[0] = listed > 0 ? 1 : 0;
  }
  return listed;
}
