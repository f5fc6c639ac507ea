import type { Cake } from '../model/cake.ts';
import type {
  CalibrantRank,
  CalibrationResult,
  ControlPointSet,
  Fit2dDescription,
  PointFile,
} from '../model/calibration-result.ts';
import type { CrystalPhase } from '../model/crystal-phase.ts';
import type { DetectorImage, ImageMetadata, SampleType, Samples, Shape } from '../model/detector-image.ts';
import type { Pattern1d, RadialUnit } from '../model/pattern-1d.ts';
import type { PatternCurve } from '../model/pattern-curve.ts';
import type {
  AppInfoParams,
  BatchCancelParams,
  BatchCloseParams,
  BatchFramesParams,
  BatchListParams,
  BatchMatrixParams,
  BatchPatternParams,
  BatchPauseParams,
  BatchPreviewParams,
  BatchResumeParams,
  BatchRetryParams,
  BatchStartParams,
  BatchStatusParams,
  BatchStopWatchingParams,
  BatchSummaryParams,
  BatchWatchParams,
  CalibrantListParams,
  CalibrantRingsParams,
  CalibrateParams,
  Calibration,
  CalibrationFormatParams,
  CalibrationOpenParams,
  CalibrationRefineParams,
  CalibrationResultParams,
  CalibrationSaveParams,
  CorrectedFrameParams,
  CompareOrientationsParams,
  Detector,
  DetectorGuessParams,
  DetectorListParams,
  ExtractPointsParams,
  FileIdentifyParams,
  FileListParams,
  FilePickParams,
  FileUploadParams,
  GrowPointsParams,
  ImageCloseParams,
  ImageFrameParams,
  ImageNeighbourParams,
  ImageOpenParams,
  Integrate1DParams,
  Integrate2DParams,
  IntegrationSaveCakeParams,
  IntegrationSaveParams,
  IntegrationScriptParams,
  MaskLayer,
  MaskOpenLayersParams,
  MaskOpenParams,
  MaskPixelsParams,
  MaskRasterizeParams,
  MaskSaveLayersParams,
  MaskSaveParams,
  OpenPointsParams,
  PatternOpenParams,
  PatternSaveParams,
  PhaseOpenParams,
  Preferences,
  PreferencesLoadParams,
  PreferencesSaveParams,
  RankCalibrantsParams,
  SaveCalibrationResultParams,
  SavePointsParams,
  SaxsPreviewParams,
  Session,
  SessionLoadParams,
  SessionOpenParams,
  SessionSaveParams,
  SetupCheckParams,
  SetupLocateParams,
  SetupOpenParams,
  SetupSaveParams,
} from '../model/schema-types.generated.ts';
import type {
  BatchFramePage,
  BatchMatrix,
  BatchPattern,
  BatchPreview,
  BatchStatus,
  BatchSummary,
} from './batch-contract.ts';
import type { FileRef } from './file-ref.ts';

export type { FileRef };

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
  /** 1 = ignored, one entry per pixel. */
  readonly mask: Uint8Array;
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

/** Ties a method to its parameter type (for the compiler) and its schema (for the router). */
interface MethodContract<P, R> {
  readonly schema: string;
  readonly types?: (params: P) => R;
}
const method = <P, R>(name: string): MethodContract<P, R> => ({ schema: `annulus/rpc/${name}.schema.json` });

/** Every call a client can make, as `service.method`. */
export const contract = {
  'app.info': method<AppInfoParams, AppInfo>('app.info'),
  'file.list': method<FileListParams, DirectoryListing>('file.list'),
  'file.upload': method<FileUploadParams, FileEntry>('file.upload'),
  'file.identify': method<FileIdentifyParams, { readonly files: readonly IdentifiedFile[] }>('file.identify'),
  'file.pick': method<FilePickParams, { readonly refs: readonly FileRef[] }>('file.pick'),
  'image.open': method<ImageOpenParams, ImageInfo>('image.open'),
  'image.frame': method<ImageFrameParams, ImageFrame>('image.frame'),
  'image.close': method<ImageCloseParams, null>('image.close'),
  'image.neighbour': method<
    ImageNeighbourParams,
    { readonly entry: FileEntry | null; readonly index: number; readonly total: number }
  >('image.neighbour'),
  'mask.open': method<MaskOpenParams, MaskInfo>('mask.open'),
  'integration.correctedFrame': method<CorrectedFrameParams, ImageFrame>('integration.correctedFrame'),
  'mask.pixels': method<MaskPixelsParams, MaskPixels>('mask.pixels'),
  'mask.rasterize': method<MaskRasterizeParams, MaskRaster>('mask.rasterize'),
  'mask.save': method<MaskSaveParams, SavedFiles>('mask.save'),
  'mask.saveLayers': method<MaskSaveLayersParams, SavedFiles>('mask.saveLayers'),
  'mask.openLayers': method<MaskOpenLayersParams, OpenedMaskLayers>('mask.openLayers'),
  'calibration.open': method<CalibrationOpenParams, CalibrationInfo>('calibration.open'),
  'calibration.format': method<CalibrationFormatParams, { readonly text: string }>('calibration.format'),
  'calibration.save': method<CalibrationSaveParams, SavedFiles>('calibration.save'),
  'calibration.compareOrientations': method<CompareOrientationsParams, OrientationComparison>(
    'calibration.compareOrientations',
  ),
  'calibration.calibrate': method<CalibrateParams, StoredCalibrationResult>('calibration.calibrate'),
  'calibration.refine': method<CalibrationRefineParams, StoredCalibrationResult>('calibration.refine'),
  'calibration.extractPoints': method<ExtractPointsParams, ControlPointSet>('calibration.extractPoints'),
  'calibration.growPoints': method<GrowPointsParams, GrownPoints>('calibration.growPoints'),
  'calibration.rankCalibrants': method<RankCalibrantsParams, { readonly candidates: readonly CalibrantRank[] }>(
    'calibration.rankCalibrants',
  ),
  'calibration.result': method<CalibrationResultParams, StoredCalibrationResult>('calibration.result'),
  'calibration.openPoints': method<OpenPointsParams, PointFile>('calibration.openPoints'),
  'calibration.savePoints': method<SavePointsParams, SavedFiles>('calibration.savePoints'),
  'calibration.saveResult': method<SaveCalibrationResultParams, SavedFiles>('calibration.saveResult'),
  'saxs.preview': method<SaxsPreviewParams, SaxsPreview>('saxs.preview'),
  'detector.list': method<DetectorListParams, { readonly detectors: readonly DetectorEntry[] }>('detector.list'),
  'detector.guess': method<DetectorGuessParams, { readonly guesses: readonly DetectorGuess[] }>('detector.guess'),
  'calibrant.list': method<CalibrantListParams, { readonly calibrants: readonly CalibrantEntry[] }>('calibrant.list'),
  'calibrant.rings': method<CalibrantRingsParams, CalibrantRings>('calibrant.rings'),
  'integration.integrate1d': method<Integrate1DParams, Pattern1d>('integration.integrate1d'),
  'integration.integrate2d': method<Integrate2DParams, Cake>('integration.integrate2d'),
  'integration.save': method<IntegrationSaveParams, SavedFiles>('integration.save'),
  'integration.saveCake': method<IntegrationSaveCakeParams, SavedFiles>('integration.saveCake'),
  'integration.script': method<IntegrationScriptParams, { readonly text: string; readonly remarks: readonly string[] }>(
    'integration.script',
  ),
  'batch.preview': method<BatchPreviewParams, BatchPreview>('batch.preview'),
  'batch.start': method<BatchStartParams, BatchStatus>('batch.start'),
  'batch.watch': method<BatchWatchParams, BatchStatus>('batch.watch'),
  'batch.stopWatching': method<BatchStopWatchingParams, BatchStatus>('batch.stopWatching'),
  'batch.list': method<BatchListParams, { readonly batches: readonly BatchStatus[] }>('batch.list'),
  'batch.status': method<BatchStatusParams, BatchStatus>('batch.status'),
  'batch.pause': method<BatchPauseParams, BatchStatus>('batch.pause'),
  'batch.resume': method<BatchResumeParams, BatchStatus>('batch.resume'),
  'batch.cancel': method<BatchCancelParams, BatchStatus>('batch.cancel'),
  'batch.retry': method<BatchRetryParams, BatchStatus>('batch.retry'),
  'batch.frames': method<BatchFramesParams, BatchFramePage>('batch.frames'),
  'batch.matrix': method<BatchMatrixParams, BatchMatrix>('batch.matrix'),
  'batch.pattern': method<BatchPatternParams, BatchPattern>('batch.pattern'),
  'batch.summary': method<BatchSummaryParams, BatchSummary>('batch.summary'),
  'batch.close': method<BatchCloseParams, null>('batch.close'),
  'pattern.open': method<PatternOpenParams, PatternCurve>('pattern.open'),
  'pattern.save': method<PatternSaveParams, SavedFiles>('pattern.save'),
  'phase.open': method<PhaseOpenParams, CrystalPhase>('phase.open'),
  'session.load': method<SessionLoadParams, { readonly session: Session | null }>('session.load'),
  'session.open': method<SessionOpenParams, { readonly name: string; readonly session: Session }>('session.open'),
  'session.save': method<SessionSaveParams, null>('session.save'),
  'setup.open': method<SetupOpenParams, { readonly name: string; readonly text: string }>('setup.open'),
  'setup.save': method<SetupSaveParams, SavedFiles>('setup.save'),
  'setup.locate': method<SetupLocateParams, { readonly entry: FileEntry | null }>('setup.locate'),
  'setup.check': method<SetupCheckParams, { readonly problems: readonly SetupProblem[] }>('setup.check'),
  'preferences.load': method<PreferencesLoadParams, { readonly preferences: Preferences }>('preferences.load'),
  'preferences.save': method<PreferencesSaveParams, null>('preferences.save'),
};

export type Contract = typeof contract;
export type Method = keyof Contract;
export type Params<M extends Method> = Contract[M] extends MethodContract<infer P, unknown> ? P : never;
export type Result<M extends Method> = Contract[M] extends MethodContract<never, infer R> ? R : never;

export interface CallContext {
  readonly signal: AbortSignal;
  /** How much is done, and what is being done, for people. */
  readonly onProgress?: (fraction: number, stage?: string) => void;
}
export type Call = <M extends Method>(method: M, params: Params<M>, context: CallContext) => Promise<Result<M>>;
export type Handlers = { [M in Method]: (params: Params<M>, context: CallContext) => Promise<Result<M>> };

/** What the host tells the window unasked. */
export interface HostEvents {
  /** Files dropped on the window or opened from outside (Electron): take them as if they had been dropped. */
  'files.offered': { readonly refs: readonly FileRef[] };
  /** A native menu item: run this command of the registry. */
  'command.invoked': { readonly commandId: string };
}
