import { basename } from 'node:path';
import type { JointImageResult, JointRefinement } from '../../src-shared/calibration/joint-result.ts';
import type { JointWitness } from '../../src-shared/calibration/judge-together.ts';
import type { Verdict } from '../../src-shared/calibration/verdict.ts';
import { fit2dFromCalibration } from '../../src-shared/geometry/fit2d-geometry.ts';
import { toDegrees } from '../../src-shared/quantity/angle.ts';
import type { ImageRow } from './describe-together.ts';
import type { TogetherMember, TogetherRun } from './together-members.ts';

/** What is reported of one image. */
export function describeMember({ input, alone, joint, detector }: TogetherMember, image: JointImageResult): ImageRow {
  const { geometry, uncertainties, residuals, rejected, drift } = image;
  const { wavelength, ...poni } = geometry;
  // In the image as it is stored, which the orientation may mirror.
  const fit2d = fit2dFromCalibration({ geometry, detector }, detector.shape ?? [0, 0]);
  const kept = Array.from(residuals, (_, i) => i).filter((i) => rejected[i] === 0);
  const rms = (values: ArrayLike<number>): number =>
    Math.sqrt(kept.reduce((sum, i) => sum + (values[i]! / joint.slopes[i]!) ** 2, 0) / Math.max(1, kept.length));
  return {
    image: input.name,
    poni,
    wavelength,
    uncertainties,
    centre: fit2d && [fit2d.centreX, fit2d.centreY],
    directDistanceMm: fit2d?.directDistanceMm ?? null,
    tiltDeg: fit2d?.tiltDeg ?? null,
    tiltPlaneDeg: fit2d?.tiltPlaneDeg ?? null,
    rings: new Set(kept.map((i) => joint.points.rings[i])).size,
    controlPoints: kept.length,
    rejectedPoints: residuals.length - kept.length,
    rmsPx: rms(residuals),
    rmsAlonePx: rms(image.residualsAlone),
    rmsDeg: toDegrees(image.rms),
    drift,
    alone: { verdict: alone.level, reasons: alone.reasons },
  };
}

export function witnessOf({ input, alone }: TogetherMember, row: ImageRow): JointWitness {
  return {
    name: basename(input.path),
    alone,
    ...{ rmsPx: row.rmsPx, rmsAlonePx: row.rmsAlonePx, points: row.controlPoints, rejected: row.rejectedPoints },
  };
}

/** What the images have in common, as --json gives it. */
export function describeFit(
  fit: JointRefinement,
  verdict: Verdict,
  options: TogetherRun['options'],
  seconds: number,
): object {
  const free = new Set(fit.correlation.names);
  return {
    verdict: verdict.level,
    reasons: verdict.reasons,
    model: options.distances !== undefined ? 'moved' : options.rotations !== undefined ? 'rotated' : 'own',
    wavelength: fit.wavelength,
    wavelengthUncertainty: fit.wavelengthUncertainty,
    parameters: fit.parameters.map((parameter) => ({ ...parameter, held: !free.has(parameter.name) })),
    correlation: fit.correlation,
    warnings: fit.warnings,
    seconds,
  };
}
