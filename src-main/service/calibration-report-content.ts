import type { CalibrationImage } from '../../src-shared/calibration/calibration-image.ts';
import { orientArray } from '../../src-shared/calibration/orient-image.ts';
import type { CalibrationReportContent, ReportInput } from '../../src-shared/format/report-content.ts';
import { coarseCake } from '../../src-shared/integration/coarse-cake.ts';
import { coarseImage } from '../../src-shared/integration/coarse-image.ts';
import type { CalibrationFindings } from '../../src-shared/model/calibration-result.ts';
import type { Detector } from '../../src-shared/model/schema-types.generated.ts';

/** Pixels of the picture of the image: enough to see a ring of three px of a large detector. */
const PICTURE_PIXELS = 500_000;
const CAKE = { radialBins: 600, azimuthBins: 180, patternBins: 1400 };

export interface ReportOrigin {
  readonly program: string;
  readonly date?: string;
}

/**
 * Gathers the pictures of a report.
 *
 * @param image  as it was calibrated, mirrored as `detector` says
 */
export function calibrationReportContent(
  imageName: string,
  image: CalibrationImage,
  { orientation }: Pick<Detector, 'orientation'>,
  result: CalibrationFindings,
  inputs: readonly ReportInput[],
  origin: ReportOrigin,
): CalibrationReportContent {
  const { shape } = image;
  // The report shows the image as it is stored: mirroring is its own inverse.
  const samples = orientArray(image.samples, shape, orientation);
  const unusable = orientArray(image.unusable, shape, orientation);
  const picture = coarseImage(samples, shape, unusable, PICTURE_PIXELS);
  const base: CalibrationReportContent = {
    imageName,
    imageShape: shape,
    result,
    inputs,
    picture: { shape: picture.shape, values: picture.means },
    pictureBlock: picture.size,
    ...origin,
  };
  if (!result.calibration) return base;
  const { radialRange, means, pattern, ...cake } = coarseCake(samples, shape, unusable, result.calibration, CAKE);
  return { ...base, cake: { shape: cake.shape, values: means, radialRange, pattern } };
}
