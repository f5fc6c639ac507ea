import { CALIBRANT_CATALOGUE } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { ringsOf } from '../../src-shared/calibrant/rings-of.ts';
import { DETECTOR_CATALOGUE } from '../../src-shared/detector/detector-catalogue.ts';
import { hasGaps } from '../../src-shared/detector/detector-mask.ts';
import { detectorOf } from '../../src-shared/detector/detector-of.ts';
import { guessDetectors } from '../../src-shared/detector/guess-detectors.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { DetectorEntry, Handlers } from '../../src-shared/rpc/contract.ts';
import type { FileAccess } from '../file/file-access.ts';
import { chooseCalibrant } from './choose-calibrant.ts';

/** More than anybody can tell apart on an image. */
const MAX_RINGS = 500;

export function listDetectors(): DetectorEntry[] {
  return DETECTOR_CATALOGUE.map((entry) => {
    const { name, shape, pixel1, pixel2 } = detectorOf(entry);
    return { name, aliases: entry.aliases, shape: shape ?? entry.nativeShape, pixel1, pixel2, hasGaps: hasGaps(entry) };
  });
}

/** The catalogues of detectors and calibrants. */
export function createCatalogueService(files: FileAccess) {
  return {
    'detector.list': async () => ({ detectors: listDetectors() }),
    'detector.guess': async ({ shape }) => ({ guesses: guessDetectors(shape) }),
    'calibrant.list': async () => ({
      calibrants: CALIBRANT_CATALOGUE.map(({ id, label, reference }) => ({ id, label, reference })),
    }),
    'calibrant.rings': async ({ calibrantId, calibrant: choice, wavelength }) => {
      const chosen = choice ?? (calibrantId === undefined ? undefined : { id: calibrantId });
      if (!chosen) throw new AppError('usage', 'No calibrant was named: give its id, a file of d-spacings, or a cell.');
      const calibrant = await chooseCalibrant(chosen, files);
      if (!(wavelength > 0)) throw new AppError('usage', `The wavelength is ${wavelength} m: it must be above 0.`);
      const rings = ringsOf(calibrant, wavelength).slice(0, MAX_RINGS);
      return { rings: rings.map(({ dSpacing, twoTheta, hkl }) => ({ dSpacing, twoTheta, hkl })) };
    },
  } satisfies Partial<Handlers>;
}
