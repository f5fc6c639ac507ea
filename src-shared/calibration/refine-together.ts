import { AppError } from '../model/app-error.ts';
import { levenbergMarquardt, type LeastSquaresResult } from '../numerics/levenberg-marquardt.ts';
import { quantileInPlace } from '../numerics/selection.ts';
import { layOutJointModel, type JointLayout, type JointModel } from './joint-model.ts';
import { jointProblem, residualsOfImage, type JointImage } from './joint-problem.ts';
import { namesAsGiven, summariseTogether, type JointRefinement } from './joint-result.ts';

export interface JointOptions {
  /** Absent: false */
  readonly refineWavelength?: boolean;
  /** Parameters to hold at their start, by the names of the result. */
  readonly fixed?: readonly string[];
  /** As in refineGeometry; outliers are judged over all images at once. */
  readonly softScale?: number;
  readonly rejectBeyond?: number;
}

const MAX_PASSES = 8;
const NORMAL_MAD = 1.4826;

/**
 * Fits the geometries of several images and their common wavelength to points on rings at once, by least squares of
 * 2θ(point) − 2θ(ring). The order of the images does not matter.
 *
 * @throws AppError  'calibration' if points or images cannot carry the fit, in one sentence
 * @throws RangeError  if the model does not have one entry per image
 */
export function refineTogether(
  images: readonly JointImage[],
  model: JointModel,
  options: JointOptions = {},
): JointRefinement {
  checkImages(images, model);
  // Sums depend on their order, and so does the image that shared values belong to: the images are put in one order.
  const order = canonicalOrder(images, model);
  const sorted = order.map((i) => images[i]!);
  const layout = layOutJointModel(
    reordered(model, order),
    sorted.map(({ start }) => start),
  );
  const free = freeParameters(layout, namesAsGiven(layout.names, order), options);
  checkPoints(sorted, free.filter(Boolean).length);
  const rejected = sorted.map(({ points }) => new Uint8Array(points.rings.length));
  let fit = fitImages(sorted, layout, layout.start, free, rejected, options);
  for (let pass = 0; options.rejectBeyond !== undefined && pass < MAX_PASSES; pass++) {
    if (!rejectOutliers(sorted, layout, fit.parameters, rejected, options.rejectBeyond)) break;
    fit = fitImages(sorted, layout, fit.parameters, free, rejected, options);
  }
  return summariseTogether(sorted, order, layout, free, fit, rejected, options.softScale);
}

function checkImages(images: readonly JointImage[], model: JointModel): void {
  const entries = model.kind === 'moved' ? model.travel : model.kind === 'rotated' ? model.angles : null;
  if (entries && entries.length !== images.length)
    throw new RangeError(`${entries.length} positions for ${images.length} images`);
  const [first] = images;
  if (!first) throw new RangeError('no image');
  if (model.kind !== 'own' && images.some((one) => one.pixel1 !== first.pixel1 || one.pixel2 !== first.pixel2))
    throw new AppError(
      'calibration',
      'The images have pixels of different size, and one detector that moves was expected: refine them as separate geometries.',
    );
}

function checkPoints(images: readonly JointImage[], free: number): void {
  const total = images.reduce((sum, { points }) => sum + points.rings.length, 0);
  if (total < Math.max(1, free))
    throw new AppError('calibration', `${total} points in ${images.length} images cannot fix ${free} parameters.`);
  for (const { points, dSpacings, start } of images)
    for (const ring of points.rings) {
      const d = dSpacings[ring];
      if (d === undefined)
        throw new AppError(
          'calibration',
          `A point lies on ring ${ring + 1}, and the calibrant has ${dSpacings.length}.`,
        );
      if (!(start.wavelength * 1e10 < 2 * d))
        throw new AppError(
          'calibration',
          `Ring ${ring + 1} does not exist at ${start.wavelength * 1e10} Å: its d is ${d} Å.`,
        );
    }
}

function canonicalOrder(images: readonly JointImage[], model: JointModel): number[] {
  const positions = model.kind === 'moved' ? model.travel : model.kind === 'rotated' ? model.angles : null;
  const keys = images.map(({ start, points }, i) => [
    positions?.[i] ?? 0,
    start.dist,
    start.poni1,
    start.poni2,
    points.rings.length,
    points.rows[0] ?? 0,
    points.columns[0] ?? 0,
  ]);
  return images
    .map((_, i) => i)
    .sort((a, b) => {
      for (const [k, value] of keys[a]!.entries()) if (value !== keys[b]![k]) return value - keys[b]![k]!;
      return a - b;
    });
}

function reordered(model: JointModel, order: readonly number[]): JointModel {
  if (model.kind === 'moved' && model.travel) return { kind: 'moved', travel: order.map((i) => model.travel![i]!) };
  if (model.kind === 'rotated') return { kind: 'rotated', angles: order.map((i) => model.angles[i]!) };
  return model;
}

function freeParameters(
  { names, held }: JointLayout,
  given: readonly string[],
  { fixed = [], refineWavelength = false }: JointOptions,
): boolean[] {
  return names.map(
    (name, j) => !held.includes(name) && !fixed.includes(given[j]!) && (name !== 'wavelength' || refineWavelength),
  );
}

function fitImages(
  images: readonly JointImage[],
  layout: JointLayout,
  start: Float64Array,
  free: readonly boolean[],
  rejected: readonly Uint8Array[],
  { softScale }: JointOptions,
): LeastSquaresResult {
  const upper = layout.names.map(() => Infinity);
  // Every ring used must exist.
  const wavelength = layout.names.indexOf('wavelength');
  for (const { points, dSpacings } of images)
    for (const ring of points.rings)
      upper[wavelength] = Math.min(upper[wavelength]!, 2e-10 * dSpacings[ring]! * (1 - 1e-9));
  return levenbergMarquardt(
    jointProblem(images, layout, rejected),
    start.map((value, j) => (free[j] ? Math.min(value, upper[j]!) : value)),
    {
      free,
      upper: upper.map((value, j) => (free[j] ? value : Infinity)),
      ...(softScale === undefined ? {} : { softScale }),
      maxIterations: 300,
    },
  );
}

/** @returns whether anything changed */
function rejectOutliers(
  images: readonly JointImage[],
  layout: JointLayout,
  parameters: Float64Array,
  rejected: readonly Uint8Array[],
  beyond: number,
): boolean {
  const sizes = images.map((image, k) =>
    residualsOfImage(image, k, layout, parameters).map(
      (r, i) => Math.abs(r) * Math.sqrt(image.points.weights?.[i] ?? 1),
    ),
  );
  const all = new Float64Array(sizes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of sizes) {
    all.set(part, at);
    at += part.length;
  }
  const limit = beyond * NORMAL_MAD * quantileInPlace(all, 0.5);
  let isChanged = false;
  for (const [k, part] of sizes.entries())
    for (let i = 0; i < part.length; i++) {
      const isOut = part[i]! > limit ? 1 : 0;
      if (isOut !== rejected[k]![i]) isChanged = true;
      rejected[k]![i] = isOut;
    }
  return isChanged;
}
