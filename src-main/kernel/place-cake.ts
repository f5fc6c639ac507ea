import type { CakeBlock } from '../../src-shared/integration/cake-plan.ts';
import { staticAddress } from './cake-layout.ts';
import { type BoundCake, cakePlace, type SharedCake } from './cake-memory.ts';
import { blockedColumns, blockedRow } from './frame-blocks.ts';

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
  readonly pedestalVariance: Float32Array | null;
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
  const { runs, shape } = layout;
  const columns = shape[1];
  const places = blockedColumns(columns);
  const outList = new Uint32Array(buffer, layout.list, runs);
  const outFirst = layout.wideBins
    ? new Uint32Array(buffer, layout.firstBin, runs)
    : new Uint16Array(buffer, layout.firstBin, runs);
  const outSpans = layout.wideSpans
    ? new Uint16Array(buffer, layout.spans, runs)
    : new Uint8Array(buffer, layout.spans, runs);
  const outWeights = new Float32Array(buffer, layout.weightsStart, layout.weights);
  const used = new Uint8Array(buffer, layout.used, layout.pixels);
  let rowEnd = 0;
  let rowStart = 0;
  let rowPlace = 0;
  for (let r = 0, o = 0; r < cake.length; r++) {
    const k = cake[r]!;
    const span = spans[r]!;
    const at = nextRun[k]!++;
    const p = pixel[r]!;
    if (p >= rowEnd) {
      const row = Math.floor(p / columns);
      rowStart = row * columns;
      rowEnd = rowStart + columns;
      rowPlace = blockedRow(row, columns);
    }
    outList[at] = rowPlace + places[p - rowStart]!;
    outFirst[at] = firstBin[r]!;
    outSpans[at] = span;
    used[p] = 1;
    let w = nextWeight[k]!;
    for (const end = o + span; o < end; o++) outWeights[w++] = weights[o]!;
    nextWeight[k] = w;
  }
  placeRows(buffer, layout.normalization, part.normalization, places, part.firstPixel);
  if (part.pedestal) placeRows(buffer, layout.pedestal, part.pedestal, places, part.firstPixel);
  if (part.pedestalVariance) placeRows(buffer, layout.pedestalVariance, part.pedestalVariance, places, part.firstPixel);
}

/** Copies values of whole rows of the image to their places in blocks, which begin at `address`. */
function placeRows(
  buffer: ArrayBufferLike,
  address: number,
  values: Float32Array,
  places: Uint32Array,
  firstPixel: number,
): void {
  const out = new Float32Array(buffer, address);
  const columns = places.length;
  for (let row = firstPixel / columns, p = 0; p < values.length; row++) {
    const rowPlace = blockedRow(row, columns);
    for (let column = 0; column < columns; column++, p++) out[rowPlace + places[column]!] = values[p]!;
  }
}

/** Sums of one cake that are the same for every frame, the bins that it reaches, and the kernel that suits it. */
export function indexCake(plan: BoundCake, cake: number): void {
  const { layout, kernel, buffer, lanes, reached } = plan;
  const { wideBins, wideSpans } = layout;
  const { runs, list, firstBin, spans, weights } = cakePlace(plan, cake);
  kernel.addRuns(
    runs,
    wideBins,
    wideSpans,
    0,
    list,
    firstBin,
    spans,
    weights,
    layout.normalization,
    layout.pedestal,
    staticAddress(layout, 'count', cake),
    staticAddress(layout, 'normalization', cake),
    staticAddress(layout, 'pedestal', cake),
    staticAddress(layout, 'hits', cake),
  );
  const firsts = wideBins ? new Uint32Array(buffer, firstBin, runs) : new Uint16Array(buffer, firstBin, runs);
  const lengths = wideSpans ? new Uint16Array(buffer, spans, runs) : new Uint8Array(buffer, spans, runs);
  let from = runs > 0 ? layout.bins : 0;
  let to = 0;
  let widest = 1;
  for (let r = 0; r < runs; r++) {
    const first = firsts[r]!;
    const span = lengths[r]!;
    if (first < from) from = first;
    if (first + span > to) to = first + span;
    if (span > widest) widest = span;
  }
  reached[2 * cake] = from;
  reached[2 * cake + 1] = to;
  lanes[cake] = widest > 4 ? 0 : widest > 2 ? 4 : widest;
}
