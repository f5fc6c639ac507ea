import { type IntegrationPlan, TILE_PIXELS } from './integration-plan.ts';

/** The part of a plan that is sorted. The weights of a tile begin at `tileOffsets`; the tiles may lie in any order. */
export type SortablePlan = Pick<IntegrationPlan, 'bins' | 'firstBin' | 'spans' | 'weights' | 'tileOffsets'>;

/**
 * The weights of a plan bin by bin: those of bin b are at binStart[b] … binStart[b + 1] − 1, in the order of the pixels.
 * Pixels are numbered anew, main bin by main bin, so that what belongs to a bin lies together in memory.
 */
export interface SortedPlan {
  /** Of each place: its pixel in the image. Pixels outside the plan have no place. */
  readonly pixelAt: Uint32Array;
  /** Of each place. */
  readonly normalization: Float32Array;
  /** bins + 1 entries. */
  readonly binStart: Uint32Array;
  /** Of each weight: the place of its pixel. */
  readonly place: Uint32Array;
  readonly weight: Float32Array;
  /** bins + 1 entries: places whose main bin is b, which no other bin has more of (of equals the first). */
  readonly mainStart: Uint32Array;
}

/**
 * Sorts the weights of a plan by bins, for whoever goes through the pixels of a bin several times.
 *
 * @param normalizationOf  of each pixel
 * @param allocate  makes the memory of the result, e.g. memory that threads share
 */
export function sortByBin(
  { bins, firstBin, spans, weights, tileOffsets }: SortablePlan,
  normalizationOf: Float32Array,
  allocate: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): SortedPlan {
  const pixels = spans.length;
  const binStart = new Uint32Array(allocate((bins + 1) * 4));
  const mainStart = new Uint32Array(allocate((bins + 1) * 4));
  const mainBin = new Uint32Array(pixels);
  for (let p = 0, o = 0; p < pixels; p++) {
    if (p % TILE_PIXELS === 0) o = tileOffsets[p / TILE_PIXELS]!;
    const span = spans[p]!;
    if (span === 0) continue;
    const first = firstBin[p]!;
    let most = 0;
    for (let k = 0; k < span; k++) {
      binStart[first + k + 1]!++;
      if (weights[o + k]! > weights[o + most]!) most = k;
    }
    mainBin[p] = first + most;
    mainStart[first + most + 1]!++;
    o += span;
  }
  for (let bin = 0; bin < bins; bin++) {
    binStart[bin + 1]! += binStart[bin]!;
    mainStart[bin + 1]! += mainStart[bin]!;
  }
  const pixelAt = new Uint32Array(allocate(mainStart[bins]! * 4));
  const normalization = new Float32Array(allocate(mainStart[bins]! * 4));
  const place = new Uint32Array(allocate(binStart[bins]! * 4));
  const weight = new Float32Array(allocate(binStart[bins]! * 4));
  const nextPlace = mainStart.slice(0, bins);
  const next = binStart.slice(0, bins);
  for (let p = 0, o = 0; p < pixels; p++) {
    if (p % TILE_PIXELS === 0) o = tileOffsets[p / TILE_PIXELS]!;
    const span = spans[p]!;
    if (span === 0) continue;
    const q = nextPlace[mainBin[p]!]!++;
    pixelAt[q] = p;
    normalization[q] = normalizationOf[p]!;
    for (let bin = firstBin[p]!, end = bin + span; bin < end; bin++, o++) {
      const at = next[bin]!++;
      place[at] = q;
      weight[at] = weights[o]!;
    }
  }
  return { pixelAt, normalization, binStart, place, weight, mainStart };
}
