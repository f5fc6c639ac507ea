import { type IntegrationPlan, TILE_PIXELS } from './integration-plan.ts';
import { planHash } from './plan-hash.ts';
import type { PlanSpec, StaticMask } from './plan-spec.ts';
import { binCentres, radialAxis } from './radial-axis.ts';
import { weighStrips } from './weigh-strips.ts';

/**
 * The whole plan in this thread, in plain arrays: what the kernel's plan in shared memory is compared with.
 *
 * Errors as in `weighStrips`.
 */
export function buildIntegrationPlan(spec: PlanSpec, mask: StaticMask): IntegrationPlan {
  const { shape, bins } = spec;
  const pixels = shape[0] * shape[1];
  const firstBin = bins <= 0xffff ? new Uint16Array(pixels) : new Uint32Array(pixels);
  const spans = new Uint16Array(pixels);
  let weights = new Float32Array(pixels);
  let used = 0;
  let offset = 0;
  weighStrips(
    spec,
    mask,
    { start: 0, end: shape[0] },
    {
      widest: 0xffff,
      reserve(count) {
        offset = used;
        used += count;
        if (used > weights.length) {
          const larger = new Float32Array(Math.ceil(used * 1.5));
          larger.set(weights.subarray(0, offset));
          weights = larger;
        }
        return { weights, offset };
      },
      accept({ rows, columns }, reached) {
        const count = (rows.end - rows.start) * columns;
        firstBin.set(reached.firstBin.subarray(0, count), rows.start * columns);
        spans.set(reached.spans.subarray(0, count), rows.start * columns);
      },
    },
  );
  return {
    hash: planHash(spec, mask),
    shape,
    radialUnit: spec.radialUnit,
    bins,
    radial: binCentres(radialAxis(bins, spec.radialRange)),
    firstBin,
    spans: spans.some((span) => span > 0xff) ? spans : Uint8Array.from(spans),
    weights: weights.slice(0, used),
    tileOffsets: tileOffsetsOf(spans),
  };
}

function tileOffsetsOf(spans: Uint8Array | Uint16Array): Uint32Array {
  const offsets = new Uint32Array(Math.ceil(spans.length / TILE_PIXELS) + 1);
  let offset = 0;
  for (let p = 0, tile = 0; p < spans.length; tile++) {
    offsets[tile] = offset;
    for (const end = Math.min(spans.length, p + TILE_PIXELS); p < end; p++) offset += spans[p]!;
  }
  offsets[offsets.length - 1] = offset;
  return offsets;
}
