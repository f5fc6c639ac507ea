import type { CalibrantLine } from '../calibrant/calibrant.ts';
import { fit2dFromCalibration } from '../geometry/fit2d-geometry.ts';
import { azimuthOf } from '../geometry/laboratory-position.ts';
import { pixelPlane, positionAt } from '../geometry/pixel-plane.ts';
import type {
  CalibrationFindings,
  ControlPointSet,
  GeometryWithWavelength,
  ParameterDrift,
  RingSummary,
} from '../model/calibration-result.ts';
import type { Shape } from '../model/detector-image.ts';
import type { Calibration, Detector, Refinable } from '../model/schema-types.generated.ts';
import { toDegrees } from '../quantity/angle.ts';
import { twoThetaFromDSpacing } from '../quantity/scattering-vector.ts';
import { beamFrameOf, twoThetaAt } from './beam-frame.ts';
import type { CalibrationOutcome } from './calibrate-image.ts';
import { describeDegeneracies } from './describe-degeneracies.ts';
import { orientPlaces } from './orient-image.ts';
import type { Refinement } from './refine-geometry.ts';
import type { ImageRefinement } from './refine-on-image.ts';

/** What a result has beyond the outcome of the fit. */
export interface CalibrationContext {
  readonly calibrant: { readonly id: string; readonly label: string };
  /** By ring number */
  readonly lines: readonly CalibrantLine[];
  readonly detector: Detector;
  /** Of the stored image */
  readonly shape: Shape;
  /** Rings beyond were not looked for; absent: all */
  readonly ringCount?: number;
  readonly start?: GeometryWithWavelength;
}

/** Azimuth is counted in steps of this, degrees. */
const COVERAGE_STEP = 5;

/** The outcome of a calibration as everything that window, reports and files show. Points are those of the stored image. */
export function describeCalibration(
  { verdict, refined }: CalibrationOutcome,
  context: CalibrationContext,
): CalibrationFindings {
  const { calibrant, detector, shape, start } = context;
  const judged = {
    verdict: verdict.level,
    reasons: verdict.reasons,
    calibrantId: calibrant.id,
    calibrantLabel: calibrant.label,
  };
  if (!refined)
    return {
      ...judged,
      ...{ calibration: null, fit2d: null, uncertainties: {}, correlation: null, warnings: [] },
      ...{ rmsPx: null, rmsDeg: null, points: emptyPoints(), rings: [] },
    };
  const { geometry, refinement } = refined;
  const free = refinement.correlation.names;
  return {
    ...judged,
    ...describeRefined(refined, context),
    uncertainties: Object.fromEntries(free.map((name) => [name, refinement.uncertainties[name]])),
    correlation: refinement.correlation,
    warnings: describeDegeneracies(refinement.correlation),
    ...(start && {
      drift: driftSince(start, geometry, refinement),
      startFit2d: fit2dFromCalibration({ geometry: start, detector: withShape(detector, shape) }, shape),
    }),
  };
}

/** Geometry and points, however they were refined. */
export interface RefinedPoints extends PointsOfRefinement {
  readonly geometry: GeometryWithWavelength;
  readonly found: PointsOfRefinement['found'] & { readonly sightings: readonly { readonly ring: number }[] };
  readonly droppedRings: ReadonlySet<number>;
}

/** The part of a result that geometry and points tell, without what was free and how well it is known. */
export function describeRefined(
  refined: RefinedPoints,
  context: CalibrationContext,
): Pick<CalibrationFindings, 'fit2d' | 'rmsPx' | 'rmsDeg' | 'points' | 'rings'> & {
  readonly calibration: Calibration;
} {
  const { detector, shape } = context;
  const calibration: Calibration = { geometry: refined.geometry, detector: withShape(detector, shape) };
  const points = pointSet(refined, calibration, shape);
  const kept = indicesWhere(points.rejected, (flag) => flag === 0);
  return {
    calibration,
    fit2d: fit2dFromCalibration(calibration, shape),
    rmsPx: rms(points.residualsPx, kept),
    rmsDeg: rms(points.residualsDeg, kept),
    points,
    rings: summariseRings(refined, points, context),
  };
}

function withShape(detector: Detector, shape: Shape): Detector {
  return { ...detector, shape: [shape[0], shape[1]] };
}

/** What a set of points is made of. */
interface PointsOfRefinement {
  readonly found: Pick<ImageRefinement['found'], 'points' | 'slopes'>;
  readonly residualsPx: Float64Array;
  readonly refinement: Pick<Refinement, 'rejected'>;
}

/** The points of a refinement in the stored image. */
export function pointSet(
  { found: { points, slopes }, residualsPx, refinement }: PointsOfRefinement,
  calibration: Calibration,
  shape: Shape,
): ControlPointSet {
  const { rows, columns } = orientPlaces(points, shape, calibration.detector.orientation);
  const plane = pixelPlane(calibration, shape);
  return {
    rows,
    columns,
    rings: points.rings,
    residualsPx,
    residualsDeg: residualsPx.map((residual, i) => toDegrees(residual * slopes[i]!)),
    rejected: refinement.rejected,
    azimuths: rows.map((row, i) => {
      const [t1, t2] = positionAt(plane, row, columns[i]!);
      return azimuthOf(t1, t2);
    }),
  };
}

export function emptyPoints(): ControlPointSet {
  const none = new Float64Array(0);
  return {
    ...{ rows: none, columns: none, rings: new Int32Array(0), residualsPx: none, residualsDeg: none },
    ...{ rejected: new Uint8Array(0), azimuths: none },
  };
}

function summariseRings(refined: RefinedPoints, points: ControlPointSet, context: CalibrationContext): RingSummary[] {
  const { lines, shape, detector, ringCount = Infinity } = context;
  const { wavelength } = refined.geometry;
  const [lowest, highest] = twoThetaRange(refined, shape, detector);
  const byRing = new Map<number, number[]>();
  for (let i = 0; i < points.rings.length; i++) {
    const ring = points.rings[i]!;
    byRing.set(ring, [...(byRing.get(ring) ?? []), i]);
  }
  const looked = new Set(refined.found.sightings.map(({ ring }) => ring));
  return lines.flatMap(({ dSpacing, hkl }, ring) => {
    if (!(wavelength * 1e10 < 2 * dSpacing)) return [];
    const twoTheta = twoThetaFromDSpacing(dSpacing, wavelength);
    const all = byRing.get(ring) ?? [];
    if (all.length === 0 && !(twoTheta >= lowest && twoTheta <= highest)) return [];
    const kept = all.filter((i) => points.rejected[i] === 0);
    const isDropped = refined.droppedRings.has(ring) || all.length > 0;
    const isUnused = ring >= ringCount || !looked.has(ring);
    return [
      {
        ...{ ring, hkl, dSpacing, twoTheta, points: kept.length, rejected: all.length - kept.length },
        coverageDeg: coverage(points.azimuths, kept),
        meanPx: mean(points.residualsPx, kept),
        meanDeg: mean(points.residualsDeg, kept),
        rmsPx: rms(points.residualsPx, kept),
        rmsDeg: rms(points.residualsDeg, kept),
        state: kept.length > 0 ? 'used' : isDropped ? 'dropped' : isUnused ? 'unused' : 'unseen',
      } as const,
    ];
  });
}

/** Lowest and highest 2θ on the detector, rad: in between is nothing but the beam, the angle has no other extremum. */
function twoThetaRange({ geometry }: RefinedPoints, [rows, columns]: Shape, { pixel1, pixel2 }: Detector) {
  const frame = beamFrameOf(geometry);
  const [height, width] = [rows * pixel1, columns * pixel2];
  let [lowest, highest] = [Infinity, -Infinity];
  const take = (y: number, x: number): void => {
    const angle = twoThetaAt(frame, y, x);
    lowest = Math.min(lowest, angle);
    highest = Math.max(highest, angle);
  };
  for (let i = 0; i <= rows; i++) for (const x of [0, width]) take(i * pixel1, x);
  for (let j = 0; j <= columns; j++) for (const y of [0, height]) take(y, j * pixel2);
  const { c1, c2 } = frame;
  if (c1 > 0 && c1 < height && c2 > 0 && c2 < width) take(c1, c2);
  return [lowest, highest] as const;
}

function coverage(azimuths: Float64Array, indices: readonly number[]): number {
  return new Set(indices.map((i) => Math.floor(toDegrees(azimuths[i]!) / COVERAGE_STEP))).size * COVERAGE_STEP;
}

function mean(values: Float64Array, indices: readonly number[]): number | null {
  return indices.length > 0 ? indices.reduce((sum, i) => sum + values[i]!, 0) / indices.length : null;
}

function rms(values: Float64Array, indices: readonly number[]): number | null {
  return indices.length > 0 ? Math.sqrt(indices.reduce((sum, i) => sum + values[i]! ** 2, 0) / indices.length) : null;
}

function indicesWhere(flags: Uint8Array, keep: (flag: number) => boolean): number[] {
  return Array.from(flags, (_, i) => i).filter((i) => keep(flags[i]!));
}

function driftSince(
  earlier: GeometryWithWavelength,
  now: GeometryWithWavelength,
  { correlation: { names }, uncertainties }: Refinement,
): Partial<Record<Refinable, ParameterDrift>> {
  const entries = names.map((name) => {
    const change = now[name] - earlier[name];
    return [name, { change, sigmas: change / uncertainties[name] }] as const;
  });
  return Object.fromEntries(entries);
}
