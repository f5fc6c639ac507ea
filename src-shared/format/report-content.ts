import type { CalibrationFindings } from '../model/calibration-result.ts';
import type { Shape } from '../model/detector-image.ts';

/** One thing that was given, and where it came from. */
export interface ReportInput {
  readonly label: string;
  readonly value: string;
  /** "file header", "option", "catalogue", "found", … */
  readonly origin: string;
}

/** Values of a picture, row by row; NaN where there is none. */
export interface ReportPicture {
  readonly shape: Shape;
  readonly values: Float64Array | Float32Array;
}

/** What the report of one calibration is made of. */
export interface CalibrationReportContent {
  /** Of the image, as people know it */
  readonly imageName: string;
  readonly imageShape: Shape;
  readonly result: CalibrationFindings;
  readonly inputs: readonly ReportInput[];
  /** The image in blocks */
  readonly picture: ReportPicture;
  /** Size of a block, px; the last rows and columns may be left out */
  readonly pictureBlock: number;
  /** Azimuth by azimuth, from −180° up; absent without a calibration */
  readonly cake?: ReportPicture & {
    /** rad */
    readonly radialRange: readonly [low: number, high: number];
    /** Mean counts over the same range, finer */
    readonly pattern: Float64Array;
  };
  /** Name and version */
  readonly program: string;
  /** As text; absent: the report has no date and is the same every time */
  readonly date?: string;
}
