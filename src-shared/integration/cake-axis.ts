import { AppError } from '../model/app-error.ts';
import type { CakeCut } from '../model/cake.ts';
import { azimuthSector } from './azimuth-sector.ts';

/**
 * Equal cakes in the order of growing azimuth: cake k covers lower + k · width up to lower + (k + 1) · width, degrees,
 * modulo 360. They are the whole circle or a part of it, never more.
 */
export interface AzimuthAxis {
  /** Degrees, any turn. */
  readonly lower: number;
  readonly width: number;
  readonly cakes: number;
}

/**
 * The cakes of a cut. Without a range they divide the circle: the first one is centred on `azimuthStart` (absent: begins
 * at west, −180°) and the others follow in `sense`. With a range, which runs from its lower to its upper end in the sense
 * of growing azimuth and wraps, they divide it: the first one begins at the lower end, or, anticlockwise, at the upper.
 *
 * @param azimuthRange  degrees, as in the settings
 * @throws AppError  usage, if there is no cake, the range is empty, or a range and a start are given
 */
export function azimuthAxis(
  { azimuthBins: cakes, azimuthStart, sense }: CakeCut,
  azimuthRange?: readonly [lower: number, upper: number],
): AzimuthAxis {
  if (!(Number.isInteger(cakes) && cakes >= 1))
    throw new AppError('usage', `${cakes} cakes cannot be made; give a whole number from 1 on.`);
  if (azimuthRange) {
    if (azimuthStart !== undefined)
      throw new AppError(
        'usage',
        'An azimuth range and a start were both given; the cakes of a range begin at its end, so give one of them.',
      );
    const sector = azimuthSector(azimuthRange);
    const span = sector ? (sector.span * 180) / Math.PI : 360;
    return { lower: azimuthRange[0], width: span / cakes, cakes };
  }
  const width = 360 / cakes;
  const start = azimuthStart ?? -180 + width / 2;
  if (!Number.isFinite(start))
    throw new AppError('usage', `The cakes cannot start at ${start}°; give an angle in degrees.`);
  // In growing azimuth the last of the anticlockwise cakes comes first.
  const first = sense === 'clockwise' ? start : start - (cakes - 1) * width;
  return { lower: first - width / 2, width, cakes };
}

/** Centres in the order of `sense`, degrees, not wrapped. */
export function cakeCentres({ lower, width, cakes }: AzimuthAxis, sense: CakeCut['sense']): Float64Array {
  return Float64Array.from({ length: cakes }, (_, a) => {
    const k = sense === 'clockwise' ? a : cakes - 1 - a;
    return lower + (k + 0.5) * width;
  });
}
