import type { Cake } from '../model/cake.ts';
import type { CalibrantRank, ControlPointSet, PointFile } from '../model/calibration-result.ts';
import type { CrystalPhase } from '../model/crystal-phase.ts';
import type { Pattern1d } from '../model/pattern-1d.ts';
import type { PatternCurve } from '../model/pattern-curve.ts';
import type {
  AppInfoParams,
  BatchCancelParams,
  BatchCloseParams,
  BatchCompareParams,
  BatchEarlierPatternParams,
  BatchOpenEarlierParams,
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
  CalibrateTogetherParams,
  CalibrationFormatParams,
  CalibrationOpenParams,
  CalibrationRefineParams,
  CalibrationResultParams,
  CalibrationSaveParams,
  CorrectedFrameParams,
  CompareOrientationsParams,
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
  BatchComparison,
  BatchFramePage,
  BatchMatrix,
  BatchPattern,
  BatchPreview,
  BatchStatus,
  BatchSummary,
  EarlierResults,
} from './batch-contract.ts';
import type { FileRef } from './file-ref.ts';
import type {
  AppInfo,
  FileEntry,
  DirectoryListing,
  IdentifiedFile,
  DetectorGuess,
  ImageInfo,
  ImageFrame,
  MaskInfo,
  MaskPixels,
  MaskRaster,
  OpenedMaskLayers,
  CalibrationInfo,
  StoredCalibrationResult,
  TogetherResult,
  GrownPoints,
  OrientationComparison,
  DetectorEntry,
  CalibrantEntry,
  CalibrantRings,
  SaxsPreview,
  SavedFiles,
  SetupProblem,
} from './results.ts';

export type * from './results.ts';
export type { FileRef };

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
  'calibration.calibrateTogether': method<CalibrateTogetherParams, TogetherResult>('calibration.calibrateTogether'),
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
  'batch.openEarlier': method<BatchOpenEarlierParams, EarlierResults>('batch.openEarlier'),
  'batch.compare': method<BatchCompareParams, BatchComparison>('batch.compare'),
  'batch.earlierPattern': method<BatchEarlierPatternParams, BatchPattern & { readonly name: string }>(
    'batch.earlierPattern',
  ),
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
