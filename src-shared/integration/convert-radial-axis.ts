import { AppError } from '../model/app-error.ts';
import type { RadialUnit } from '../model/pattern-1d.ts';
import { fromTwoTheta, type RadialContext, radialUnit, toTwoTheta } from '../quantity/radial-unit.ts';

/**
 * Positions in another unit; the intensities stay as they are. The bins are no longer equally wide then.
 *
 * Between 2θ, q and d*² this is exact. A radius in millimetres belongs to one 2θ only on a detector without tilt, so
 * conversions to and from it are refused.
 *
 * @param wavelength  m; needed between 2θ and the rest only
 * @throws AppError  if a radius would have to become an angle, or the wavelength is missing
 */
export function convertRadialAxis(
  radial: Float64Array,
  from: RadialUnit,
  to: RadialUnit,
  wavelength?: number,
): Float64Array {
  const source = radialUnit(from);
  const target = radialUnit(to);
  if (source.quantity === target.quantity) return radial.map((value) => (value / source.scale) * target.scale);
  if (source.quantity === 'r' || target.quantity === 'r')
    throw new AppError(
      'usage',
      `A pattern in ${from} cannot become one in ${to} without the detector; integrate again in ${to}.`,
    );
  if (source.quantity === 'q' && target.quantity === 'd*2')
    return radial.map((value) => (value / source.scale / (2 * Math.PI)) ** 2 * target.scale);
  if (source.quantity === 'd*2' && target.quantity === 'q')
    return radial.map((value) => 2 * Math.PI * Math.sqrt(value / source.scale) * target.scale);
  if (wavelength === undefined)
    throw new AppError('calibration', `Converting ${from} to ${to} needs a wavelength, and the calibration has none.`);
  const context: RadialContext = { wavelength };
  return radial.map((value) => fromTwoTheta(toTwoTheta(value, from, context), to, context));
}
