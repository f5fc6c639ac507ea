import type { CalibrationFindings } from '../model/calibration-result.ts';
import { describeRefined, type CalibrationContext } from './describe-calibration.ts';
import type { JointImageResult } from './joint-result.ts';
import { REFINABLE } from './refine-geometry.ts';
import type { Verdict } from './verdict.ts';
import type { WeighedImage } from './weigh-points.ts';

const WITHOUT_RINGS: ReadonlySet<number> = new Set();

/**
 * What a refinement of several images says of one of them. Which parameters go together is a matter of the whole:
 * there is no correlation of one image.
 *
 * @param alone  the verdict on this image by itself
 */
export function describeJointImage(
  weighed: WeighedImage,
  { geometry, uncertainties, residuals, rejected }: JointImageResult,
  alone: Verdict,
  context: CalibrationContext,
): CalibrationFindings {
  const determined = REFINABLE.filter((name) => uncertainties[name] !== 0);
  return {
    verdict: alone.level,
    reasons: alone.reasons,
    calibrantId: context.calibrant.id,
    calibrantLabel: context.calibrant.label,
    ...describeRefined(
      {
        geometry,
        found: { points: weighed.points, slopes: weighed.slopes, sightings: weighed.looked.map((ring) => ({ ring })) },
        residualsPx: residuals.map((residual, i) => residual / weighed.slopes[i]!),
        droppedRings: WITHOUT_RINGS,
        refinement: { rejected },
      },
      context,
    ),
    uncertainties: Object.fromEntries(determined.map((name) => [name, uncertainties[name]])),
    correlation: null,
    warnings: [],
  };
}
