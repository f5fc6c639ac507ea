import { staticMask } from '../../src-shared/correction/static-mask.ts';
import { detectorMask } from '../../src-shared/detector/detector-mask.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { formatShape, isSameShape, type DetectorImage, type Shape } from '../../src-shared/model/detector-image.ts';
import type { Calibration, IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';

/** A mask file that was read: non-zero is ignored, one entry per pixel, rows as stored. */
export interface LoadedMask {
  readonly name: string;
  readonly shape: Shape;
  readonly mask: Uint8Array;
}

/** Any image can serve as a mask: its pixels that are not 0, and those that it masks itself. */
export function maskFromImage(name: string, { samples, shape, mask }: DetectorImage): LoadedMask {
  const ignored = new Uint8Array(samples.length);
  for (let p = 0; p < samples.length; p++)
    ignored[p] = samples[p] !== 0 || (mask !== undefined && mask[p] !== 0) ? 1 : 0;
  return { name, shape, mask: ignored };
}

/**
 * Pixels that no frame uses: mask files and, if the settings ask for them, the gaps that the detector catalogue knows.
 *
 * @returns 1 = ignored; null if every pixel is used
 * @throws AppError shape  if a mask does not lie on the image
 */
export function combineMasks(
  shape: Shape,
  masks: readonly LoadedMask[],
  settings: Pick<IntegrationSettings, 'detectorMask'>,
  calibration: Calibration | undefined,
): Uint8Array | null {
  for (const mask of masks) checkSameShape(`The mask ${mask.name}`, mask.shape, shape);
  const gaps = settings.detectorMask && calibration ? detectorMask(calibration.detector, shape) : null;
  return staticMask(shape, { masks: masks.map(({ mask }) => mask), gaps });
}

/** @throws AppError shape */
export function checkSameShape(what: string, found: Shape, image: Shape): void {
  if (!isSameShape(found, image))
    throw new AppError(
      'shape',
      `${what} has ${formatShape(found)} pixels and the image ${formatShape(image)}: both must be of the same detector.`,
    );
}
