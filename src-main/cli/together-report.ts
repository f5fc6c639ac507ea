import type { JointRefinement } from '../../src-shared/calibration/joint-result.ts';
import type { JointModel } from '../../src-shared/calibration/joint-model.ts';
import type { Verdict } from '../../src-shared/calibration/verdict.ts';

/** What the images have in common, as --json gives it. */
export function describeFit(fit: JointRefinement, verdict: Verdict, model: JointModel, seconds: number): object {
  const free = new Set(fit.correlation.names);
  return {
    verdict: verdict.level,
    reasons: verdict.reasons,
    model: model.kind,
    wavelength: fit.wavelength,
    wavelengthUncertainty: fit.wavelengthUncertainty,
    parameters: fit.parameters.map((parameter) => ({ ...parameter, held: !free.has(parameter.name) })),
    correlation: fit.correlation,
    warnings: fit.warnings,
    seconds,
  };
}
