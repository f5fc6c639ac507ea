import type { CalibrationResult, Fit2dDescription } from '../model/calibration-result.ts';
import type { DetectorImage, ImageMetadata, SampleType, Samples, Shape } from '../model/detector-image.ts';
import type { PackedMask } from '../model/packed-mask.ts';
import type { RadialUnit } from '../model/pattern-1d.ts';
import type { Calibration, Detector, MaskLayer, Refinable } from '../model/schema-types.generated.ts';
import type { FileRef } from './file-ref.ts';

export interface AppInfo {
  readonly version: string;
  readonly host: 'electron' | 'serve';
  readonly roots: readonly { readonly ref: FileRef; readonly label: string; readonly writable: boolean }[];
  readonly radialUnits: readonly { readonly id: RadialUnit; readonly label: string; readonly symbol: string }[];
  readonly patternFormats: readonly { readonly id: string; readonly label: string; readonly suffix: string }[];
  readonly cakeLayouts: readonly { readonly id: string; readonly label: string; readonly suffix: string }[];
  readonly imageSuffixes: readonly string[];
}

export type FileKind =
  | 'directory'
  | 'image'
  | 'calibration'
  | 'mask'
  | 'calibrant'
  | 'points'
  | 'pattern'
  | 'phase'
  | 'session'
  | 'recipe'
  | 'unknown';

export interface FileEntry {
  readonly ref: FileRef;
  readonly name: string;
  /** In a listing by suffix; by content in file.identify. */
  readonly kind: FileKind;
  readonly size: number;
  /** ms since 1970 */
  readonly modified: number;
}

export interface DirectoryListing {
  readonly directory: FileRef | null;
  readonly parent: FileRef | null;
  readonly entries: readonly FileEntry[];
}

export interface IdentifiedFile {
  readonly ref: FileRef;
  readonly name: string;
  readonly kind: FileKind;
  /** One sentence for people: "Pilatus 1M image, 1043 × 981, int32". */
  readonly summary: string;
}

export interface DetectorGuess {
  readonly detector: Detector;
  readonly label: string;
  readonly binning: readonly [number, number];
}

export interface ImageInfo {
  readonly imageId: string;
  readonly ref: FileRef;
  readonly name: string;
  readonly formatId: string;
  readonly formatLabel: string;
  readonly shape: Shape;
  readonly sampleType: SampleType;
  readonly frameCount: number;
  readonly metadata: ImageMetadata;
  readonly dataset?: string;
  readonly datasets?: readonly { readonly path: string; readonly shape: readonly number[] }[];
  /** Best first. */
  readonly detectorGuesses: readonly DetectorGuess[];
}

/** Levels over the pixels that carry a measurement: finite, not the masked value, not a gap. */
export interface ImageStatistics {
  readonly minimum: number;
  readonly maximum: number;
  /** 1 % and 99.9 % of the pixels lie below. */
  readonly percentile1: number;
  readonly percentile999: number;
  readonly mean: number;
  /** Histogram of 256 bins, equally wide in asinh(value), from minimum to maximum. */
  readonly histogram: Float64Array;
  readonly validPixels: number;
}

export interface ImageFrame {
  readonly frame: number;
  readonly samples: Samples;
  readonly shape: Shape;
  readonly metadata: DetectorImage['metadata'];
  readonly statistics: ImageStatistics;
}

export interface MaskInfo {
  readonly maskId: string;
  readonly ref: FileRef;
  readonly name: string;
  readonly shape: Shape;
  readonly maskedPixels: number;
}

export interface MaskPixels {
  readonly shape: Shape;
  /** The pixels that are ignored. */
  readonly packed: PackedMask;
  readonly maskedPixels: number;
}

/** A mask drawn from layers, kept by the host. */
export interface MaskRaster {
  readonly maskId: string;
  readonly shape: Shape;
  /** By the layers alone. */
  readonly maskedPixels: number;
  /** By how many masked pixels each layer that acts changed the mask; negative where it freed more than it masked. */
  readonly changes: readonly { readonly layerId: number; readonly pixels: number }[];
  /** Layers that were left out, each with a sentence why. */
  readonly problems: readonly { readonly layerId: number; readonly message: string }[];
}

export interface OpenedMaskLayers {
  readonly name: string;
  readonly layers: readonly MaskLayer[];
  /** Of the image that they were made on. */
  readonly shape?: Shape;
}

/** One of several images that were calibrated together. */
export interface TogetherImage {
  /** Its place in the request */
  readonly place: number;
  readonly calibration: Calibration;
  /** SI, one standard deviation */
  readonly uncertainties: Readonly<Record<Refinable, number>>;
  /** null where Fit2D has no words for the geometry */
  readonly fit2d: Fit2dDescription | null;
  readonly rings: number;
  readonly points: number;
  readonly rejectedPoints: number;
  readonly rmsPx: number;
  /** With the geometry of this image alone, on the same points */
  readonly rmsAlonePx: number;
  readonly alone: { readonly verdict: 'good' | 'check' | 'bad'; readonly reasons: readonly string[] };
}

export interface TogetherResult {
  readonly verdict: 'good' | 'check' | 'bad';
  readonly reasons: readonly string[];
  /** m */
  readonly wavelength: number;
  /** Shared by the images, or of one alone, as dist[2]; SI */
  readonly parameters: readonly {
    readonly name: string;
    readonly value: number;
    readonly uncertainty: number;
    readonly held: boolean;
  }[];
  readonly warnings: readonly string[];
  /** Those that took part, in the order of the request */
  readonly images: readonly TogetherImage[];
  readonly leftOut: readonly { readonly place: number; readonly reason: string }[];
  readonly seconds: number;
}

/** Geometry as Fit2D describes it. */
export type Fit2dGeometry = Fit2dDescription;

export interface CalibrationInfo {
  readonly name: string;
  readonly formatId: 'poni' | 'poni-json' | 'saxsdog';
  readonly calibration: Calibration;
  /** null where it does not exist (tilt of 90° or more). */
  readonly fit2d: Fit2dGeometry | null;
  readonly warnings: readonly string[];
}

/** A result as the host keeps it, to be saved by its id. */
export interface StoredCalibrationResult extends CalibrationResult {
  readonly resultId: string;
}

/** Where a ring is, in the stored image: px, corner origin, in the order along the ring. */
export interface GrownPoints {
  readonly rows: Float64Array;
  readonly columns: Float64Array;
}

export interface OrientationComparison {
  /** The four orientations, sharpest first; sharpness is a ratio to the best. */
  readonly candidates: readonly { readonly orientation: Detector['orientation']; readonly sharpness: number }[];
  /** The winner, or null where two are within a few per cent. */
  readonly winner: Detector['orientation'] | null;
  /** One sentence for people. */
  readonly sentence: string;
}

export interface DetectorEntry {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly shape: Shape;
  readonly pixel1: number;
  readonly pixel2: number;
  readonly hasGaps: boolean;
}

export interface CalibrantEntry {
  readonly id: string;
  readonly label: string;
  readonly reference: string;
}

export interface CalibrantRings {
  /** One entry per ring, by decreasing d. */
  readonly rings: readonly {
    /** Å */
    readonly dSpacing: number;
    /** rad */
    readonly twoTheta: number;
    readonly hkl: string;
  }[];
}

/** A curve of a SAXSdog calibration; all arrays have one entry per bin, NaN where no pixel contributes. */
export interface SaxsPreviewCurve {
  /** "R0" for the first entry of Masks, "S0" for the first of Slices */
  readonly key: string;
  readonly name: string;
  readonly kind: 'radial' | 'azimuthal' | 'in-plane' | 'vertical';
  readonly axisLabel: string;
  /** nm⁻¹; rad for azimuthal curves */
  readonly axis: Float64Array;
  readonly intensity: Float64Array;
  /** Of the mean, from counting statistics */
  readonly error: Float64Array;
  /** How far the pixels of a bin scatter about the curve; null for slices */
  readonly deviation: Float64Array | null;
  readonly parameters: { readonly I0: number; readonly I1: number; readonly I2: number } | null;
}

export interface SaxsPreview {
  /** What is wrong with the calibration; `curves` has what can be computed all the same. */
  readonly issues: readonly {
    readonly path: readonly (string | number)[];
    readonly keyword: string;
    readonly message: string;
  }[];
  readonly curves: readonly SaxsPreviewCurve[];
  /** Pixels of each entry of Slices, the second number excluded */
  readonly slices: readonly {
    readonly rows: readonly [from: number, to: number];
    readonly columns: readonly [from: number, to: number];
  }[];
  /** The same geometry as a .poni has it, to draw beam centre and rings; null where it cannot be used */
  readonly calibration: Calibration | null;
}

export interface SavedFiles {
  readonly files: readonly { readonly ref: FileRef; readonly name: string }[];
}

/** Something in an edited file that its schema cannot know. */
export interface SetupProblem {
  readonly path: readonly (string | number)[];
  /** One sentence. */
  readonly message: string;
}
