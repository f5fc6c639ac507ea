import { basename } from 'node:path';
import { findDetector } from '../../src-shared/detector/detector-catalogue.ts';
import { detectorOf } from '../../src-shared/detector/detector-of.ts';
import { guessDetectors } from '../../src-shared/detector/guess-detectors.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { formatShape, isSameShape, type DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { Calibration, Detector } from '../../src-shared/model/schema-types.generated.ts';

/** What was said about the detector; absent where it was not. */
export interface DetectorInputs {
  /** Catalogue name */
  readonly detector?: string;
  /** m, slow and fast */
  readonly pixelSize?: readonly [slow: number, fast: number];
  readonly base?: Calibration;
}

/**
 * The detector that an image is from.
 *
 * @param notices  is told how the pixel size became known, one sentence each
 * @throws AppError  usage or shape, one sentence, if it cannot be told or does not fit the image
 */
export function chooseDetector(
  name: string,
  { shape, metadata }: DetectorImage,
  { detector: wanted, pixelSize, base }: DetectorInputs,
  notices: string[],
): Detector {
  const sides: [number, number] = [shape[0], shape[1]];
  if (wanted !== undefined) {
    const entry = findDetector(wanted);
    if (!entry) throw new AppError('usage', `There is no detector "${wanted}": \`annulus detectors\` lists them.`);
    const fitting = guessDetectors(shape).find(({ detector }) => detector.name === entry.name)?.detector;
    if (!fitting)
      throw new AppError(
        'shape',
        `${basename(name)} has ${formatShape(shape)} pixels, and ${entry.name} ${formatShape(detectorOf(entry).shape ?? [0, 0])}: is it another detector?`,
      );
    return pixelSize ? { ...fitting, pixel1: pixelSize[0], pixel2: pixelSize[1] } : fitting;
  }
  if (pixelSize) {
    const known = guessDetectors(shape, { pixel1: pixelSize[0], pixel2: pixelSize[1] })[0]?.detector;
    const start = known ?? { name: 'Detector', orientation: 3 as const, shape: sides };
    return { ...start, pixel1: pixelSize[0], pixel2: pixelSize[1] };
  }
  if (base) {
    if (base.detector.shape && !isSameShape(base.detector.shape, shape))
      throw new AppError(
        'shape',
        `${basename(name)} has ${formatShape(shape)} pixels, and the calibration is for ${formatShape(base.detector.shape)}.`,
      );
    return { ...base.detector, shape: sides };
  }
  const guesses = guessDetectors(shape, metadata);
  const [first] = guesses;
  const isSure =
    first !== undefined &&
    (metadata.pixel1 !== undefined || guesses.every(({ detector }) => detector.pixel1 === first.detector.pixel1));
  if (!isSure)
    throw new AppError(
      'usage',
      `The pixel size of ${basename(name)} is not known: give --pixel-size UM or --detector NAME.`,
    );
  notices.push(`Taken for ${first.label}: give --pixel-size or --detector if it is not.`);
  return { ...first.detector, shape: sides };
}
