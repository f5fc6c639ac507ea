import type { CakeBlock } from '../../src-shared/integration/cake-plan.ts';
import { CAKE_STATICS } from './cake-layout.ts';
import { type BoundCake, cakePlace, type SharedCake } from './cake-memory.ts';

/** Runs and weights of a block in each cake. */
export interface CakeCounts {
  readonly runs: Uint32Array<ArrayBuffer>;
  readonly weights: Uint32Array<ArrayBuffer>;
}

/** A block of a cake's plan on its way into shared memory. */
export interface CakePart {
  readonly block: Pick<CakeBlock, 'cake' | 'pixel' | 'firstBin' | 'spans' | 'weights'>;
  /** Places of its first run and weight in each cake. */
  readonly first: CakeCounts;
  readonly firstPixel: number;
  readonly normalization: Float32Array;
  readonly pedestal: Float32Array | null;
}

export function countRuns({ cake, spans }: CakeBlock, cakes: number): CakeCounts {
  const runs = new Uint32Array(cakes);
  const weights = new Uint32Array(cakes);
  for (let r = 0; r < cake.length; r++) {
    runs[cake[r]!]!++;
    weights[cake[r]!]! += spans[r]!;
  }
  return { runs, weights };
}

/**
 * Sorts the runs of a block by cake, each to its place; the order within a cake is that of the pixels. Parts may be placed
 * at the same time by several threads.
 */
export function placeCakePart({ memory: { buffer }, layout }: SharedCake, part: CakePart): void {
  const { cake, pixel, firstBin, spans, weights } = part.block;
  const nextRun = part.first.runs.slice();
  const nextWeight = part.first.weights.slice();
  const outPixel = new Uint32Array(buffer, layout.pixel, layout.runs);
  const { runs } = layout;
  const outFirst = layout.wideBins
    ? new Uint32Array(buffer, layout.firstBin, runs)
    : new Uint16Array(buffer, layout.firstBin, runs);
  const outSpans = layout.wideSpans
    ? new Uint16Array(buffer, layout.spans, runs)
    : new Uint8Array(buffer, layout.spans, runs);
  const outWeights = new Float32Array(buffer, layout.weightsStart, layout.weights);
  const used = new Uint8Array(buffer, layout.used, layout.pixels);
  for (let r = 0, o = 0; r < cake.length; r++) {
    const k = cake[r]!;
    const span = spans[r]!;
    const at = nextRun[k]!++;
    outPixel[at] = pixel[r]!;
    outFirst[at] = firstBin[r]!;
    outSpans[at] = span;
    used[pixel[r]!] = 1;
    let w = nextWeight[k]!;
    for (const end = o + span; o < end; o++) outWeights[w++] = weights[o]!;
    nextWeight[k] = w;
  }
  new Float32Array(buffer, layout.normalization, layout.pixels).set(part.normalization, part.firstPixel);
  if (part.pedestal) new Float32Array(buffer, layout.pedestal, layout.pixels).set(part.pedestal, part.firstPixel);
}

/** Sums of one cake that are the same for every frame, and the kernel that suits it. */
export function indexCake(plan: BoundCake, cake: number): void {
  const { layout, kernel, buffer, narrow } = plan;
  const { bins, wideBins, wideSpans } = layout;
  const { runs, pixel, firstBin, spans, weights } = cakePlace(plan, cake);
  const stride = bins * 8;
  const statics = layout.statics + cake * CAKE_STATICS.length * stride;
  kernel.addRuns(
    runs,
    wideBins,
    wideSpans,
    0,
    pixel,
    firstBin,
    spans,
    weights,
    layout.normalization,
    layout.pedestal,
    statics,
    statics + stride,
    statics + 2 * stride,
    statics + 3 * stride,
  );
  if (wideSpans) return;
  narrow[cake] = new Uint8Array(buffer, spans, runs).some((span) => span > 4) ? 0 : 1;
}
