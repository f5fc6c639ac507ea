import { isMeasured, type ValueLimits } from '../../src-shared/correction/value-limits.ts';
import type { CakeBlock } from '../../src-shared/integration/cake-plan.ts';
import type { ErrorModel } from '../../src-shared/integration/integrate-reference.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { forEachShare } from './cake-fixtures.ts';

export interface CakeSums {
  readonly signal: Float64Array;
  readonly normalization: Float64Array;
  readonly count: Float64Array;
  readonly variance: Float64Array;
  readonly intensity: Float64Array;
  readonly sigma: Float64Array;
  readonly ignoredPixels: number;
}

/**
 * What a cake is, in plain double precision, cell by cell as defined in integrate-reference.ts: the definition that kernel
 * and engine are tested against.
 */
export function cakeSums(
  block: CakeBlock,
  cells: { readonly cakes: number; readonly bins: number },
  image: Pick<DetectorImage, 'samples' | 'mask'>,
  corrections: {
    readonly normalization: ArrayLike<number>;
    readonly pedestal: ArrayLike<number> | null;
    readonly pedestalVariance?: ArrayLike<number> | null;
    readonly limits: ValueLimits;
    readonly errorModel: ErrorModel;
  },
): CakeSums {
  const { samples, mask } = image;
  const { normalization: omega, pedestal, pedestalVariance, limits, errorModel } = corrections;
  const { bins } = cells;
  const size = cells.cakes * bins;
  const [signal, normalization, count, variance] = [0, 0, 0, 0].map(() => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const isUsed = (p: number): boolean => isMeasured(samples[p]!, limits) && !(mask && mask[p] !== 0);
  const value = (p: number): number => samples[p]! - (pedestal ? pedestal[p]! : 0);
  const used = new Set<number>();
  forEachShare(block, (cake, bin, p, c) => {
    if (!isUsed(p)) return;
    used.add(p);
    const cell = cake * bins + bin;
    signal[cell]! += c * value(p);
    normalization[cell]! += c * omega[p]!;
    count[cell]! += c;
    variance[cell]! += c * c * (Math.max(1, samples[p]!) + (pedestalVariance ? pedestalVariance[p]! : 0));
  });
  const intensity = signal.map((total, cell) => total / normalization[cell]!);
  if (errorModel === 'azimuthal') {
    variance.fill(0);
    forEachShare(block, (cake, bin, p, c) => {
      const cell = cake * bins + bin;
      if (isUsed(p)) variance[cell]! += (c * (value(p) - intensity[cell]! * omega[p]!)) ** 2;
    });
  }
  const sigma = variance.map((total, cell) => Math.sqrt(total) / normalization[cell]!);
  return { signal, normalization, count, variance, intensity, sigma, ignoredPixels: samples.length - used.size };
}
