import { normalizeCells } from '../../src-shared/correction/frame-normalization.ts';
import type { Cake, CakeProvenance } from '../../src-shared/model/cake.ts';
import type { IntegratedCake } from '../worker/cake-engine.ts';
import { programName } from './program-name.ts';

/** The cake of a frame with everything it was made of; window and command line make it here. */
export function cakeOf(
  result: IntegratedCake,
  origin: Omit<CakeProvenance, 'program' | 'planHash' | 'ignoredPixels'>,
): Cake {
  const { radial, azimuth, azimuthWidth, count, planHash, ignoredPixels } = result;
  const { normalizedBy } = origin;
  const { intensity, sigma, normalization } = normalizedBy ? normalizeCells(result, normalizedBy.value) : result;
  return {
    shape: [azimuth.length, radial.length],
    radialUnit: origin.settings.radialUnit,
    radial,
    azimuth,
    azimuthWidth,
    sense: origin.cut.sense,
    intensity,
    sigma,
    count,
    normalization,
    provenance: { ...origin, program: programName(), planHash, ignoredPixels },
  };
}
