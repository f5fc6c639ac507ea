import type { JointRefinement } from '../../src-shared/calibration/joint-result.ts';
import type { Verdict } from '../../src-shared/calibration/verdict.ts';
import type { TogetherOptions } from './check-together.ts';

/** What the images have in common, as --json gives it. */
export function describeFit(fit: JointRefinement, verdict: Verdict, options: TogetherOptions, seconds: number): object {
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
