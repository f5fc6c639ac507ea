import type { Geometry } from '../model/schema-types.generated.ts';
import type { LeastSquaresProblem } from '../numerics/levenberg-marquardt.ts';
import { twoThetaFromDSpacing } from '../quantity/scattering-vector.ts';
import { clusteredCovariance } from './clustered-covariance.ts';
import type { ControlPoints } from './control-points.ts';
import { twoThetaOfPose } from './detector-pose.ts';
import { LOCAL_LENGTH, type JointLayout } from './joint-model.ts';

/** One image of a joint refinement. Calibrants may differ from image to image. */
export interface JointImage {
  readonly points: ControlPoints;
  /** Å, by ring number */
  readonly dSpacings: readonly number[];
  /** m */
  readonly pixel1: number;
  readonly pixel2: number;
  /** Geometry of this image alone. */
  readonly start: Geometry & { readonly wavelength: number };
}

/** Weighted 2θ(point) − 2θ(ring) of the points that are not rejected, image by image, and their derivatives. */
export function jointProblem(
  images: readonly JointImage[],
  layout: JointLayout,
  rejected: readonly Uint8Array[],
): LeastSquaresProblem {
  const m = layout.names.length;
  const local = new Float64Array(LOCAL_LENGTH);
  const derivatives = new Float64Array(LOCAL_LENGTH * m);
  const gradient = new Float64Array(LOCAL_LENGTH);
  return {
    residualCount: rejected.reduce((sum, one) => sum + one.reduce((kept, out) => kept + 1 - out, 0), 0),
    evaluate(parameters, residuals, jacobian) {
      let row = 0;
      for (const [k, { points, dSpacings, pixel1, pixel2 }] of images.entries()) {
        layout.place(parameters, k, local, derivatives);
        const lambda = local[LOCAL_LENGTH - 1]!;
        for (let i = 0; i < points.rings.length; i++) {
          if (rejected[k]![i]) continue;
          const d = dSpacings[points.rings[i]!]!;
          const weight = points.weights ? Math.sqrt(points.weights[i]!) : 1;
          const angle = twoThetaOfPose(local, points.rows[i]! * pixel1, points.columns[i]! * pixel2, gradient);
          residuals[row] = weight * (angle - twoThetaFromDSpacing(d, lambda));
          if (jacobian) {
            const ratio = (lambda * 1e10) / (2 * d);
            gradient[LOCAL_LENGTH - 1] = -1e10 / (d * Math.sqrt(1 - ratio * ratio));
            for (let j = 0; j < m; j++) {
              let sum = 0;
              for (let q = 0; q < LOCAL_LENGTH; q++) sum += gradient[q]! * derivatives[q * m + j]!;
              jacobian[row * m + j] = weight * sum;
            }
          }
          row++;
        }
      }
    },
  };
}

/**
 * Covariance at the solution, parameters × parameters: points of a ring of an image are off together where its profile
 * is not what was fitted, so each ring of each image is a cluster.
 */
export function jointCovariance(
  images: readonly JointImage[],
  layout: JointLayout,
  rejected: readonly Uint8Array[],
  parameters: Float64Array,
  free: readonly number[],
  softScale = Infinity,
): Float64Array {
  const m = layout.names.length;
  const problem = jointProblem(images, layout, rejected);
  const n = problem.residualCount;
  const residuals = new Float64Array(n);
  const jacobian = new Float64Array(n * m);
  problem.evaluate(parameters, residuals, jacobian);
  const effects = new Float64Array(n);
  const clusters = new Int32Array(n);
  const local = new Float64Array(LOCAL_LENGTH);
  const unused = new Float64Array(LOCAL_LENGTH * m);
  const gradient = new Float64Array(LOCAL_LENGTH);
  let row = 0;
  let cluster = 0;
  for (const [k, { points, dSpacings, pixel1, pixel2 }] of images.entries()) {
    layout.place(parameters, k, local, unused);
    const pixel = Math.sqrt(pixel1 * pixel2);
    for (let i = 0; i < points.rings.length; i++) {
      if (rejected[k]![i]) continue;
      twoThetaOfPose(local, points.rows[i]! * pixel1, points.columns[i]! * pixel2, gradient);
      const soft = (1 + (residuals[row]! / softScale) ** 2) ** -0.25; // √ of the weight that the loss gives
      const weight = points.weights ? Math.sqrt(points.weights[i]!) : 1;
      // What a shift across the ring by one pixel changes.
      effects[row] = soft * weight * pixel * Math.hypot(gradient[1]!, gradient[2]!);
      clusters[row] = cluster + points.rings[i]!;
      residuals[row]! *= soft;
      for (let j = 0; j < m; j++) jacobian[row * m + j]! *= soft;
      row++;
    }
    cluster += dSpacings.length;
  }
  return clusteredCovariance({ residuals, jacobian, free, clusters, effects }).covariance;
}

/** 2θ(point) − 2θ(ring) of all points of the image at place k of the fit, rad. */
export function residualsOfImage(
  image: JointImage,
  k: number,
  layout: JointLayout,
  parameters: Float64Array,
): Float64Array {
  const local = new Float64Array(LOCAL_LENGTH);
  layout.place(parameters, k, local, new Float64Array(LOCAL_LENGTH * parameters.length));
  return residualsAt(image, local);
}

/** The same for a pose and a wavelength. */
export function residualsAt({ points, dSpacings, pixel1, pixel2 }: JointImage, local: Float64Array): Float64Array {
  const gradient = new Float64Array(LOCAL_LENGTH);
  return Float64Array.from(
    points.rings,
    (ring, i) =>
      twoThetaOfPose(local, points.rows[i]! * pixel1, points.columns[i]! * pixel2, gradient) -
      twoThetaFromDSpacing(dSpacings[ring]!, local[LOCAL_LENGTH - 1]!),
  );
}
