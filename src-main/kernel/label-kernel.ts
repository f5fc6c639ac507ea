import { type Samples, sampleType } from '../../src-shared/model/detector-image.ts';
import type { LabelPlan } from '../../src-shared/saxsdog/label-plan.ts';
import type { LabelSums } from '../../src-shared/saxsdog/label-sums.ts';
import { copySamples } from './frame-input.ts';
import { bindKernel, PAGE_BYTES } from './kernel.ts';
import { INT32, SAMPLE_CODE } from './sample-code.ts';

/** Pixels that are brought to the kernel in one go: they stay in the cache of a core. */
const TILE = 32768;
/** Address 0 stands for "none". */
const FIRST_ADDRESS = 64;
/** Bytes per pixel of a room: frames of 64-bit numbers are copied. */
const ROOM_BYTES = 4;

/** Memory that the kernel sees: a frame that is read into it need not be copied. */
export interface FrameRoom {
  /** All of it or the beginning, once; undefined where so much does not fit, or it is taken. */
  take(length: number): Uint8Array | undefined;
  /** Another frame may have the memory. */
  release(): void;
}

/** The plans of one calibration in the memory of one kernel. */
export interface LabelKernel {
  /** In the order of the plans: the sums of plainLabelSums to the last bit, in less than half of the time. */
  readonly sums: readonly LabelSums[];
  openRoom(): FrameRoom;
}

/** @param rooms  frames that may be on their way at the same time; further ones are copied */
export function createLabelKernel(module: WebAssembly.Module, plans: readonly LabelPlan[], rooms: number): LabelKernel {
  const memory = createLayout(plans, rooms);
  const kernel = bindKernel(module, memory.memory);
  const { buffer } = memory.memory;
  const free = [...memory.rooms];

  function sumsOf(plan: LabelPlan, place: PlanPlace): LabelSums {
    const isWide = plan.pattern.BYTES_PER_ELEMENT === 4;
    const tiles = cutIntoTiles(plan.runs, plan.pixelCount);
    const model = new Float64Array(buffer, place.model, plan.patternCount);
    const sums = new Float64Array(buffer, place.sums, plan.patternCount);
    if (isWide) new Uint32Array(buffer, place.pattern, plan.pixelCount).set(plan.pattern);
    else new Uint16Array(buffer, place.pattern, plan.pixelCount).set(plan.pattern);
    if (plan.correction) new Float64Array(buffer, place.correction, plan.pixelCount).set(plan.correction);
    new Uint32Array(buffer, place.runs, tiles.runs.length).set(tiles.runs);

    /** Calls `add` with some runs, their number, and where the sample of pixel 0 is or would be. */
    function forRuns(samples: Samples, add: (type: number, runs: number, count: number, source: number) => void): void {
      const type = SAMPLE_CODE[sampleType(samples)];
      sums.fill(0);
      if (samples.buffer === buffer && type >= INT32) {
        add(type, place.runs, tiles.runs.length / 2, samples.byteOffset);
        return;
      }
      const bytes = type < INT32 ? 4 : samples.BYTES_PER_ELEMENT;
      for (let tile = 0; tile + 1 < tiles.starts.length; tile++) {
        const [from, to] = [tiles.starts[tile]!, tiles.starts[tile + 1]!];
        if (from === to) continue;
        const first = tile * TILE;
        const pixels = Math.min(TILE, plan.pixelCount - first);
        copySamples(buffer, type < INT32 ? memory.narrow : memory.samples, samples, first, pixels);
        if (type < INT32) kernel.widen(type, pixels, memory.narrow, memory.samples);
        add(Math.max(type, INT32), place.runs + 8 * from, to - from, memory.samples - bytes * first);
      }
    }

    return {
      sum(_plan, samples) {
        forRuns(samples, (type, runs, count, source) =>
          kernel.sumLabels(type, isWide, runs, count, source, place.pattern, place.correction, place.sums),
        );
        return sums.slice();
      },
      spread(_plan, samples, means) {
        model.set(means);
        forRuns(
          samples,
          (type, runs, count, source) =>
          kernel.spreadLabels(type, isWide, runs, count, source, place.pattern, place.correction, place.model, place.sums), // prettier-ignore
        );
        return sums.slice();
      },
    };
  }

  return {
    sums: plans.map((plan, index) => sumsOf(plan, memory.places[index]!)),
    openRoom() {
      let address = free.pop();
      let isTaken = false;
      return {
        take(length) {
          if (address === undefined || isTaken || length > memory.roomBytes) return undefined;
          isTaken = true;
          return new Uint8Array(buffer, address, length);
        },
        release() {
          if (address !== undefined) free.push(address);
          address = undefined;
        },
      };
    },
  };
}

/** Where the parts of a plan lie; byte offsets. */
interface PlanPlace {
  readonly pattern: number;
  /** 0: none */
  readonly correction: number;
  readonly runs: number;
  readonly model: number;
  readonly sums: number;
}

function createLayout(plans: readonly LabelPlan[], rooms: number) {
  let end = FIRST_ADDRESS;
  const take = (bytes: number): number => {
    const start = end;
    end += Math.ceil(bytes / 64) * 64;
    return start;
  };
  const places = plans.map((plan): PlanPlace => {
    const { runs, patternCount, pattern, correction, pixelCount } = plan;
    const mostRuns = runs.length / 2 + Math.ceil(pixelCount / TILE); // each edge of a tile cuts one at most
    return {
      pattern: take(pattern.byteLength),
      correction: correction ? take(correction.byteLength) : 0,
      runs: take(8 * mostRuns),
      model: take(8 * patternCount),
      sums: take(8 * patternCount),
    };
  });
  const samples = take(8 * TILE);
  const narrow = take(2 * TILE + 16); // the kernel reads 16 bytes at a time
  const roomBytes = ROOM_BYTES * Math.max(0, ...plans.map(({ pixelCount }) => pixelCount));
  const roomPlaces = Array.from({ length: plans.length === 0 ? 0 : rooms }, () => take(roomBytes));
  const pages = Math.ceil(end / PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  return { memory, places, samples, narrow, roomBytes, rooms: roomPlaces };
}

/** Runs of which none crosses from one tile to the next; tile t has the runs starts[t] … starts[t + 1] − 1. */
function cutIntoTiles(runs: Uint32Array, pixelCount: number): { runs: Uint32Array; starts: Uint32Array } {
  const cut: number[] = [];
  const starts = new Uint32Array(Math.ceil(pixelCount / TILE) + 1);
  for (let r = 0; r < runs.length; r += 2)
    for (let from = runs[r]!; from < runs[r + 1]!;) {
      const tile = Math.floor(from / TILE);
      const to = Math.min(runs[r + 1]!, (tile + 1) * TILE);
      cut.push(from, to);
      starts[tile + 1]!++;
      from = to;
    }
  for (let tile = 1; tile < starts.length; tile++) starts[tile] = starts[tile]! + starts[tile - 1]!;
  return { runs: Uint32Array.from(cut), starts };
}
