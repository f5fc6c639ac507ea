import { formatShape, isSameShape, type Shape } from '../../src-shared/model/detector-image.ts';
import type { Detector } from '../../src-shared/model/schema-types.generated.ts';

/** Why a calibration cannot belong to an image; undefined if it can. */
export function shapeMismatch({ name, shape }: Detector, image: Shape): string | undefined {
  if (shape === undefined || isSameShape(shape, image)) return undefined;
  return `The calibration is for ${name} with ${formatShape(shape)} pixels, the image has ${formatShape(image)}: open the calibration of this detector, or choose the detector by hand.`;
}
