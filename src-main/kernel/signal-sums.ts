import { type FrameInput, isStaged, type StagedTile } from './frame-input.ts';
import { FRAMES_PER_CALL, FRAMES_PER_PASS, type ScratchLayout, segmentTiles, STAGE_STRIDE } from './plan-layout.ts';
import type { BoundPlan } from './plan-memory.ts';
import type { TilePlace } from './tile-place.ts';

/**
 * The signal of some frames, summed over one segment. Tiles whose pixels span at most four bins go to four banks of each
 * frame, the others to sums in which the frames of one bin lie side by side. Which of them is the plan's choice, so a
 * frame gets the very same additions in the same order alone and with others.
 */
export interface SignalSums {
  /** @param staged  the tile of each frame */
  addTile(place: TilePlace, staged: readonly StagedTile[]): void;
  /** Adds what all tiles gave for a frame to `bins` doubles. */
  addTo(slot: number, out: number): void;
}

/** Frames that the kernel takes together where pixels span many bins. */
interface FrameGroup {
  readonly slot: number;
  readonly frames: number;
  /** 1, 4 or 8: frames that lie side by side; the surplus ones hold anything. */
  readonly width: number;
  readonly sums: number;
}

/** Sums that are all zero. @param mayChange  as of `stageTile` */
export function createSignalSums(
  plan: BoundPlan,
  scratch: ScratchLayout,
  segment: number,
  frames: readonly FrameInput[],
  mayChange: boolean,
): SignalSums {
  const { layout, kernel, segmentBins, tileLanes } = plan;
  const { bankStride } = layout;
  const from = segmentBins[2 * segment]!;
  const to = segmentBins[2 * segment + 1]!;
  const lanes = tileLanes.subarray(...segmentTiles(layout, segment));
  const hasBanks = lanes.some((one) => one !== 0);
  const groups = lanes.includes(0) ? groupFrames(plan, scratch, frames, mayChange) : [];
  const banksOf = (slot: number): number => scratch.banks + slot * 4 * bankStride;
  if (hasBanks) for (const slot of frames.keys()) kernel.clearBanks(from, to, banksOf(slot), bankStride);
  for (const { width, sums } of groups) kernel.clearFrames(from, to, sums, width);

  return {
    addTile(place, staged) {
      if (place.lanes !== 0) addToBanks(plan, scratch, place, staged);
      else for (const group of groups) addSideBySide(plan, scratch, place, group, staged[group.slot]!);
    },
    addTo(slot, out) {
      if (hasBanks) kernel.reduceBanks(from, to, banksOf(slot), bankStride, out);
      const group = groups.find((one) => slot >= one.slot && slot < one.slot + one.frames);
      if (group) kernel.addFrame(from, to, group.sums, group.width, slot - group.slot, out);
    },
  };
}

/** Neighbouring frames of one type that are staged. */
function groupFrames(
  plan: BoundPlan,
  scratch: ScratchLayout,
  frames: readonly FrameInput[],
  mayChange: boolean,
): FrameGroup[] {
  const groups: FrameGroup[] = [];
  for (let slot = 0; slot < frames.length;) {
    const { testedType } = frames[slot]!;
    let alike = 0;
    for (let i = slot; i < frames.length; i++, alike++)
      if (frames[i]!.testedType !== testedType || !isStaged(plan, frames[i]!, mayChange)) break;
    // Surplus frames may not take the place of frames that follow.
    const room = slot + alike < frames.length ? alike : FRAMES_PER_PASS - slot;
    const width = alike > 4 && room >= 8 ? 8 : alike > 1 && room >= 4 ? 4 : 1;
    const count = Math.max(1, Math.min(alike, width));
    groups.push({ slot, frames: count, width, sums: scratch.sideBySide + slot * plan.layout.sideStride });
    slot += count;
  }
  return groups;
}

function addSideBySide(
  { kernel, layout }: BoundPlan,
  { pieces }: ScratchLayout,
  place: TilePlace,
  { width, sums }: FrameGroup,
  { type, address }: StagedTile,
): void {
  const { columns, wideBins, wideSpans } = layout;
  kernel.scatterFrames(
    type,
    width,
    place.first,
    place.pixels,
    columns,
    wideBins,
    wideSpans,
    place.firstBin,
    place.spans,
    place.weights,
    pieces,
    address,
    STAGE_STRIDE,
    sums,
  );
}

function addToBanks(
  { kernel, layout }: BoundPlan,
  scratch: ScratchLayout,
  place: TilePlace,
  staged: readonly StagedTile[],
): void {
  const { wideBins, wideSpans, bankStride } = layout;
  const areAlike = (slot: number): boolean => {
    const { type, address } = staged[slot]!;
    for (let i = 1; i < FRAMES_PER_CALL; i++) {
      const other = staged[slot + i];
      if (other?.type !== type || other.address !== address + i * STAGE_STRIDE) return false;
    }
    return true;
  };
  for (let slot = 0; slot < staged.length;) {
    const frames = areAlike(slot) ? FRAMES_PER_CALL : 1;
    const { type, address } = staged[slot]!;
    kernel.scatter(
      type,
      place.lanes,
      frames,
      place.pixels,
      wideBins,
      wideSpans,
      0,
      place.firstBin,
      place.spans,
      place.weights,
      address,
      STAGE_STRIDE,
      scratch.banks + slot * 4 * bankStride,
      bankStride,
    );
    slot += frames;
  }
}
