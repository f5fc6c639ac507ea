import { beamFrameOf } from '../../src-shared/calibration/beam-frame.ts';
import type { CalibrationOutcome } from '../../src-shared/calibration/calibrate-image.ts';
import { REFINABLE, type Refinable } from '../../src-shared/calibration/refine-geometry.ts';
import type { Detector, Geometry } from '../../src-shared/model/schema-types.generated.ts';
import { toDegrees } from '../../src-shared/quantity/angle.ts';

/** What a calibration gives to programs. SI where the name has no unit; null where nothing could be refined. */
export interface CalibrationReport {
  readonly poni: Omit<Geometry, 'wavelength'> | null;
  readonly wavelength: number;
  readonly uncertainties: Readonly<Partial<Record<Refinable, number>>> | null;
  readonly correlation: {
    readonly names: readonly Refinable[];
    readonly matrix: readonly (readonly number[])[];
  } | null;
  /** px, column then row, corner origin */
  readonly centre: readonly [x: number, y: number] | null;
  /** Negative where the detector stands upstream of the sample */
  readonly directDistanceMm: number | null;
  readonly tiltDeg: number | null;
  readonly tiltPlaneDeg: number | null;
  readonly rings: number;
  readonly controlPoints: number;
  readonly rmsPx: number | null;
  readonly rmsDeg: number | null;
  readonly verdict: 'good' | 'check' | 'bad';
  readonly reasons: readonly string[];
  /** Change of each refined parameter since the earlier calibration, and that in its own standard uncertainty */
  readonly drift?: Readonly<Partial<Record<Refinable, { readonly change: number; readonly sigmas: number }>>>;
  readonly seconds: number;
}

export function reportCalibration(
  { verdict, refined }: CalibrationOutcome,
  detector: Pick<Detector, 'pixel1' | 'pixel2'>,
  given: { readonly wavelength: number; readonly earlier?: Geometry; readonly seconds: number },
): CalibrationReport {
  const judged = { verdict: verdict.level, reasons: verdict.reasons, seconds: given.seconds };
  if (!refined)
    return {
      ...{ poni: null, wavelength: given.wavelength, uncertainties: null, correlation: null, centre: null },
      ...{ directDistanceMm: null, tiltDeg: null, tiltPlaneDeg: null, rings: 0, controlPoints: 0 },
      ...{ rmsPx: null, rmsDeg: null },
      ...judged,
    };
  const { geometry, refinement, residualsPx, found } = refined;
  const { wavelength, ...poni } = geometry;
  const { k, c1, c2, s1, s2 } = beamFrameOf(geometry);
  const kept = Array.from(residualsPx, (_, i) => i).filter((i) => refinement.rejected[i] === 0);
  const rms = (value: (i: number) => number): number =>
    Math.sqrt(kept.reduce((sum, i) => sum + value(i) ** 2, 0) / Math.max(1, kept.length));
  const free = REFINABLE.filter((name) => refinement.correlation.names.includes(name));
  return {
    poni,
    wavelength,
    uncertainties: Object.fromEntries(free.map((name) => [name, refinement.uncertainties[name]])),
    correlation: refinement.correlation,
    centre: [c2 / detector.pixel2, c1 / detector.pixel1],
    directDistanceMm: k * 1e3,
    tiltDeg: toDegrees(Math.asin(Math.hypot(s1, s2))),
    tiltPlaneDeg: s1 === 0 && s2 === 0 ? 0 : toDegrees(Math.atan2(s1, s2)),
    rings: new Set(kept.map((i) => found.points.rings[i])).size,
    controlPoints: kept.length,
    rmsPx: rms((i) => residualsPx[i]!),
    rmsDeg: toDegrees(rms((i) => residualsPx[i]! * found.slopes[i]!)),
    ...judged,
    ...(given.earlier && { drift: driftSince(given.earlier, geometry, free, refinement.uncertainties) }),
  };
}

function driftSince(
  earlier: Geometry,
  now: Geometry,
  free: readonly Refinable[],
  uncertainties: Readonly<Record<Refinable, number>>,
): NonNullable<CalibrationReport['drift']> {
  const entries = free.map((name) => {
    const change = (now[name] ?? NaN) - (earlier[name] ?? NaN);
    return [name, { change, sigmas: change / uncertainties[name] }] as const;
  });
  return Object.fromEntries(entries);
}

/** The report in lines for people. */
export function describeReport(report: CalibrationReport): string[] {
  const { poni, centre, verdict, reasons, uncertainties, drift } = report;
  const lines = [`Verdict: ${verdict}`, ...reasons.map((reason) => `  ${reason}`)];
  if (!poni || !centre) return lines;
  const error = (name: Refinable, scale: number, digits: number): string => {
    const value = uncertainties?.[name];
    return value === undefined ? ' (held)' : ` ± ${(value * scale).toFixed(digits)}`;
  };
  lines.push(
    `Distance along the beam ${report.directDistanceMm?.toFixed(4) ?? ''} mm, centre ${centre[0].toFixed(3)}, ${centre[1].toFixed(3)} px (column, row)`,
    `Tilt ${report.tiltDeg?.toFixed(4) ?? ''}° towards ${report.tiltPlaneDeg?.toFixed(2) ?? ''}°, wavelength ${(report.wavelength * 1e10).toPrecision(7)} Å`,
    `dist ${(poni.dist * 1e3).toFixed(4)}${error('dist', 1e3, 4)} mm, poni1 ${(poni.poni1 * 1e3).toFixed(4)}${error('poni1', 1e3, 4)} mm, poni2 ${(poni.poni2 * 1e3).toFixed(4)}${error('poni2', 1e3, 4)} mm`,
    `rot1 ${poni.rot1.toFixed(6)}${error('rot1', 1, 6)} rad, rot2 ${poni.rot2.toFixed(6)}${error('rot2', 1, 6)} rad`,
    `${report.rings} rings, ${report.controlPoints} points, rms ${report.rmsPx?.toFixed(3) ?? ''} px = ${report.rmsDeg?.toFixed(5) ?? ''}°, ${report.seconds.toFixed(1)} s`,
  );
  for (const [name, { change, sigmas }] of Object.entries(drift ?? {}))
    lines.push(`${name} moved by ${change.toPrecision(4)} (${sigmas.toFixed(1)} standard uncertainties)`);
  return lines;
}
