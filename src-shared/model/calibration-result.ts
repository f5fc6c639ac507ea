import type { Calibration, Geometry, PickedPoints, Refinable } from './schema-types.generated.ts';

/**
 * Points on rings and how well they fit; all arrays have one entry per point. Rows and columns are those of the stored
 * image: row 0 first, orientation not applied.
 */
export interface ControlPointSet {
  /** px, corner origin: the centre of pixel (0, 0) is (0.5, 0.5) */
  readonly rows: Float64Array;
  readonly columns: Float64Array;
  /** Ring numbers, from 0 by decreasing d */
  readonly rings: Int32Array;
  /** How far off its ring, px (of a square pixel of the same area): positive towards larger 2θ */
  readonly residualsPx: Float64Array;
  /** 2θ of the point − 2θ of its ring, degrees */
  readonly residualsDeg: Float64Array;
  /** 1 = dropped as an outlier */
  readonly rejected: Uint8Array;
  /** χ of the geometry found, rad, in [−π, π) */
  readonly azimuths: Float64Array;
}

/** What became of one line of the calibrant that falls on the detector. */
export interface RingSummary {
  readonly ring: number;
  /** "" where unknown */
  readonly hkl: string;
  /** Å */
  readonly dSpacing: number;
  /** rad */
  readonly twoTheta: number;
  /** Points that the fit rests on */
  readonly points: number;
  /** Points dropped as outliers */
  readonly rejected: number;
  /** Azimuth in which it has points that were kept, in steps of 5° */
  readonly coverageDeg: number;
  /** Of the points kept, outwards positive; null without any */
  readonly meanPx: number | null;
  readonly meanDeg: number | null;
  readonly rmsPx: number | null;
  readonly rmsDeg: number | null;
  /**
   * used: has points; dropped: its points do not fit the other rings; unused: beyond the number of rings or too close
   * to another; unseen: looked for in vain
   */
  readonly state: 'used' | 'dropped' | 'unused' | 'unseen';
}

export interface CorrelationMatrix {
  readonly names: readonly Refinable[];
  readonly matrix: readonly (readonly number[])[];
}

/** Geometry as Fit2D describes it, of the stored image. */
export interface Fit2dDescription {
  readonly directDistanceMm: number;
  readonly centreX: number;
  readonly centreY: number;
  readonly tiltDeg: number;
  readonly tiltPlaneDeg: number;
}

/** Change of a parameter since an earlier calibration, SI, and that in its own standard uncertainty. */
export interface ParameterDrift {
  readonly change: number;
  readonly sigmas: number;
}

/** What is known of a calibration, with everything that tells how far to trust it. */
export interface CalibrationFindings {
  readonly verdict: 'good' | 'check' | 'bad';
  /** One sentence each, for people */
  readonly reasons: readonly string[];
  readonly calibrantId: string;
  readonly calibrantLabel: string;
  /** With wavelength; null if no geometry could be refined */
  readonly calibration: Calibration | null;
  /** null where there is no calibration, or where Fit2D has no description of it */
  readonly fit2d: Fit2dDescription | null;
  /** One standard deviation, SI, of what was free; NaN where not determined */
  readonly uncertainties: Readonly<Partial<Record<Refinable, number>>>;
  readonly correlation: CorrelationMatrix | null;
  /** Parameters that move together or are not determined; one sentence each */
  readonly warnings: readonly string[];
  /** Over the points kept; null without any */
  readonly rmsPx: number | null;
  readonly rmsDeg: number | null;
  readonly points: ControlPointSet;
  /** Every line of the calibrant that falls on the detector, by ring number; empty without a calibration */
  readonly rings: readonly RingSummary[];
  /** Since `start`, where one was given */
  readonly drift?: Readonly<Partial<Record<Refinable, ParameterDrift>>>;
  /** What `start` says of this image, in Fit2D's words; null as `fit2d` */
  readonly startFit2d?: Fit2dDescription | null;
}

/** A calibration and how long it took. */
export interface CalibrationResult extends CalibrationFindings {
  readonly seconds: number;
}

/** What a calibrant of the catalogue explains of an image. */
export interface CalibrantRank {
  readonly id: string;
  readonly label: string;
  /** Mean gain of log-likelihood per point over an even spread of radii */
  readonly likelihood: number;
  /** Lead in it over the next kind of calibrant; negative behind the best */
  readonly lead: number;
}

/** What a pyFAI .npt file holds. */
export interface PointFile {
  readonly points: PickedPoints;
  /** Index of the first point of each group */
  readonly groups: readonly number[];
  /** Points that the file gives no ring */
  readonly withoutRing: { readonly rows: readonly number[]; readonly columns: readonly number[] };
  /** As the file names it: catalogue id or file name */
  readonly calibrant?: string;
  /** m */
  readonly wavelength?: number;
}

/** A geometry that has a wavelength. */
export type GeometryWithWavelength = Geometry & { readonly wavelength: number };
