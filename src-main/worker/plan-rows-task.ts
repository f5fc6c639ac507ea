import { type NormalizationSettings, pixelNormalization } from '../../src-shared/correction/pixel-normalization.ts';
import type { RowBlock } from '../../src-shared/geometry/detector-grid.ts';
import { buildPlanBlock, type PlanBlock } from '../../src-shared/integration/plan-block.ts';
import type { PlanSpec, StaticMask } from '../../src-shared/integration/plan-spec.ts';
import type { Samples } from '../../src-shared/model/detector-image.ts';
import { checkJob, type JobControl } from './job-control.ts';

export interface PlanRowsInput {
  readonly spec: PlanSpec;
  readonly mask: StaticMask;
  readonly rows: RowBlock;
  readonly normalization: NormalizationSettings;
  readonly flat: Samples | null;
  readonly control: JobControl;
}

export interface PlanRows extends PlanBlock {
  /** One entry per pixel of the rows. */
  readonly normalization: Float32Array<ArrayBuffer>;
}

/** Weights and normalization of some rows. A pixel whose normalization is unusable is left out like a masked one. */
export function buildPlanRows({ spec, mask, rows, normalization, flat, control }: PlanRowsInput): PlanRows {
  checkJob(control);
  const divisors = pixelNormalization(spec.calibration, spec.shape, normalization, flat, rows);
  const block = buildPlanBlock(spec, withUnusable(mask, spec, rows, divisors), rows);
  return { ...block, normalization: divisors as Float32Array<ArrayBuffer> };
}

/** Masks pixels whose divisor is unusable. It becomes 0: the kernel multiplies it with a weight of 0, and must get 0. */
function withUnusable(mask: StaticMask, { shape }: PlanSpec, rows: RowBlock, divisors: Float32Array): StaticMask {
  let whole: Uint8Array | undefined;
  const first = rows.start * shape[1];
  for (let p = 0; p < divisors.length; p++) {
    const divisor = divisors[p]!;
    if (divisor !== 0 && divisor - divisor === 0) continue; // a finite number
    whole ??= mask ? new Uint8Array(mask) : new Uint8Array(shape[0] * shape[1]);
    whole[first + p] = 1;
    divisors[p] = 0;
  }
  return whole ?? mask;
}
