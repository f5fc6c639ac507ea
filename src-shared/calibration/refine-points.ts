import type { GeometryWithWavelength } from '../model/calibration-result.ts';
import type { Detector } from '../model/schema-types.generated.ts';
import { quantileInPlace } from '../numerics/selection.ts';
import { beamFrameOf, twoThetaWithGradient } from './beam-frame.ts';
import type { ControlPoints } from './control-points.ts';
import { refineGeometry, ringResiduals, type RefineOptions } from './refine-geometry.ts';
import type { ImageRefinement } from './refine-on-image.ts';

/** In robust standard deviations */
const REJECT_BEYOND = 4;

export interface PointRefineOptions extends RefineOptions {
  /** Drop points that do not fit, and refine again. */
  readonly rejectOutliers: boolean;
}

/**
 * Refines a geometry on points as they are: plain least squares of 2θ, every point with the same weight.
 *
 * @param points  orientation 3
 * @throws AppError  'calibration' if the points cannot carry the fit
 */
export function refinePoints(
  points: ControlPoints,
  dSpacings: readonly number[],
  detector: Pick<Detector, 'pixel1' | 'pixel2'>,
  start: GeometryWithWavelength,
  { rejectOutliers, ...options }: PointRefineOptions,
): ImageRefinement {
  let first = start;
  if (rejectOutliers) {
    // Points on a wrong ring are off by many px; one px decides who is counted less.
    const softScale = quantileInPlace(ringSlopes(points, detector, start), 0.5);
    first = withWavelength(
      refineGeometry(points, dSpacings, detector, start, { ...options, softScale }).geometry,
      start,
    );
  }
  const refinement = refineGeometry(points, dSpacings, detector, first, {
    ...options,
    ...(rejectOutliers && { rejectBeyond: REJECT_BEYOND }),
  });
  return describePoints(points, dSpacings, detector, withWavelength(refinement.geometry, start), refinement);
}

function withWavelength(
  geometry: GeometryWithWavelength | ImageRefinement['refinement']['geometry'],
  { wavelength }: GeometryWithWavelength,
): GeometryWithWavelength {
  return { ...geometry, wavelength: geometry.wavelength ?? wavelength };
}

/** What extraction tells of its points, of points that were given. */
function describePoints(
  points: ControlPoints,
  dSpacings: readonly number[],
  detector: Pick<Detector, 'pixel1' | 'pixel2'>,
  geometry: GeometryWithWavelength,
  refinement: ImageRefinement['refinement'],
): ImageRefinement {
  const slopes = ringSlopes(points, detector, geometry);
  const { c1, c2 } = beamFrameOf(geometry);
  const residualsPx = ringResiduals(points, dSpacings, detector, geometry).map((r, i) => r / slopes[i]!);
  const byRing = new Map<number, number[]>();
  for (const [i, ring] of points.rings.entries()) byRing.set(ring, [...(byRing.get(ring) ?? []), i]);
  const kept = (indices: readonly number[]): number[] => indices.filter((i) => refinement.rejected[i] === 0);
  const inOrder = [...byRing].sort(([a], [b]) => a - b);
  return {
    geometry,
    refinement,
    found: {
      points,
      slopes,
      uncertaintiesPx: new Float64Array(slopes.length).fill(NaN),
      directions: points.rows.map((row, i) =>
        Math.atan2(row * detector.pixel1 - c1, points.columns[i]! * detector.pixel2 - c2),
      ),
      sightings: [],
    },
    residualsPx,
    rings: new Map(
      inOrder
        .map(([ring, indices]) => [ring, kept(indices)] as const)
        .filter(([, indices]) => indices.length > 0)
        .map(([ring, indices]) => {
          const median = quantileInPlace(
            Float64Array.from(indices, (i) => residualsPx[i]!),
            0.5,
          );
          return [ring, { median, count: indices.length }];
        }),
    ),
    droppedRings: new Set(),
  };
}

/** Change of 2θ per px (of a square pixel of the same area) across the ring through each point, rad. */
function ringSlopes(
  { rows, columns }: ControlPoints,
  { pixel1, pixel2 }: Pick<Detector, 'pixel1' | 'pixel2'>,
  geometry: GeometryWithWavelength,
): Float64Array {
  const frame = beamFrameOf(geometry);
  const gradient = new Float64Array(5);
  return rows.map((row, i) => {
    twoThetaWithGradient(frame, row * pixel1, columns[i]! * pixel2, gradient);
    return Math.hypot(gradient[1]!, gradient[2]!) * Math.sqrt(pixel1 * pixel2);
  });
}
