import { type NormalizationSettings, pixelNormalization } from '../../src-shared/correction/pixel-normalization.ts';
import type { RowBlock } from '../../src-shared/geometry/detector-grid.ts';
import { buildCakeBlock } from '../../src-shared/integration/cake-block.ts';
import type { CakeBlock, CakeSpec } from '../../src-shared/integration/cake-plan.ts';
import type { StaticMask } from '../../src-shared/integration/plan-spec.ts';
import type { Samples } from '../../src-shared/model/detector-image.ts';
import { type CakeCounts, countRuns } from '../kernel/place-cake.ts';
import { checkJob, type JobControl } from './job-control.ts';

export interface CakeRowsInput {
  readonly spec: CakeSpec;
  readonly mask: StaticMask;
  readonly rows: RowBlock;
  readonly normalization: NormalizationSettings;
  readonly flat: Samples | null;
  readonly control: JobControl;
}

export interface CakeRows extends CakeBlock {
  /** One entry per pixel of the rows. */
  readonly normalization: Float32Array<ArrayBuffer>;
  readonly counts: CakeCounts;
  readonly usedPixels: number;
}

/** Runs and normalization of some rows of the image. A pixel whose normalization is unusable is left out. */
export function buildCakeRows({ spec, mask, rows, normalization, flat, control }: CakeRowsInput): CakeRows {
  checkJob(control);
  const divisors = pixelNormalization(spec.calibration, spec.shape, normalization, flat, rows);
  const block = buildCakeBlock(spec, withoutUnusable(mask, spec, rows, divisors), rows);
  let usedPixels = 0;
  for (let r = 0, before = -1; r < block.pixel.length; r++) {
    const pixel = block.pixel[r]!;
    if (pixel !== before) usedPixels++;
    before = pixel;
  }
  return {
    ...block,
    normalization: divisors as Float32Array<ArrayBuffer>,
    counts: countRuns(block, spec.azimuth.cakes),
    usedPixels,
  };
}

/** Masks pixels whose divisor is unusable; it becomes 0, since the kernel multiplies surplus lanes as well. */
function withoutUnusable(mask: StaticMask, { shape }: CakeSpec, rows: RowBlock, divisors: Float32Array): StaticMask {
  let whole: Uint8Array | undefined;
  const first = rows.start * shape[1];
  for (let p = 0; p < divisors.length; p++) {
    const divisor = divisors[p]!;
    if (divisor !== 0 && Number.isFinite(divisor)) continue;
    whole ??= mask ? new Uint8Array(mask) : new Uint8Array(shape[0] * shape[1]);
    whole[first + p] = 1;
    divisors[p] = 0;
  }
  return whole ?? mask;
}
