import type { Geometry } from '../model/schema-types.generated.ts';
import { correlationOf, type LeastSquaresResult } from '../numerics/levenberg-marquardt.ts';
import { poseOf, rotationsOf } from './detector-pose.ts';
import { LOCAL_LENGTH, type JointLayout } from './joint-model.ts';
import { jointCovariance, residualsAt, type JointImage } from './joint-problem.ts';
import { REFINABLE, type Refinable } from './refine-geometry.ts';

export interface JointParameter {
  /** dist, poni1, …; "dist[2]" is that of the second image alone */
  readonly name: string;
  /** SI */
  readonly value: number;
  /** One standard deviation; 0 for what was held, NaN where the points do not determine it */
  readonly uncertainty: number;
}

export interface JointImageResult {
  readonly geometry: Geometry & { readonly wavelength: number };
  /** SI, one standard deviation */
  readonly uncertainties: Readonly<Record<Refinable, number>>;
  /** 2θ(point) − 2θ(ring), rad, one per point */
  readonly residuals: Float64Array;
  /** 1 = dropped as an outlier; one entry per point */
  readonly rejected: Uint8Array;
  /** Root mean square over the points kept, rad */
  readonly rms: number;
  /** Those of `start`, the geometry of this image alone */
  readonly residualsAlone: Float64Array;
  /** Change since `start` of what the joint refinement determined. */
  readonly drift: Partial<Readonly<Record<Refinable, { readonly change: number; readonly sigmas: number }>>>;
}

export interface JointRefinement {
  readonly parameters: readonly JointParameter[];
  /** Of the parameters that were free. */
  readonly correlation: { readonly names: readonly string[]; readonly matrix: readonly (readonly number[])[] };
  /** m */
  readonly wavelength: number;
  readonly wavelengthUncertainty: number;
  /** Image, by index, that shared distance and rotations belong to; null where they belong to none */
  readonly reference: number | null;
  /** In the order given. */
  readonly images: readonly JointImageResult[];
  /** Weighted mean of squared residuals over the points kept */
  readonly meanSquare: number;
  /** What the images leave open, one sentence each. */
  readonly warnings: readonly string[];
  readonly stop: LeastSquaresResult['stop'];
}

/** Beyond, two parameters are nearly the same thing to the rings. */
const NEARLY_ONE = 0.995;

/** What a joint fit says about its parameters and about each image. `order`: the image that each place of the fit holds. */
export function summariseTogether(
  sorted: readonly JointImage[],
  order: readonly number[],
  layout: JointLayout,
  free: readonly boolean[],
  fit: LeastSquaresResult,
  rejected: readonly Uint8Array[],
  softScale?: number,
): JointRefinement {
  const m = fit.parameters.length;
  const names = namesAsGiven(layout.names, order);
  const chosen = names.map((_, j) => j).filter((j) => free[j]);
  const covariance =
    fit.stop === 'degenerate'
      ? fit.covariance
      : jointCovariance(sorted, layout, rejected, fit.parameters, chosen, softScale);
  const all = correlationOf(covariance, m);
  const errorOf = (j: number): number => Math.sqrt(covariance[j * m + j]!);
  const wavelengthIndex = names.indexOf('wavelength');
  const images: JointImageResult[] = [];
  let [sum, weights] = [0, 0];
  for (const [k, image] of sorted.entries()) {
    const result = summariseImage(image, k, layout, free, fit.parameters, covariance, rejected[k]!);
    for (let i = 0; i < result.residuals.length; i++) {
      if (result.rejected[i]) continue;
      const weight = image.points.weights?.[i] ?? 1;
      sum += weight * result.residuals[i]! ** 2;
      weights += weight;
    }
    images[order[k]!] = result;
  }
  const correlation = {
    names: chosen.map((j) => names[j]!),
    matrix: chosen.map((i) => chosen.map((j) => all[i * m + j]!)),
  };
  return {
    parameters: names.map((name, j) => ({ name, value: fit.parameters[j]!, uncertainty: errorOf(j) })),
    correlation,
    wavelength: fit.parameters[wavelengthIndex]!,
    wavelengthUncertainty: errorOf(wavelengthIndex),
    reference: layout.reference === null ? null : order[layout.reference]!,
    images,
    meanSquare: sum / weights,
    warnings: warningsOf(correlation, fit.stop),
    stop: fit.stop,
  };
}

/** "dist[2]" means the second image as given, whatever the order of the fit. */
export function namesAsGiven(names: readonly string[], order: readonly number[]): string[] {
  return names.map((name) => name.replace(/\[(\d+)\]$/, (_, number: string) => `[${order[Number(number) - 1]! + 1}]`));
}

function summariseImage(
  image: JointImage,
  k: number,
  layout: JointLayout,
  free: readonly boolean[],
  parameters: Float64Array,
  covariance: Float64Array,
  rejected: Uint8Array,
): JointImageResult {
  const m = parameters.length;
  const local = new Float64Array(LOCAL_LENGTH);
  const derivatives = new Float64Array(LOCAL_LENGTH * m);
  layout.place(parameters, k, local, derivatives);
  const geometry = {
    ...{ dist: local[0]!, poni1: local[1]!, poni2: local[2]! },
    ...rotationsOf(local),
    rot3: layout.rot3Of(parameters, k),
    wavelength: local[LOCAL_LENGTH - 1]!,
  };
  const uncertainties = propagate(local, derivatives, covariance, m);
  const residuals = residualsAt(image, local);
  const alone = residualsAt(image, Float64Array.of(...poseOf(image.start), image.start.wavelength));
  const rms = (values: Float64Array): number => {
    let [sum, count] = [0, 0];
    for (let i = 0; i < values.length; i++)
      if (!rejected[i]) {
        sum += values[i]! ** 2;
        count++;
      }
    return Math.sqrt(sum / count);
  };
  const isWavelengthFree = free[layout.names.indexOf('wavelength')] === true;
  const drift = REFINABLE.filter((name) => name !== 'wavelength' || isWavelengthFree).map((name) => {
    const change = geometry[name] - image.start[name];
    return [name, { change, sigmas: change / uncertainties[name] }] as const;
  });
  return {
    geometry,
    uncertainties,
    residuals,
    rejected,
    rms: rms(residuals),
    residualsAlone: alone,
    drift: Object.fromEntries(drift),
  };
}

/** Standard deviations of the six parameters of one image from the covariance of all parameters of the fit. */
function propagate(
  local: Float64Array,
  derivatives: Float64Array,
  covariance: Float64Array,
  m: number,
): Record<Refinable, number> {
  const [b1, b2, b3] = [local[3]!, local[4]!, local[5]!];
  const square = b2 * b2 + b3 * b3;
  const at = (row: number, j: number): number => derivatives[row * m + j]!;
  const rows: Readonly<Record<Refinable, (j: number) => number>> = {
    dist: (j) => at(0, j),
    poni1: (j) => at(1, j),
    poni2: (j) => at(2, j),
    // rot1 = atan2(−b2, b3), rot2 = asin b1
    rot1: (j) => (b2 * at(5, j) - b3 * at(4, j)) / square,
    rot2: (j) => at(3, j) / Math.sqrt(Math.max(1e-300, 1 - b1 * b1)),
    wavelength: (j) => at(6, j),
  };
  const sigma = (name: Refinable): number => {
    const row = Float64Array.from({ length: m }, (_, j) => rows[name](j));
    let sum = 0;
    for (let i = 0; i < m; i++)
      for (let j = 0; j < m; j++) if (row[i] !== 0 && row[j] !== 0) sum += row[i]! * covariance[i * m + j]! * row[j]!;
    return Math.sqrt(Math.max(0, sum));
  };
  return {
    ...{ dist: sigma('dist'), poni1: sigma('poni1'), poni2: sigma('poni2') },
    ...{ rot1: sigma('rot1'), rot2: sigma('rot2'), wavelength: sigma('wavelength') },
  };
}

function warningsOf({ names, matrix }: JointRefinement['correlation'], stop: LeastSquaresResult['stop']): string[] {
  if (stop === 'degenerate')
    return ['These images do not determine all that is refined: hold a parameter, or add an image that differs more.'];
  const warnings: string[] = [];
  const wavelength = names.indexOf('wavelength');
  for (const [j, value] of (matrix[wavelength] ?? []).entries())
    if (j !== wavelength && Math.abs(value) > NEARLY_ONE)
      warnings.push(
        `The wavelength and ${names[j]!} are nearly the same thing to these rings (correlation ${value.toFixed(4)}).`,
      );
  if (stop === 'iterations') warnings.push('The refinement did not settle.');
  return warnings;
}
