import { frameMask } from '../../src-shared/correction/frame-mask.ts';
import { valueLimits } from '../../src-shared/correction/value-limits.ts';
import { judgeOrientations, type OrientationVerdict } from '../../src-shared/integration/judge-orientations.ts';
import { orientationSharpness } from '../../src-shared/integration/orientation-sharpness.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { Calibration, IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';

/**
 * Which orientation the rings of an image speak for.
 *
 * @param staticMask  non-zero = ignored, or null
 */
export function compareOrientations(
  image: DetectorImage,
  calibration: Calibration,
  settings: IntegrationSettings,
  staticMask: Uint8Array | null,
): OrientationVerdict {
  const ignored = frameMask(image, valueLimits(settings, image.metadata, image.samples), staticMask);
  return judgeOrientations(orientationSharpness(calibration, image.samples, image.shape, ignored));
}
