import { qFromTwoTheta, twoThetaFromQ } from './scattering-vector.ts';

/**
 * What the radial axis measures. Internal units: 2theta rad, q nm⁻¹, r m (distance of the pixel from the beam),
 * d*2 = (q / 2π)² nm⁻².
 */
export type RadialQuantity = '2theta' | 'q' | 'r' | 'd*2';

export type RadialUnitId = '2th_deg' | '2th_rad' | 'q_nm^-1' | 'q_A^-1' | 'r_mm' | 'r_m' | 'd*2_nm^-2' | 'd*2_A^-2';

export interface RadialUnitEntry {
  /** As in pyFAI and in the settings. */
  readonly id: RadialUnitId;
  /** Axis title: "Scattering angle 2θ (°)" */
  readonly label: string;
  /** Unit alone: "°" */
  readonly symbol: string;
  readonly quantity: RadialQuantity;
  /** Value in this unit = scale · value in the internal unit of the quantity. */
  readonly scale: number;
}

export const RADIAL_UNITS: readonly RadialUnitEntry[] = [
  { id: '2th_deg', label: 'Scattering angle 2θ (°)', symbol: '°', quantity: '2theta', scale: 180 / Math.PI },
  { id: '2th_rad', label: 'Scattering angle 2θ (rad)', symbol: 'rad', quantity: '2theta', scale: 1 },
  { id: 'q_nm^-1', label: 'Scattering vector q (nm⁻¹)', symbol: 'nm⁻¹', quantity: 'q', scale: 1 },
  { id: 'q_A^-1', label: 'Scattering vector q (Å⁻¹)', symbol: 'Å⁻¹', quantity: 'q', scale: 0.1 },
  { id: 'r_mm', label: 'Radius r (mm)', symbol: 'mm', quantity: 'r', scale: 1000 },
  { id: 'r_m', label: 'Radius r (m)', symbol: 'm', quantity: 'r', scale: 1 },
  { id: 'd*2_nm^-2', label: 'Reciprocal spacing squared d*² (nm⁻²)', symbol: 'nm⁻²', quantity: 'd*2', scale: 1 },
  { id: 'd*2_A^-2', label: 'Reciprocal spacing squared d*² (Å⁻²)', symbol: 'Å⁻²', quantity: 'd*2', scale: 0.01 },
];

const BY_ID = new Map<string, RadialUnitEntry>(RADIAL_UNITS.map((unit) => [unit.id, unit]));

/** @throws RangeError  if there is no such unit */
export function radialUnit(id: string): RadialUnitEntry {
  const unit = BY_ID.get(id);
  if (!unit) throw new RangeError(`no radial unit "${id}": there are ${[...BY_ID.keys()].join(', ')}`);
  return unit;
}

/** What a conversion between 2θ and other quantities needs besides the number; both in m. */
export interface RadialContext {
  /** Needed for q and d*2. */
  readonly wavelength?: number | undefined;
  /** Along the beam, needed for r; r and 2θ determine each other only on a detector without tilt. */
  readonly directDistance?: number | undefined;
}

/**
 * @param twoTheta  rad
 * @returns the same position in `unit`
 * @throws RangeError  if the context lacks what the unit needs
 */
export function fromTwoTheta(twoTheta: number, unit: RadialUnitId, context: RadialContext = {}): number {
  const { quantity, scale } = radialUnit(unit);
  switch (quantity) {
    case '2theta':
      return twoTheta * scale;
    case 'q':
      return qFromTwoTheta(twoTheta, wavelengthOf(context, unit)) * scale;
    case 'd*2':
      return (qFromTwoTheta(twoTheta, wavelengthOf(context, unit)) / (2 * Math.PI)) ** 2 * scale;
    case 'r':
      return distanceOf(context, unit) * Math.tan(twoTheta) * scale;
  }
}

/**
 * @returns 2θ in rad; NaN for a value that no angle reaches
 * @throws RangeError  if the context lacks what the unit needs
 */
export function toTwoTheta(value: number, unit: RadialUnitId, context: RadialContext = {}): number {
  const { quantity, scale } = radialUnit(unit);
  const internal = value / scale;
  switch (quantity) {
    case '2theta':
      return internal;
    case 'q':
      return twoThetaFromQ(internal, wavelengthOf(context, unit));
    case 'd*2':
      return twoThetaFromQ(2 * Math.PI * Math.sqrt(internal), wavelengthOf(context, unit));
    case 'r':
      return Math.atan2(internal, distanceOf(context, unit));
  }
}

function wavelengthOf(context: RadialContext, unit: RadialUnitId): number {
  if (context.wavelength === undefined) throw new RangeError(`${unit} needs a wavelength`);
  return context.wavelength;
}

function distanceOf(context: RadialContext, unit: RadialUnitId): number {
  if (context.directDistance === undefined) throw new RangeError(`${unit} needs a distance`);
  return context.directDistance;
}
