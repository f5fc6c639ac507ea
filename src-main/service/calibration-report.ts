import { beamDrift, REVERSED_ROWS, type BeamDrift } from '../../src-shared/geometry/beam-drift.ts';
import type {
  CalibrationResult,
  CorrelationMatrix,
  ParameterDrift,
  RingSummary,
} from '../../src-shared/model/calibration-result.ts';
import type { Geometry, Refinable } from '../../src-shared/model/schema-types.generated.ts';

/** What a calibration gives to programs. SI where the name has no unit; null where nothing could be refined. */
export interface CalibrationReport {
  readonly poni: Omit<Geometry, 'wavelength'> | null;
  readonly wavelength: number;
  readonly uncertainties: Readonly<Partial<Record<Refinable, number>>> | null;
  readonly correlation: CorrelationMatrix | null;
  /** px, column then row, corner origin, in the image as stored; null where Fit2D has no words for the geometry */
  readonly centre: readonly [x: number, y: number] | null;
  /** Negative where the detector stands upstream of the sample */
  readonly directDistanceMm: number | null;
  readonly tiltDeg: number | null;
  readonly tiltPlaneDeg: number | null;
  /** How many have points; each of them, and the lines that have none, in `ringTable` */
  readonly rings: number;
  readonly ringTable: readonly RingSummary[];
  readonly controlPoints: number;
  readonly rmsPx: number | null;
  readonly rmsDeg: number | null;
  readonly verdict: 'good' | 'check' | 'bad';
  readonly reasons: readonly string[];
  /** Id of the catalogue, name of a file, or "cell" */
  readonly calibrant: string;
  /** Parameters that move together or are not determined */
  readonly warnings: readonly string[];
  /** Change of each refined parameter since the earlier calibration, and that in its own standard uncertainty */
  readonly drift?: Readonly<Partial<Record<Refinable, ParameterDrift>>>;
  /** The same as the rings see it: distance along the beam, beam centre, tilt */
  readonly beamDrift?: BeamDrift;
  readonly seconds: number;
}

export function reportCalibration(result: CalibrationResult, wavelength: number): CalibrationReport {
  const { calibration, fit2d, verdict, reasons, seconds, warnings, drift, startFit2d } = result;
  const { calibrantId: calibrant } = result;
  if (!calibration)
    return {
      ...{ poni: null, wavelength, uncertainties: null, correlation: null, centre: null },
      ...{ directDistanceMm: null, tiltDeg: null, tiltPlaneDeg: null, rings: 0, ringTable: [], controlPoints: 0 },
      ...{ rmsPx: null, rmsDeg: null, verdict, reasons, calibrant, warnings, seconds },
    };
  const { wavelength: found, ...poni } = calibration.geometry;
  return {
    poni,
    wavelength: found ?? wavelength,
    uncertainties: result.uncertainties,
    correlation: result.correlation,
    centre: fit2d && [fit2d.centreX, fit2d.centreY],
    directDistanceMm: fit2d && fit2d.directDistanceMm,
    tiltDeg: fit2d && fit2d.tiltDeg,
    tiltPlaneDeg: fit2d && fit2d.tiltPlaneDeg,
    rings: result.rings.filter(({ points }) => points > 0).length,
    ringTable: result.rings,
    controlPoints: result.points.rejected.reduce((count, flag) => count + (flag === 0 ? 1 : 0), 0),
    ...{ rmsPx: result.rmsPx, rmsDeg: result.rmsDeg, verdict, reasons, calibrant, warnings },
    ...(drift && { drift }),
    ...(fit2d && startFit2d && { beamDrift: beamDrift(fit2d, startFit2d, calibration.detector.shape?.[0] ?? 0) }),
    seconds,
  };
}

/** The report in lines for people. */
export function describeReport(report: CalibrationReport): string[] {
  const { poni, centre, verdict, reasons, uncertainties } = report;
  const lines = [`Verdict: ${verdict}`, ...reasons.map((reason) => `  ${reason}`)];
  if (!poni) return lines;
  /** Value ± uncertainty, both to the second digit of the uncertainty. */
  const quantity = (name: Exclude<Refinable, 'wavelength'>, scale: number, digits: number): string => {
    const error = (uncertainties?.[name] ?? NaN) * scale;
    const isKnown = error > 0 && error < Infinity;
    const places = isKnown ? Math.min(9, Math.max(digits, 1 - Math.floor(Math.log10(error)))) : digits;
    const value = (poni[name] * scale).toFixed(places);
    return `${name} ${value}${isKnown ? ` ± ${error.toFixed(places)}` : uncertainties?.[name] === undefined ? ' (held)' : ''}`;
  };
  if (centre)
    lines.push(
      `Distance along the beam ${report.directDistanceMm?.toFixed(4) ?? ''} mm, centre ${centre[0].toFixed(3)}, ${centre[1].toFixed(3)} px (column, row)`,
      `Tilt ${report.tiltDeg?.toFixed(4) ?? ''}° towards ${report.tiltPlaneDeg?.toFixed(2) ?? ''}°, wavelength ${(report.wavelength * 1e10).toPrecision(7)} Å`,
    );
  lines.push(
    `${quantity('dist', 1e3, 4)} mm, ${quantity('poni1', 1e3, 4)} mm, ${quantity('poni2', 1e3, 4)} mm`,
    `${quantity('rot1', 1, 6)} rad, ${quantity('rot2', 1, 6)} rad`,
    `${report.rings} rings, ${report.controlPoints} points, rms ${report.rmsPx?.toFixed(3) ?? ''} px = ${report.rmsDeg?.toFixed(5) ?? ''}°, ${report.seconds.toFixed(1)} s`,
  );
  return [...lines, ...report.warnings, ...driftLines(report)];
}

const UNITS: Readonly<Record<Refinable, readonly [unit: string, scale: number]>> = {
  ...{ dist: ['mm', 1e3], poni1: ['mm', 1e3], poni2: ['mm', 1e3] },
  ...{ rot1: ['rad', 1], rot2: ['rad', 1], wavelength: ['Å', 1e10] },
};

function driftLines({ drift, beamDrift: beam, uncertainties }: CalibrationReport): string[] {
  if (!drift) return [];
  const signed = (value: number, digits: number): string => {
    const text = value.toFixed(Math.min(12, Math.max(0, digits)));
    return Number(text) === 0 ? text.replace('-', '') : value > 0 ? `+${text}` : text;
  };
  const lines = ['Since the earlier calibration:'];
  if (beam)
    lines.push(
      `  distance along the beam ${signed(beam.directDistanceMm, 4)} mm, centre ${signed(beam.centre[0], 3)}, ${signed(beam.centre[1], 3)} px, tilt ${signed(beam.tiltDeg, 4)}°`,
    );
  for (const [name, { change, sigmas }] of Object.entries(drift) as [Refinable, ParameterDrift][]) {
    const [unit, scale] = UNITS[name];
    const error = (uncertainties?.[name] ?? NaN) * scale;
    const digits = error > 0 && error < Infinity ? 1 - Math.floor(Math.log10(error)) : 6;
    lines.push(
      `  ${name} ${signed(change * scale, digits)} ${unit} (${Math.abs(sigmas).toFixed(1)} of its uncertainty)`,
    );
  }
  if (beam?.isReversed) lines.push(`  ${REVERSED_ROWS}`);
  return lines;
}
