import {
  createPixelNormalization,
  type NormalizationSettings,
} from '../../src-shared/correction/pixel-normalization.ts';
import { TILE_PIXELS } from '../../src-shared/integration/integration-plan.ts';
import type { PixelStrip } from '../../src-shared/integration/pixel-strip.ts';
import type { PlanSpec, StaticMask } from '../../src-shared/integration/plan-spec.ts';
import { MAX_WEIGHTS, tooManyBins, weighStrips } from '../../src-shared/integration/weigh-strips.ts';
import type { Samples } from '../../src-shared/model/detector-image.ts';
import { createTileWriter } from '../kernel/place-plan.ts';
import { type SharedPlan, weightCount } from '../kernel/plan-memory.ts';
import { checkJob, type JobControl, takeNext } from './job-control.ts';

export interface PlanTilesInput {
  readonly plan: SharedPlan;
  readonly spec: PlanSpec;
  readonly mask: StaticMask;
  readonly normalization: NormalizationSettings;
  readonly flat: Samples | null;
  /** Runs of tiles that threads take one after the other. */
  readonly runs: number;
  readonly control: JobControl;
}

/**
 * Weighs pixels and computes their normalization straight into the memory of a plan, run of tiles by run of tiles until
 * none is left; other threads take the others.
 *
 * @returns false if a pixel reaches more bins than the plan has room for: it must be built with wide spans
 */
export function buildPlanTiles(input: PlanTilesInput): boolean {
  const { runs, control, plan } = input;
  const { tiles } = plan.layout;
  for (let run = takeNext(control); run < runs; run = takeNext(control)) {
    const ends = [Math.floor((run * tiles) / runs), Math.floor(((run + 1) * tiles) / runs)] as const;
    if (ends[0] < ends[1] && !buildRun(input, ends)) return false;
  }
  return true;
}

function buildRun(
  { plan, spec, mask, normalization, flat, control }: PlanTilesInput,
  [firstTile, endTile]: readonly [number, number],
): boolean {
  const { memory, layout } = plan;
  const columns = spec.shape[1];
  const first = firstTile * TILE_PIXELS;
  const end = Math.min(endTile * TILE_PIXELS, layout.pixels);
  const rows = { start: Math.floor(first / columns), end: Math.ceil(end / columns) };
  const writer = createTileWriter(plan, first);
  const divisors = createPixelNormalization(spec.calibration, spec.shape, normalization, flat);
  const divisorOf = new Float32Array(memory.buffer, layout.normalization, layout.pixels);

  /** Rows are whole, tiles are not: pixels of a strip that belong to this run. */
  const within = (strip: PixelStrip): { readonly from: number; readonly to: number; readonly start: number } => {
    const start = strip.rows.start * columns;
    return { start, from: Math.max(first, start) - start, to: Math.min(end, strip.rows.end * columns) - start };
  };

  return weighStrips(spec, mask, rows, {
    widest: layout.wideSpans ? 0xffff : 0xff,
    prepare(strip) {
      checkJob(control);
      const { start, from, to } = within(strip);
      const { skipped } = strip;
      skipped.fill(1, 0, from);
      skipped.fill(1, to);
      const block = divisors.fill(strip.rows);
      // The kernel multiplies with a weight of 0 and must get 0.
      if (divisors.mayBeUnusable)
        for (let p = from; p < to; p++)
          if (!(block[p]! !== 0 && block[p]! - block[p]! === 0)) {
            skipped[p] = 1;
            block[p] = 0;
          }
      divisorOf.set(block.subarray(from, to), start + from);
    },
    reserve: (count) => writer.reserve(count),
    accept(strip, { firstBin, spans }) {
      const { start, from, to } = within(strip);
      writer.add(start + from, firstBin.subarray(from, to), spans.subarray(from, to));
      if (weightCount(plan) > MAX_WEIGHTS) throw tooManyBins(spec);
    },
  });
}
