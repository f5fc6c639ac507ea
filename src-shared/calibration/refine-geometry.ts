import { AppError } from '../model/app-error.ts';
import type { Detector, Geometry } from '../model/schema-types.generated.ts';
import {
  correlationOf,
  levenbergMarquardt,
  type LeastSquaresProblem,
  type LeastSquaresResult,
} from '../numerics/levenberg-marquardt.ts';
import { quantileInPlace } from '../numerics/selection.ts';
import { twoThetaFromDSpacing } from '../quantity/scattering-vector.ts';
import { beamFrameOf, twoThetaWithGradient } from './beam-frame.ts';
import { clusteredCovariance } from './clustered-covariance.ts';
import { selectPoints, type ControlPoints } from './control-points.ts';

/** What a refinement can change, in this order; rot3 does not move rings. */
export const REFINABLE = ['dist', 'poni1', 'poni2', 'rot1', 'rot2', 'wavelength'] as const;
export type Refinable = (typeof REFINABLE)[number];

export interface RefineOptions {
  /** Held at their start. */
  readonly fixed?: readonly Refinable[];
  /** SI; a start outside is moved to the nearest value inside. */
  readonly bounds?: Partial<Record<Refinable, readonly [low: number, high: number]>>;
  /** Absent: false. Distance and wavelength can be told apart only by wide rings. */
  readonly refineWavelength?: boolean;
  /** Residuals beyond count less (soft L1): rad, or standard deviations if the weights are 1/σ²; absent: plain squares */
  readonly softScale?: number;
  /** Drop points farther than this many robust standard deviations, and refine again; absent: keep all */
  readonly rejectBeyond?: number;
  /** The start is nearly the answer: fewer digits will do, uncertainties and correlations are NaN. Absent: false */
  readonly isRepeat?: boolean;
}

export interface Refinement {
  /** With the wavelength, refined or not. */
  readonly geometry: Geometry;
  /**
   * One standard deviation, SI, errors that the points of a ring have in common included; 0 for what was held, NaN where
   * the points do not determine it
   */
  readonly uncertainties: Readonly<Record<Refinable, number>>;
  /** Of the parameters that were free, in the order of REFINABLE. */
  readonly correlation: { readonly names: readonly Refinable[]; readonly matrix: readonly (readonly number[])[] };
  /** REFINABLE × REFINABLE, SI, row by row */
  readonly covariance: Float64Array;
  /** 1 = dropped as an outlier; one entry per point given */
  readonly rejected: Uint8Array;
  /** Weighted mean of squared residuals in 2θ over the points kept, rad² */
  readonly meanSquare: number;
  readonly stop: LeastSquaresResult['stop'];
}

const WAVELENGTH = REFINABLE.indexOf('wavelength');
const MAX_PASSES = 8;
/** A cost that is 1e-6 too high moves a parameter by a thousandth of its uncertainty. */
const REPEAT_TOLERANCE = 1e-6;
/** The median of |x| is this far inside one standard deviation of normal noise. */
const NORMAL_MAD = 1.4826;

/**
 * Fits a geometry to points on rings by least squares of 2θ(point) − 2θ(ring).
 *
 * @param dSpacings  Å, by ring number
 * @param detector  pixel sizes; orientation must be 3 (mirror the points first)
 * @param start  with a wavelength
 * @throws AppError  'calibration' if the points cannot carry the fit, in one sentence
 */
export function refineGeometry(
  points: ControlPoints,
  dSpacings: readonly number[],
  detector: Pick<Detector, 'pixel1' | 'pixel2'>,
  start: Geometry & { readonly wavelength: number },
  options: RefineOptions = {},
): Refinement {
  const free = freeParameters(options);
  checkPoints(points, dSpacings, start.wavelength, free.filter(Boolean).length);
  const rejected = new Uint8Array(points.rings.length);
  let kept = points;
  let fit = fitPoints(kept, dSpacings, detector, start, free, options);
  for (let pass = 0; options.rejectBeyond !== undefined && pass < MAX_PASSES; pass++) {
    const residuals = residualsOf(points, dSpacings, detector, fit.parameters);
    if (points.weights) for (let i = 0; i < residuals.length; i++) residuals[i]! *= Math.sqrt(points.weights[i]!);
    const limit = options.rejectBeyond * NORMAL_MAD * quantileInPlace(residuals.map(Math.abs), 0.5);
    let changed = 0;
    for (let i = 0; i < residuals.length; i++) {
      const isOut = Math.abs(residuals[i]!) > limit ? 1 : 0;
      if (isOut !== rejected[i]) changed++;
      rejected[i] = isOut;
    }
    if (changed === 0) break;
    kept = selectPoints(points, (i) => rejected[i] === 0);
    const again = { ...start, ...geometryFrom(fit.parameters, start) };
    fit = fitPoints(kept, dSpacings, detector, again, free, options);
  }
  return summarise(fit, kept, dSpacings, detector, start, free, rejected, options);
}

/** 2θ(point) − 2θ(ring), rad, one per point. */
export function ringResiduals(
  points: ControlPoints,
  dSpacings: readonly number[],
  detector: Pick<Detector, 'pixel1' | 'pixel2'>,
  geometry: Geometry & { readonly wavelength: number },
): Float64Array {
  return residualsOf(points, dSpacings, detector, parametersOf(geometry));
}

/** Which of REFINABLE the options leave free. */
export function freeParameters({ fixed = [], refineWavelength = false }: RefineOptions): boolean[] {
  return REFINABLE.map((name) => !fixed.includes(name) && (name !== 'wavelength' || refineWavelength));
}

function checkPoints({ rings }: ControlPoints, dSpacings: readonly number[], wavelength: number, free: number): void {
  if (rings.length < Math.max(1, free))
    throw new AppError(
      'calibration',
      `${rings.length} points cannot fix ${free} parameters: pick more points or hold parameters.`,
    );
  for (const ring of rings) {
    const d = dSpacings[ring];
    if (d === undefined)
      throw new AppError('calibration', `A point lies on ring ${ring + 1}, and the calibrant has ${dSpacings.length}.`);
    if (!(wavelength * 1e10 < 2 * d))
      throw new AppError(
        'calibration',
        `Ring ${ring + 1} does not exist at ${Number((wavelength * 1e10).toPrecision(7))} Å: its d is ${d} Å.`,
      );
  }
}

/** In the order of REFINABLE. */
export function parametersOf({
  dist,
  poni1,
  poni2,
  rot1,
  rot2,
  wavelength,
}: Geometry & { wavelength: number }): number[] {
  return [dist, poni1, poni2, rot1, rot2, wavelength];
}

/** Parameters in the order of REFINABLE as a geometry; rot3 of another. */
export function geometryFrom(p: Float64Array, { rot3 }: Pick<Geometry, 'rot3'>): Geometry & { wavelength: number } {
  return { dist: p[0]!, poni1: p[1]!, poni2: p[2]!, rot1: p[3]!, rot2: p[4]!, rot3, wavelength: p[5]! };
}

function residualsOf(
  points: ControlPoints,
  dSpacings: readonly number[],
  { pixel1, pixel2 }: Pick<Detector, 'pixel1' | 'pixel2'>,
  p: ArrayLike<number>,
): Float64Array {
  const frame = beamFrameOf({ dist: p[0]!, poni1: p[1]!, poni2: p[2]!, rot1: p[3]!, rot2: p[4]!, rot3: 0 });
  const gradient = new Float64Array(5);
  return Float64Array.from(
    points.rings,
    (ring, i) =>
      twoThetaWithGradient(frame, points.rows[i]! * pixel1, points.columns[i]! * pixel2, gradient) -
      twoThetaFromDSpacing(dSpacings[ring]!, p[WAVELENGTH]!),
  );
}

function fitPoints(
  points: ControlPoints,
  dSpacings: readonly number[],
  { pixel1, pixel2 }: Pick<Detector, 'pixel1' | 'pixel2'>,
  start: Geometry & { readonly wavelength: number },
  free: readonly boolean[],
  { bounds = {}, softScale, isRepeat = false }: RefineOptions,
): LeastSquaresResult {
  const lower = REFINABLE.map((name) => bounds[name]?.[0] ?? -Infinity);
  const upper = REFINABLE.map((name) => bounds[name]?.[1] ?? Infinity);
  const shortest = points.rings.reduce((d, ring) => Math.min(d, dSpacings[ring]!), Infinity);
  upper[WAVELENGTH] = Math.min(upper[WAVELENGTH]!, 2e-10 * shortest * (1 - 1e-9)); // every ring used must exist
  const first = parametersOf(start).map((value, j) =>
    free[j] ? Math.min(Math.max(value, lower[j]!), upper[j]!) : value,
  );
  return levenbergMarquardt(ringProblem(points, dSpacings, { pixel1, pixel2 }), first, {
    free,
    lower: lower.map((v, j) => (free[j] ? v : -Infinity)),
    upper: upper.map((v, j) => (free[j] ? v : Infinity)),
    ...(softScale === undefined ? {} : { softScale }),
    maxIterations: 200,
    ...(isRepeat && { tolerance: REPEAT_TOLERANCE }),
  });
}

/** Weighted 2θ(point) − 2θ(ring) and their derivatives by REFINABLE. */
export function ringProblem(
  points: ControlPoints,
  dSpacings: readonly number[],
  { pixel1, pixel2 }: Pick<Detector, 'pixel1' | 'pixel2'>,
): LeastSquaresProblem {
  const m = REFINABLE.length;
  const gradient = new Float64Array(5);
  return {
    residualCount: points.rings.length,
    evaluate(p, residuals, jacobian) {
      const [dist, rot1, rot2, wavelength] = [p[0]!, p[3]!, p[4]!, p[WAVELENGTH]!];
      const frame = beamFrameOf({ dist, poni1: p[1]!, poni2: p[2]!, rot1, rot2, rot3: 0 });
      const [sin1, cos1, sin2, cos2] = [Math.sin(rot1), Math.cos(rot1), Math.sin(rot2), Math.cos(rot2)];
      const { k, s1, s2 } = frame;
      for (let i = 0; i < residuals.length; i++) {
        const d = dSpacings[points.rings[i]!]!;
        const weight = points.weights ? Math.sqrt(points.weights[i]!) : 1;
        const angle = twoThetaWithGradient(frame, points.rows[i]! * pixel1, points.columns[i]! * pixel2, gradient);
        residuals[i] = weight * (angle - twoThetaFromDSpacing(d, wavelength));
        if (!jacobian) continue;
        // Chain rule through k = dist/(cos1 cos2), c = poni + k·s, s = (sin2, −sin1 cos2).
        const [gk, g1, g2, gs1, gs2] = gradient as unknown as [number, number, number, number, number];
        const perK = gk + g1 * s1 + g2 * s2;
        const perS1 = gs1 + g1 * k;
        const perS2 = gs2 + g2 * k;
        const row = i * m;
        jacobian[row] = (weight * perK) / (cos1 * cos2);
        jacobian[row + 1] = weight * g1;
        jacobian[row + 2] = weight * g2;
        jacobian[row + 3] = weight * ((perK * k * sin1) / cos1 - perS2 * cos1 * cos2);
        jacobian[row + 4] = weight * ((perK * k * sin2) / cos2 + perS1 * cos2 + perS2 * sin1 * sin2);
        const ratio = (wavelength * 1e10) / (2 * d);
        jacobian[row + 5] = (-weight * 1e10) / (d * Math.sqrt(1 - ratio * ratio));
      }
    },
  };
}

function summarise(
  fit: LeastSquaresResult,
  kept: ControlPoints,
  dSpacings: readonly number[],
  detector: Pick<Detector, 'pixel1' | 'pixel2'>,
  start: Geometry,
  free: readonly boolean[],
  rejected: Uint8Array,
  { softScale = Infinity, isRepeat = false }: RefineOptions,
): Refinement {
  const m = REFINABLE.length;
  const chosen = REFINABLE.map((_, j) => j).filter((j) => free[j]);
  const covariance = isRepeat
    ? new Float64Array(m * m).fill(NaN)
    : covarianceByRings(fit, kept, dSpacings, detector, chosen, softScale);
  const all = correlationOf(covariance, m);
  const residuals = residualsOf(kept, dSpacings, detector, fit.parameters);
  let sum = 0;
  let weights = 0;
  for (let i = 0; i < residuals.length; i++) {
    const weight = kept.weights?.[i] ?? 1;
    sum += weight * residuals[i]! * residuals[i]!;
    weights += weight;
  }
  const uncertainties = Object.fromEntries(REFINABLE.map((name, j) => [name, Math.sqrt(covariance[j * m + j]!)]));
  return {
    geometry: geometryFrom(fit.parameters, start),
    uncertainties: uncertainties as Record<Refinable, number>,
    correlation: {
      names: chosen.map((j) => REFINABLE[j]!),
      matrix: chosen.map((i) => chosen.map((j) => all[i * m + j]!)),
    },
    covariance,
    rejected,
    meanSquare: sum / weights,
    stop: fit.stop,
  };
}

/** Points of a ring are off together where its profile is not what was fitted, or its neighbours reach into it. */
function covarianceByRings(
  { parameters, stop }: LeastSquaresResult,
  kept: ControlPoints,
  dSpacings: readonly number[],
  detector: Pick<Detector, 'pixel1' | 'pixel2'>,
  chosen: readonly number[],
  softScale: number,
): Float64Array {
  const m = REFINABLE.length;
  const n = kept.rings.length;
  const residuals = new Float64Array(n);
  const jacobian = new Float64Array(n * m);
  ringProblem(kept, dSpacings, detector).evaluate(parameters, residuals, jacobian);
  const pixel = Math.sqrt(detector.pixel1 * detector.pixel2);
  // A shift across the ring by a pixel changes 2θ by the length of its gradient on the detector, that of poni1 and poni2.
  const effects = new Float64Array(n);
  for (let i = 0; i < n; i++) effects[i] = pixel * Math.hypot(jacobian[i * m + 1]!, jacobian[i * m + 2]!);
  // A soft loss pulls with ψ and yields with ψ′, which is less than ψ/r: what it does to the answer goes by ψ², and the
  // answer gives way by ψ′ (Huber 1964, doi:10.1214/aoms/1177703732). Here ψ = r·s^(−1/2) and ψ′ = s^(−3/2).
  for (let i = 0; i < n; i++) {
    const soft = 1 + (residuals[i]! / softScale) ** 2;
    const yields = soft ** -0.75;
    residuals[i]! *= soft ** 0.25;
    effects[i]! *= yields;
    for (let j = 0; j < m; j++) jacobian[i * m + j]! *= yields;
  }
  const { covariance } = clusteredCovariance({ residuals, jacobian, free: chosen, clusters: kept.rings, effects });
  if (stop === 'degenerate') for (const a of chosen) for (const b of chosen) covariance[a * m + b] = NaN;
  return covariance;
}
