import schema from '../../schemas/integration-settings.schema.json';
import type {
  BatchPlan,
  CalibrantChoice,
  Calibration,
  CalibrationSetup,
  EditedFile,
  IntegrationSettings,
  MaskLayer,
  NormalizeBy,
  PatternBackground,
  PhaseChoice,
  Session,
} from '../../src-shared/model/schema-types.generated.ts';
import type { FileRef } from '../../src-shared/rpc/contract.ts';
import type { PatternOverlay } from './pattern-overlay.ts';
import type { PointGroups } from './point-groups.ts';

/** Where a value came from. A default that nobody confirmed must not look like one that somebody gave. */
export type Origin = 'default' | 'file' | 'header' | 'typed' | 'found';

export type GeometryField = keyof Calibration['geometry'];
export type DetectorField = 'name' | 'pixel1' | 'pixel2' | 'orientation';
export type CalibrationField = GeometryField | DetectorField;

export interface CalibrationInUse {
  readonly calibration: Calibration;
  /** File it came from; absent: typed from nothing. */
  readonly name?: string;
  readonly warnings: readonly string[];
  readonly origins: Readonly<Partial<Record<CalibrationField, Origin>>>;
}

export type SettingKey = keyof IntegrationSettings;
export type CorrectionRole = 'dark' | 'flat' | 'background';
export type View = Session['view'];

/** All that a user can change and take back. Immutable and plain: the session file is made from it. */
export interface SessionDocument {
  readonly calibration: CalibrationInUse | null;
  readonly settings: IntegrationSettings;
  /** Absent: default. */
  readonly settingOrigins: Readonly<Partial<Record<SettingKey, Origin>>>;
  readonly masks: readonly FileRef[];
  /** Drawn over the image, from the first to the last; they act besides the mask files. */
  readonly maskLayers: readonly MaskLayer[];
  readonly corrections: Readonly<Partial<Record<CorrectionRole, FileRef>>>;
  /** Where the value of each frame stands that it is divided by. */
  readonly normalizeBy: NormalizeBy | null;
  /** Corrections that are kept and do not act. */
  readonly switchedOff: readonly NonNullable<Session['switchedOff']>[number][];
  readonly calibrantId: string | null;
  /** A calibrant that is not in the catalogue; goes before `calibrantId`. */
  readonly ownCalibrant: CalibrantChoice | null;
  readonly setup: Readonly<CalibrationSetup>;
  /** Picked on rings, by hand or extracted. */
  readonly points: PointGroups;
  /** Patterns laid over the one of the image, in the order of the list. */
  readonly overlays: readonly PatternOverlay[];
  /** Phases whose lines are drawn in the pattern. */
  readonly phases: readonly PhaseChoice[];
  /** null: none is looked for. */
  readonly patternBackground: PatternBackground | null;
  /** What the Batch workspace integrates in the way described here. */
  readonly batch: BatchPlan;
  /** The file in the tree of the Setup workspace; null: none. */
  readonly editedFile: Readonly<EditedFile> | null;
  readonly view: View;
}

interface SchemaProperty {
  readonly description?: string;
  readonly default?: unknown;
}

/** The settings that the schema gives to whoever says nothing. */
export function defaultSettings(): IntegrationSettings {
  const entries = Object.entries(schema.properties as Readonly<Record<string, SchemaProperty>>)
    .filter(([, property]) => property.default !== undefined)
    .map(([key, property]) => [key, property.default]);
  return Object.fromEntries(entries) as IntegrationSettings;
}

export function defaultView(): View {
  return {
    scale: 'log',
    colourMap: 'inferno',
    plotScale: 'linear',
    showRings: true,
    showMask: true,
    showBeamCentre: true,
  };
}

export function defaultSetup(): CalibrationSetup {
  return {
    fixed: [],
    refineWavelength: false,
    bounds: {},
    fromGeometry: false,
    useMask: true,
    rejectOutliers: true,
    autoIncrease: false,
    autoRefine: false,
  };
}

export function emptyDocument(): SessionDocument {
  return {
    calibration: null,
    settings: defaultSettings(),
    settingOrigins: {},
    masks: [],
    maskLayers: [],
    corrections: {},
    normalizeBy: null,
    switchedOff: [],
    calibrantId: null,
    ownCalibrant: null,
    setup: defaultSetup(),
    points: [],
    overlays: [],
    phases: [],
    patternBackground: null,
    batch: defaultBatch(),
    editedFile: null,
    view: defaultView(),
  };
}

export function defaultBatch(): BatchPlan {
  return {
    inputs: [],
    recursive: false,
    makes: 'patterns',
    formats: ['xy'],
    layouts: ['xrdfit'],
    azimuthBins: 36,
    existing: 'refuse',
    summaryFile: true,
  };
}

/** Where a calibration came from, for people: its file, or how it was made. */
export function calibrationTitle({ name, origins }: CalibrationInUse): string {
  return name ?? (origins.dist === 'found' ? 'calibrated here' : 'typed by hand');
}

/** "root:/folder/image_001.tif" → "image_001.tif" */
export function nameOfRef(ref: FileRef): string {
  return ref.slice(Math.max(ref.lastIndexOf('/'), ref.indexOf(':')) + 1) || ref;
}

/** Root and folder as people know them: "beamtime/series". */
export function folderLabel(ref: FileRef, roots: readonly { readonly ref: FileRef; readonly label: string }[]): string {
  const colon = ref.indexOf(':/');
  const label = roots.find((root) => root.ref.startsWith(ref.slice(0, colon + 1)))?.label ?? ref.slice(0, colon);
  const inside = ref.slice(colon + 2);
  return inside === '' ? label : `${label}/${inside}`;
}

/** Folder of a file: "root:/folder/image.tif" → "root:/folder", "root:/image.tif" → "root:/". */
export function folderOfRef(ref: FileRef): FileRef {
  const slash = ref.lastIndexOf('/');
  const root = ref.indexOf(':/') + 1;
  return slash > root ? ref.slice(0, slash) : ref.slice(0, root + 1);
}
