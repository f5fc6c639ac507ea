import { type IntegrationPlan, TILE_PIXELS } from './integration-plan.ts';
import type { PlanBlock } from './plan-block.ts';
import type { PlanSpec } from './plan-spec.ts';
import { binCentres, radialAxis } from './radial-axis.ts';

/** Makes the memory of a plan: shared between threads (`(n) => new SharedArrayBuffer(n)`) or not. */
export type Allocate = (byteLength: number) => ArrayBufferLike;

const allocateUnshared: Allocate = (byteLength) => new ArrayBuffer(byteLength);

/**
 * A plan out of blocks that cover all rows in order.
 *
 * @param hash  of spec and mask, see plan-hash.ts
 * @throws RangeError  if the blocks are not all rows, in order
 */
export function joinPlanBlocks(
  spec: PlanSpec,
  hash: string,
  blocks: readonly PlanBlock[],
  allocate: Allocate = allocateUnshared,
): IntegrationPlan {
  const { shape, bins } = spec;
  let nextRow = 0;
  let total = 0;
  let isWide = false;
  for (const { rows, spans, weights } of blocks) {
    if (rows.start !== nextRow) throw new RangeError(`a block begins at row ${rows.start}, not ${nextRow}`);
    nextRow = rows.end;
    total += weights.length;
    isWide ||= spans.BYTES_PER_ELEMENT > 1;
  }
  if (nextRow !== shape[0]) throw new RangeError(`the blocks end at row ${nextRow} of ${shape[0]}`);

  const pixels = shape[0] * shape[1];
  const firstBin = bins <= 0xffff ? new Uint16Array(allocate(2 * pixels)) : new Uint32Array(allocate(4 * pixels));
  const spans = isWide ? new Uint16Array(allocate(2 * pixels)) : new Uint8Array(allocate(pixels));
  const weights = new Float32Array(allocate(4 * total));
  let offset = 0;
  for (const block of blocks) {
    firstBin.set(block.firstBin, block.rows.start * shape[1]);
    spans.set(block.spans, block.rows.start * shape[1]);
    weights.set(block.weights, offset);
    offset += block.weights.length;
  }
  const tileOffsets = new Uint32Array(allocate(4 * (Math.ceil(pixels / TILE_PIXELS) + 1)));
  fillTileOffsets(spans, tileOffsets);
  const radial = new Float64Array(allocate(8 * bins));
  radial.set(binCentres(radialAxis(bins, spec.radialRange)));
  return { hash, shape, radialUnit: spec.radialUnit, bins, radial, firstBin, spans, weights, tileOffsets };
}

function fillTileOffsets(spans: Uint8Array | Uint16Array, out: Uint32Array): void {
  let offset = 0;
  for (let p = 0, tile = 0; p < spans.length; tile++) {
    out[tile] = offset;
    for (const end = Math.min(spans.length, p + TILE_PIXELS); p < end; p++) offset += spans[p]!;
  }
  out[out.length - 1] = offset;
}
