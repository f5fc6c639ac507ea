import { normalizeSums } from '../../src-shared/correction/frame-normalization.ts';
import { finishPattern } from '../../src-shared/integration/finish-pattern.ts';
import type { BinSums } from '../../src-shared/integration/integration-plan.ts';
import type { Pattern1d, Provenance } from '../../src-shared/model/pattern-1d.ts';
import { patternBackground } from '../../src-shared/numerics/pattern-background.ts';
import { programName } from './program-name.ts';

/** What the engine gives for one frame. */
export interface IntegratedFrame {
  readonly sums: BinSums;
  readonly radial: Float64Array;
  readonly planHash: string;
  readonly clippedPixels?: Uint32Array;
}

/** The pattern of a frame with everything it was made of; window and command line make it here. */
export function patternOf(
  { sums: measured, radial, planHash, clippedPixels }: IntegratedFrame,
  origin: Omit<Provenance, 'program' | 'planHash' | 'ignoredPixels'>,
): Pattern1d {
  const { normalizedBy } = origin;
  const sums = normalizedBy ? normalizeSums(measured, normalizedBy.value) : measured;
  const { signal, variance, normalization, count, ignoredPixels } = sums;
  const { intensity, sigma } = finishPattern(sums);
  const choice = origin.settings.patternBackground;
  // Negative values are kept; where there is no background there is no value without it.
  const background = choice?.subtract ? patternBackground(radial, intensity, choice, origin.settings.radialUnit) : null;
  return {
    radialUnit: origin.settings.radialUnit,
    radial,
    intensity: background ? intensity.map((value, bin) => value - background[bin]!) : intensity,
    sigma,
    signal,
    variance,
    normalization,
    count,
    ...(clippedPixels ? { clippedPixels } : {}),
    provenance: { ...origin, program: programName(), planHash, ignoredPixels },
  };
}
