import { prepareCalibrationImage, type CalibrationImage } from '../../src-shared/calibration/calibration-image.ts';
import { orientArray, orientImage } from '../../src-shared/calibration/orient-image.ts';
import { staticMask } from '../../src-shared/correction/static-mask.ts';
import { detectorMask } from '../../src-shared/detector/detector-mask.ts';
import { formatShape, isSameShape, type DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { Detector } from '../../src-shared/model/schema-types.generated.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { checkSameShape, type LoadedMask } from './combine-masks.ts';

/** What of a frame a calibration does not look at. */
export interface FrameMasks {
  readonly masks: readonly LoadedMask[];
  /** Leave out the gaps that the catalogue knows. */
  readonly detectorMask: boolean;
  readonly maskBelow?: number;
  readonly maskAbove?: number;
}

/**
 * A frame ready for calibration: masked, and mirrored as the detector says.
 *
 * @throws AppError  shape, if detector, masks and image do not go together
 */
export function prepareFrame(frame: DetectorImage, detector: Detector, given: FrameMasks): CalibrationImage {
  const { shape, samples } = frame;
  if (detector.shape && !isSameShape(detector.shape, shape))
    throw new AppError(
      'shape',
      `The image has ${formatShape(shape)} pixels, and the detector ${formatShape(detector.shape)}: choose its own detector.`,
    );
  for (const loaded of given.masks) checkSameShape(`The mask ${loaded.name}`, loaded.shape, shape);
  const gaps = given.detectorMask ? detectorMask(detector, shape) : null;
  let mask = staticMask(shape, { masks: given.masks.map((loaded) => loaded.mask), gaps });
  const { maskBelow = -Infinity, maskAbove = Infinity } = given;
  if (maskBelow > -Infinity || maskAbove < Infinity) {
    mask ??= new Uint8Array(samples.length);
    for (let p = 0; p < samples.length; p++) if (samples[p]! < maskBelow || samples[p]! > maskAbove) mask[p] = 1;
  }
  const { orientation } = detector;
  return prepareCalibrationImage(
    orientImage(frame, orientation),
    detector,
    mask && orientArray(mask, shape, orientation),
  );
}
