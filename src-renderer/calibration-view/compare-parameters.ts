import { beamCentre, directDistance, tilt } from '../../src-shared/geometry/beam-centre.ts';
import type { Shape } from '../../src-shared/model/detector-image.ts';
import type { Calibration, Refinable } from '../../src-shared/model/schema-types.generated.ts';
import { toDegrees } from '../../src-shared/quantity/angle.ts';
import { formatValue } from '../../src-shared/figure/format-value.ts';

/** A calibration and, where known, one standard deviation of what was refined, SI. */
export interface ComparedCalibration {
  readonly label: string;
  readonly calibration: Calibration;
  readonly uncertainties?: Readonly<Partial<Record<Refinable, number>>>;
}

/** One parameter of two calibrations, in `unit`. */
export interface ParameterRow {
  readonly label: string;
  readonly unit: string;
  readonly first: number | null;
  readonly second: number | null;
  /** One standard deviation; null where not known. */
  readonly firstSigma: number | null;
  readonly secondSigma: number | null;
  /** second − first */
  readonly difference: number | null;
  /** Difference in its own standard deviation, from the uncertainties known; null without any. */
  readonly sigmas: number | null;
}

interface Parameter {
  readonly key: Refinable;
  readonly label: string;
  readonly unit: string;
  /** From SI. */
  readonly factor: number;
}

const DEGREE = toDegrees(1);
const PARAMETERS: readonly Parameter[] = [
  { key: 'dist', label: 'Distance', unit: 'mm', factor: 1e3 },
  { key: 'poni1', label: 'PONI 1', unit: 'mm', factor: 1e3 },
  { key: 'poni2', label: 'PONI 2', unit: 'mm', factor: 1e3 },
  { key: 'rot1', label: 'Rotation 1', unit: '°', factor: DEGREE },
  { key: 'rot2', label: 'Rotation 2', unit: '°', factor: DEGREE },
  { key: 'wavelength', label: 'Wavelength', unit: 'Å', factor: 1e10 },
];

/**
 * The refined parameters of two calibrations, then what follows from them.
 *
 * @param shape  of the stored image
 */
export function compareParameters(
  first: ComparedCalibration,
  second: ComparedCalibration,
  shape: Shape,
): ParameterRow[] {
  const refined = PARAMETERS.map(({ key, label, unit, factor }) =>
    row(
      label,
      unit,
      scaled(first.calibration.geometry[key], factor),
      scaled(second.calibration.geometry[key], factor),
      scaled(first.uncertainties?.[key], factor),
      scaled(second.uncertainties?.[key], factor),
    ),
  );
  const [a, b] = [beamCentre(first.calibration, shape), beamCentre(second.calibration, shape)];
  const [g, h] = [first.calibration.geometry, second.calibration.geometry];
  return [
    ...refined,
    row('Centre x', 'px', a?.[0] ?? null, b?.[0] ?? null),
    row('Centre y', 'px', a?.[1] ?? null, b?.[1] ?? null),
    row('Direct dist.', 'mm', directDistance(g) * 1e3, directDistance(h) * 1e3),
    row('Tilt', '°', toDegrees(tilt(g)), toDegrees(tilt(h))),
  ];
}

function row(
  label: string,
  unit: string,
  first: number | null,
  second: number | null,
  firstSigma: number | null = null,
  secondSigma: number | null = null,
): ParameterRow {
  const difference = first === null || second === null ? null : second - first;
  const sigma = Math.hypot(firstSigma ?? 0, secondSigma ?? 0);
  const sigmas = difference !== null && sigma > 0 ? difference / sigma : null;
  return { label, unit, first, second, firstSigma, secondSigma, difference, sigmas };
}

function scaled(value: number | undefined, factor: number): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value * factor;
}

/**
 * A value as crystallographers write it, its standard uncertainty in units of the last digit: 71.23437(42).
 *
 * @param digits  significant digits where there is no uncertainty
 */
export function conciseValue(value: number | null, sigma: number | null, digits = 7): string {
  if (value === null || !Number.isFinite(value)) return '–';
  if (sigma === null || !(sigma > 0 && sigma < Infinity)) return formatValue(value, { digits });
  const exponent = Number(sigma.toExponential(1).split('e')[1]); // after rounding: 0.0996 becomes 0.10
  const places = Math.min(15, Math.max(0, 1 - exponent));
  const last = Math.round(sigma * 10 ** places);
  return `${value.toFixed(places).replace('-', '−')}(${last})`;
}
