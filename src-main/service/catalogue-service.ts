import { DETECTOR_CATALOGUE } from '../../src-shared/detector/detector-catalogue.ts';
import { hasGaps } from '../../src-shared/detector/detector-mask.ts';
import { detectorOf } from '../../src-shared/detector/detector-of.ts';
import { guessDetectors } from '../../src-shared/detector/guess-detectors.ts';
import type { DetectorEntry, Handlers } from '../../src-shared/rpc/contract.ts';

export function listDetectors(): DetectorEntry[] {
  return DETECTOR_CATALOGUE.map((entry) => {
    const { name, shape, pixel1, pixel2 } = detectorOf(entry);
    return { name, aliases: entry.aliases, shape: shape ?? entry.nativeShape, pixel1, pixel2, hasGaps: hasGaps(entry) };
  });
}

/** The catalogues of detectors and calibrants. */
export function createCatalogueService() {
  return {
    'detector.list': async () => ({ detectors: listDetectors() }),
    'detector.guess': async ({ shape }) => ({ guesses: guessDetectors(shape) }),
  } satisfies Partial<Handlers>;
}
