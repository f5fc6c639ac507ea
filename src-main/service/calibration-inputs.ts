import { basename } from 'node:path';
import { prepareCalibrationImage, type CalibrationImage } from '../../src-shared/calibration/calibration-image.ts';
import { findDetector } from '../../src-shared/detector/detector-catalogue.ts';
import { detectorMask } from '../../src-shared/detector/detector-mask.ts';
import { detectorOf } from '../../src-shared/detector/detector-of.ts';
import { guessDetectors } from '../../src-shared/detector/guess-detectors.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { formatShape, isSameShape, type DetectorImage, type Shape } from '../../src-shared/model/detector-image.ts';
import type { Calibration, Detector } from '../../src-shared/model/schema-types.generated.ts';
import { checkSameShape, type LoadedMask } from './combine-masks.ts';

/** What was said about image and detector; absent where it was not. */
export interface CalibrationInputs {
  /** Catalogue name */
  readonly detector?: string;
  /** m, slow and fast */
  readonly pixelSize?: readonly [slow: number, fast: number];
  readonly base?: Calibration;
  readonly masks: readonly LoadedMask[];
  readonly maskBelow?: number;
  readonly maskAbove?: number;
  readonly detectorMask: boolean;
  readonly flipRows: boolean;
}

/** An image ready for calibration and the detector that a result belongs to. */
export interface PreparedCalibration {
  readonly image: CalibrationImage;
  readonly detector: Detector;
  /** How the pixel size became known, and other things worth saying; one sentence each. */
  readonly notices: readonly string[];
}

/** @throws AppError  usage or shape, one sentence, if detector, masks and image do not go together */
export function prepareCalibration(name: string, frame: DetectorImage, inputs: CalibrationInputs): PreparedCalibration {
  const { shape } = frame;
  const notices: string[] = [];
  const detector = chooseDetector(name, frame, inputs, notices);
  const mask = new Uint8Array(frame.samples.length);
  const gaps = inputs.detectorMask ? detectorMask(detector, shape) : null;
  for (const loaded of inputs.masks) checkSameShape(`The mask ${loaded.name}`, loaded.shape, shape);
  for (const part of [gaps, ...inputs.masks.map((loaded) => loaded.mask)])
    if (part) for (let p = 0; p < mask.length; p++) if (part[p] !== 0) mask[p] = 1;
  const { maskBelow = -Infinity, maskAbove = Infinity } = inputs;
  for (let p = 0; p < mask.length; p++) {
    const value = frame.samples[p]!;
    if (value < maskBelow || value > maskAbove) mask[p] = 1;
  }
  if (inputs.flipRows) {
    const { mask: own, ...rest } = frame;
    const flipped = {
      ...rest,
      samples: reversedRows(frame.samples, shape),
      ...(own && { mask: reversedRows(own, shape) }),
    };
    return { image: prepareCalibrationImage(flipped, detector, reversedRows(mask, shape)), detector, notices };
  }
  return { image: prepareCalibrationImage(frame, detector, mask), detector, notices };
}

/** A copy with the last row first. */
function reversedRows<T extends DetectorImage['samples']>(samples: T, [rows, columns]: Shape): T {
  const out = samples.slice() as T;
  for (let i = 0; i < rows; i++) out.set(samples.subarray(i * columns, (i + 1) * columns), (rows - 1 - i) * columns);
  return out;
}

function chooseDetector(
  name: string,
  { shape, metadata }: DetectorImage,
  { detector: wanted, pixelSize, base }: CalibrationInputs,
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
