import { directDistance, tilt } from '../../src-shared/geometry/beam-centre.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';
import { fromTwoTheta, radialUnit, RADIAL_UNITS, toTwoTheta } from '../../src-shared/quantity/radial-unit.ts';
import type { RadialUnitId } from '../../src-shared/quantity/radial-unit.ts';
import {
  dSpacingFromTwoTheta,
  qFromTwoTheta,
  twoThetaFromDSpacing,
} from '../../src-shared/quantity/scattering-vector.ts';

/** Units in which a pattern can be shown; d is no unit of integration, since its axis would run backwards. */
export type DisplayUnit = RadialUnitId | 'd_A';

export const DISPLAY_UNITS: readonly { readonly id: DisplayUnit; readonly label: string; readonly symbol: string }[] = [
  ...RADIAL_UNITS.map(({ id, label, symbol }) => ({ id, label, symbol })),
  { id: 'd_A', label: 'Lattice spacing d (Å)', symbol: 'Å' },
];

const NAMES: Readonly<Record<DisplayUnit, string>> = {
  '2th_deg': '2θ (°)',
  '2th_rad': '2θ (rad)',
  'q_nm^-1': 'q (nm⁻¹)',
  'q_A^-1': 'q (Å⁻¹)',
  r_mm: 'r (mm)',
  r_m: 'r (m)',
  'd*2_nm^-2': 'd*² (nm⁻²)',
  'd*2_A^-2': 'd*² (Å⁻²)',
  d_A: 'd (Å)',
};

/** "2θ (°)": short, for menus and axis titles. */
export function shortUnitName(unit: string): string {
  return NAMES[unit as DisplayUnit] ?? unit;
}

export function isDisplayUnit(unit: string | undefined): unit is DisplayUnit {
  return unit !== undefined && Object.hasOwn(NAMES, unit);
}

/** Tilt below which r and 2θ determine each other as well as anyone can tell, rad. */
const NO_TILT = 1e-6;

export interface RadialAxis {
  /** Whether a pattern in `from` can be shown in `to` without integrating again. */
  canConvert(from: DisplayUnit, to: DisplayUnit): boolean;
  /** NaN where the value does not exist in the other unit. */
  convert(value: number, from: DisplayUnit, to: DisplayUnit): number;
  convertAll(values: Float64Array, from: DisplayUnit, to: DisplayUnit): Float64Array;
  scatteringAt(
    value: number,
    unit: string,
  ): {
    readonly twoTheta?: number;
    readonly q?: number;
    readonly dSpacing?: number;
    readonly r?: number;
  };
}

/** Conversions along the radial axis of a calibration. */
export function radialAxis({ geometry }: Pick<Calibration, 'geometry'>): RadialAxis {
  const { wavelength } = geometry;
  const isFlat = tilt(geometry) < NO_TILT && geometry.dist > 0;
  const context = { wavelength, directDistance: isFlat ? directDistance(geometry) : undefined };
  const quantity = (unit: DisplayUnit): string => (unit === 'd_A' ? 'd' : radialUnit(unit).quantity);
  const reachable = (unit: DisplayUnit): boolean => {
    const kind = quantity(unit);
    return kind === '2theta' || (kind === 'r' ? isFlat : wavelength !== undefined);
  };
  const canConvert = (from: DisplayUnit, to: DisplayUnit): boolean =>
    quantity(from) === quantity(to) || (reachable(from) && reachable(to));

  function convert(value: number, from: DisplayUnit, to: DisplayUnit): number {
    if (from === to) return value;
    if (from !== 'd_A' && to !== 'd_A' && quantity(from) === quantity(to))
      return (value / radialUnit(from).scale) * radialUnit(to).scale;
    if (!canConvert(from, to)) return Number.NaN;
    const twoTheta =
      from === 'd_A' ? twoThetaFromDSpacing(value, wavelength ?? Number.NaN) : toTwoTheta(value, from, context);
    return to === 'd_A'
      ? dSpacingFromTwoTheta(twoTheta, wavelength ?? Number.NaN)
      : fromTwoTheta(twoTheta, to, context);
  }

  return {
    canConvert,
    convert,
    convertAll: (values, from, to) => (from === to ? values : values.map((value) => convert(value, from, to))),
    scatteringAt(value, unit) {
      if (!isDisplayUnit(unit)) return {};
      const metres = convert(value, unit, 'r_m');
      const twoTheta = convert(value, unit, '2th_rad');
      if (!Number.isFinite(twoTheta)) return Number.isFinite(metres) ? { r: metres } : {};
      return {
        twoTheta,
        ...(wavelength === undefined
          ? {}
          : { q: qFromTwoTheta(twoTheta, wavelength), dSpacing: dSpacingFromTwoTheta(twoTheta, wavelength) }),
        ...(Number.isFinite(metres) ? { r: metres } : {}),
      };
    },
  };
}
