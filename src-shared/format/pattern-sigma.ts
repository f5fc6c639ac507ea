import { AppError } from '../model/app-error.ts';
import type { Pattern1d } from '../model/pattern-1d.ts';

/** @throws AppError usage  if the pattern was integrated without an error model */
export function sigmaOf(pattern: Pattern1d, formatId: string): Float64Array {
  if (!pattern.sigma)
    throw new AppError(
      'usage',
      `${formatId} has a column of errors, but the error model is "none": choose poisson, azimuthal or hybrid.`,
    );
  return pattern.sigma;
}
