import { AppError } from '../model/app-error.ts';

const TURN = 2 * Math.PI;

/** Part of the circle: azimuths from `start` to `start + span`, radians, modulo 2π. */
export interface AzimuthSector {
  readonly start: number;
  /** In (0, 2π). */
  readonly span: number;
}

/**
 * The sector between two azimuths; the second one lies in the sense of growing azimuth from the first, wherever the
 * discontinuity is: (135, −135) and (135, 225) are the same 90°, (350, 10) is 20°.
 *
 * @param range  lower and upper end in degrees
 * @returns undefined for the whole circle: (0, 360), (−180, 180), or anything wider
 * @throws AppError  if the ends are equal or not finite
 */
export function azimuthSector(range: readonly [lower: number, upper: number]): AzimuthSector | undefined {
  const [lower, upper] = range;
  if (!(Number.isFinite(lower) && Number.isFinite(upper)) || lower === upper)
    throw new AppError(
      'usage',
      `The azimuth range ${lower}…${upper} is empty; give two different angles in degrees, e.g. 0, 90.`,
    );
  const degrees = upper - lower;
  const span = degrees >= 360 ? 0 : modulo(degrees, 360);
  if (span === 0) return undefined;
  return { start: (lower * Math.PI) / 180, span: (span * Math.PI) / 180 };
}

/**
 * Whether azimuths from `low` to `high` touch the sector. The lower ends belong to a range, the upper ones do not, so
 * that a point (low = high) is in exactly one of two adjacent sectors.
 *
 * @param low  rad, any turn
 * @param high  rad, `low` or more
 */
export function touchesSector(sector: AzimuthSector, low: number, high: number): boolean {
  const offset = modulo(low - sector.start, TURN);
  return offset < sector.span || offset + (high - low) >= TURN;
}

function modulo(value: number, period: number): number {
  const rest = value - period * Math.floor(value / period);
  return rest < period ? rest : 0; // rounding can reach the period itself
}
