// Generated from schemas/ by `npm run generate`. Do not edit.

export interface EverySchema {
  Calibration: Calibration;
  Detector: Detector;
  Geometry: Geometry;
  IntegrationSettings: IntegrationSettings;
  Preferences: Preferences;
  Recipe: Recipe;
  AppInfoParams: AppInfoParams;
  CalibrantListParams: CalibrantListParams;
  CalibrantRingsParams: CalibrantRingsParams;
  CompareOrientationsParams: CompareOrientationsParams;
  CalibrationFormatParams: CalibrationFormatParams;
  CalibrationOpenParams: CalibrationOpenParams;
  CalibrationSaveParams: CalibrationSaveParams;
  DetectorGuessParams: DetectorGuessParams;
  DetectorListParams: DetectorListParams;
  FileIdentifyParams: FileIdentifyParams;
  FileListParams: FileListParams;
  FilePickParams: FilePickParams;
  FileUploadParams: FileUploadParams;
  ImageCloseParams: ImageCloseParams;
  ImageFrameParams: ImageFrameParams;
  ImageNeighbourParams: ImageNeighbourParams;
  ImageOpenParams: ImageOpenParams;
  Integrate1DParams: Integrate1DParams;
  Integrate2DParams: Integrate2DParams;
  IntegrationSaveParams: IntegrationSaveParams;
  MaskOpenParams: MaskOpenParams;
  MaskPixelsParams: MaskPixelsParams;
  PreferencesLoadParams: PreferencesLoadParams;
  PreferencesSaveParams: PreferencesSaveParams;
  SessionLoadParams: SessionLoadParams;
  SessionOpenParams: SessionOpenParams;
  SessionSaveParams: SessionSaveParams;
  Session: Session;
}
/**
 * All that turns a pixel into a scattering angle.
 */
export interface Calibration {
  geometry: Geometry;
  detector: Detector;
}
/**
 * Position and orientation of the detector, signs as in a .poni file; 1 is the slow axis (rows), 2 the fast one (columns).
 */
export interface Geometry {
  /**
   * Distance sample to the point of normal incidence (PONI), m. Negative: detector behind the sample.
   */
  dist: number;
  /**
   * PONI along the rows direction, m
   */
  poni1: number;
  /**
   * PONI along the columns direction, m
   */
  poni2: number;
  /**
   * First rotation, rad
   */
  rot1: number;
  /**
   * Second rotation, rad
   */
  rot2: number;
  /**
   * Rotation about the beam, rad; does not move the rings
   */
  rot3: number;
  /**
   * Wavelength, m; absent where the file has none
   */
  wavelength?: number;
}
/**
 * A flat pixel detector.
 */
export interface Detector {
  /**
   * Catalogue name, or the name found in a calibration file; "Detector" for a custom one
   */
  name: string;
  /**
   * Rows and columns; absent where the file does not say
   *
   * @minItems 2
   * @maxItems 2
   */
  shape?: [number, number];
  /**
   * Pixel size along a column (slow axis), m
   */
  pixel1: number;
  /**
   * Pixel size along a row (fast axis), m
   */
  pixel2: number;
  /**
   * EXIF numbering as in .poni 2.1: 3 as stored, 2 rows mirrored, 4 columns mirrored, 1 both. Applied to the pixel index before the geometry.
   */
  orientation: 1 | 2 | 3 | 4;
  /**
   * Sensor, for absorption and parallax
   */
  sensor?: {
    /**
     * Chemical formula, e.g. Si
     */
    material: string;
    /**
     * Thickness, m
     */
    thickness: number;
  };
}
/**
 * How an image becomes a pattern. Part of every recipe; the same for window, command line and batch.
 */
export interface IntegrationSettings {
  /**
   * Unit of the radial axis
   */
  radialUnit: '2th_deg' | '2th_rad' | 'q_nm^-1' | 'q_A^-1' | 'r_mm' | 'r_m' | 'd*2_nm^-2' | 'd*2_A^-2';
  /**
   * Number of radial bins
   */
  npt: number;
  /**
   * How a pixel is shared between bins: whole to the bin of its centre, evenly over its bounding box, or by the exact area of its quadrilateral
   */
  split: 'no' | 'bbox' | 'full';
  /**
   * Lower and upper end of the radial axis, in the output unit; absent: the extent of the pixels used
   *
   * @minItems 2
   * @maxItems 2
   */
  radialRange?: [number, number];
  /**
   * Lower and upper azimuth, degrees; wraps: (135, -135) is the 90 degrees about west
   *
   * @minItems 2
   * @maxItems 2
   */
  azimuthRange?: [number, number];
  /**
   * Divide by the relative solid angle of each pixel
   */
  solidAngle: boolean;
  /**
   * Polarization correction; absent: none. A factor of 0 is a correction too (unpolarized beam).
   */
  polarization?: {
    /**
     * (Ih - Iv) / (Ih + Iv)
     */
    factor: number;
    /**
     * Rotation of the plane of polarization, degrees
     */
    offsetDeg: number;
  };
  /**
   * Where the uncertainty comes from
   */
  errorModel: 'none' | 'poisson' | 'azimuthal' | 'hybrid';
  /**
   * The signal is divided by this, e.g. a monitor count
   */
  normalizationFactor: number;
  /**
   * Pixels below this value are ignored (strictly below)
   */
  maskBelow?: number;
  /**
   * Pixels above this value are ignored (strictly above)
   */
  maskAbove?: number;
  /**
   * A value that marks dead pixels
   */
  dummy?: {
    /**
     * Value of a dead pixel
     */
    value: number;
    /**
     * Pixels within this distance of the value are dead too
     */
    delta: number;
  };
  /**
   * Ignore the gaps that the detector catalogue knows
   */
  detectorMask: boolean;
  /**
   * The background image is multiplied by this before it is subtracted
   */
  backgroundScale: number;
}
/**
 * What a user sets once for all sessions.
 */
export interface Preferences {
  theme: 'dark' | 'light' | 'system';
  /**
   * Size of all text, 1 is normal
   */
  fontScale: number;
  mousePreset: 'dioptas' | 'silx';
  /**
   * Where the controls of a workspace stand; absent: below
   */
  panelPosition?: 'below' | 'side';
  /**
   * Sizes of panes in per cent, by splitter
   */
  splitters: {
    [k: string]: number[];
  };
}
/**
 * A run of `annulus integrate` that can be repeated exactly. Paths are as given on the command line.
 */
export interface Recipe {
  /**
   * Version that wrote the recipe
   */
  annulus: string;
  command: 'integrate';
  /**
   * Calibration file
   */
  calibration: string;
  /**
   * Rows reversed on reading
   */
  flipRows: boolean;
  /**
   * Replaces the orientation of the calibration file
   */
  orientation?: 1 | 2 | 3 | 4;
  settings: IntegrationSettings;
  /**
   * Mask files, non-zero is ignored
   */
  masks: string[];
  /**
   * Dark image
   */
  dark?: string;
  /**
   * Flat image
   */
  flat?: string;
  /**
   * Background image
   */
  background?: string;
  /**
   * Frames used of each input, A:B:STEP
   */
  frames?: string;
  /**
   * Output formats
   *
   * @minItems 1
   */
  formats: [
    'xy' | 'dat' | 'chi' | 'fit2d' | 'xye' | 'fxye' | 'csv' | 'h5',
    ...('xy' | 'dat' | 'chi' | 'fit2d' | 'xye' | 'fxye' | 'csv' | 'h5')[]
  ];
}
/**
 * What this host is and offers.
 */
export interface AppInfoParams {}
/**
 * The calibrant catalogue.
 */
export interface CalibrantListParams {}
/**
 * Rings of a calibrant at a wavelength.
 */
export interface CalibrantRingsParams {
  /**
   * Catalogue id
   */
  calibrantId: string;
  /**
   * m
   */
  wavelength: number;
}
/**
 * Sharpness of the rings for the four orientations.
 */
export interface CompareOrientationsParams {
  /**
   * Id given by image.open
   */
  imageId: string;
  /**
   * 0-based
   */
  frame: number;
  calibration: Calibration;
  settings: IntegrationSettings;
  /**
   * Masks in use
   *
   * Items: Id given by mask.open
   */
  maskIds: string[];
}
/**
 * A calibration as text in one of the usual forms.
 */
export interface CalibrationFormatParams {
  calibration: Calibration;
  form: 'poni' | 'poni-json' | 'fit2d' | 'saxsdog';
  /**
   * Image shape, where the form needs it
   *
   * @minItems 2
   * @maxItems 2
   */
  shape?: [number, number];
}
/**
 * Reads a calibration: .poni, SAXSdog .json/.saxsconf.
 */
export interface CalibrationOpenParams {
  /**
   * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  ref: string;
}
/**
 * Writes a .poni file, whole or not at all.
 */
export interface CalibrationSaveParams {
  calibration: Calibration;
  /**
   * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  directory: string;
  /**
   * File name
   */
  name: string;
  /**
   * Replace an existing file
   */
  overwrite: boolean;
}
/**
 * Detectors whose shape, binned or not, is this one.
 */
export interface DetectorGuessParams {
  /**
   * Rows and columns
   *
   * @minItems 2
   * @maxItems 2
   */
  shape: [number, number];
}
/**
 * The detector catalogue.
 */
export interface DetectorListParams {}
/**
 * Says what files are, by content.
 */
export interface FileIdentifyParams {
  /**
   * Files
   *
   * @maxItems 10000
   *
   * Items: A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  refs: string[];
}
/**
 * Lists one folder; without one, the roots.
 */
export interface FileListParams {
  /**
   * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  directory?: string;
}
/**
 * Opens the native dialog, where the host has one.
 */
export interface FilePickParams {
  purpose: 'open' | 'open-folder' | 'save' | 'export-folder';
  /**
   * Name proposed when saving
   */
  suggestedName?: string;
}
/**
 * Keeps bytes that the user dropped on the window; they live as long as the session.
 */
export interface FileUploadParams {
  /**
   * File name, no folders
   */
  name: string;
  /**
   * Content, a Uint8Array
   */
  bytes: Uint8Array;
}
/**
 * Forgets an image.
 */
export interface ImageCloseParams {
  /**
   * Id given by image.open
   */
  imageId: string;
}
/**
 * Reads one frame.
 */
export interface ImageFrameParams {
  /**
   * Id given by image.open
   */
  imageId: string;
  /**
   * 0-based
   */
  frame: number;
}
/**
 * The next or previous image file in the same folder, natural order.
 */
export interface ImageNeighbourParams {
  /**
   * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  ref: string;
  step: -1 | 1;
}
/**
 * Opens an image file and reads its header.
 */
export interface ImageOpenParams {
  /**
   * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  ref: string;
  /**
   * Dataset inside an HDF5 file; absent: found by itself
   */
  dataset?: string;
}
/**
 * Integrates one frame.
 */
export interface Integrate1DParams {
  /**
   * Id given by image.open
   */
  imageId: string;
  /**
   * 0-based
   */
  frame: number;
  calibration: Calibration;
  settings: IntegrationSettings;
  /**
   * Masks in use
   *
   * Items: Id given by mask.open
   */
  maskIds: string[];
  /**
   * Id given by image.open
   */
  darkId?: string;
  /**
   * Id given by image.open
   */
  flatId?: string;
  /**
   * Id given by image.open
   */
  backgroundId?: string;
}
/**
 * Integrates one frame to a cake: intensity over azimuth and radial position. Without an azimuth range in the settings the cakes divide the circle; with one they divide it, the first one beginning at its lower end.
 */
export interface Integrate2DParams {
  /**
   * Id given by image.open
   */
  imageId: string;
  /**
   * 0-based
   */
  frame: number;
  calibration: Calibration;
  settings: IntegrationSettings;
  /**
   * Masks in use
   *
   * Items: Id given by mask.open
   */
  maskIds: string[];
  /**
   * Id given by image.open
   */
  darkId?: string;
  /**
   * Id given by image.open
   */
  flatId?: string;
  /**
   * Id given by image.open
   */
  backgroundId?: string;
  /**
   * Number of cakes
   */
  azimuthBins: number;
  /**
   * Azimuth of the centre of the first cake, degrees: 0 is east, +90 south; absent: -180 + half a cake, so that the first one begins at west. Not together with an azimuth range.
   */
  azimuthStart?: number;
  /**
   * Order of the cakes on screen, row 0 on top; clockwise is growing azimuth
   */
  sense: 'clockwise' | 'anticlockwise';
}
/**
 * Integrates one frame and writes it in one or more formats.
 */
export interface IntegrationSaveParams {
  /**
   * Id given by image.open
   */
  imageId: string;
  /**
   * 0-based
   */
  frame: number;
  calibration: Calibration;
  settings: IntegrationSettings;
  /**
   * Masks in use
   *
   * Items: Id given by mask.open
   */
  maskIds: string[];
  /**
   * Id given by image.open
   */
  darkId?: string;
  /**
   * Id given by image.open
   */
  flatId?: string;
  /**
   * Id given by image.open
   */
  backgroundId?: string;
  /**
   * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  directory: string;
  /**
   * File name without suffix; absent: that of the image
   */
  stem?: string;
  /**
   * Output formats
   *
   * @minItems 1
   */
  formats: [
    'xy' | 'dat' | 'chi' | 'fit2d' | 'xye' | 'fxye' | 'csv' | 'h5',
    ...('xy' | 'dat' | 'chi' | 'fit2d' | 'xye' | 'fxye' | 'csv' | 'h5')[]
  ];
  /**
   * Replace existing files
   */
  overwrite: boolean;
}
/**
 * Reads a mask; non-zero is ignored.
 */
export interface MaskOpenParams {
  /**
   * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  ref: string;
}
/**
 * The pixels that are ignored for an image: masks, detector gaps and value limits together.
 */
export interface MaskPixelsParams {
  /**
   * Id given by image.open
   */
  imageId: string;
  /**
   * 0-based
   */
  frame: number;
  calibration?: Calibration;
  settings: IntegrationSettings;
  /**
   * Masks in use
   *
   * Items: Id given by mask.open
   */
  maskIds: string[];
}
/**
 * The user's preferences.
 */
export interface PreferencesLoadParams {}
/**
 * Saves the user's preferences.
 */
export interface PreferencesSaveParams {
  preferences: Preferences;
}
/**
 * The session saved last for this window.
 */
export interface SessionLoadParams {
  /**
   * Id kept by the window
   */
  sessionId: string;
}
/**
 * Reads a session that was saved as a file.
 */
export interface SessionOpenParams {
  /**
   * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  ref: string;
}
/**
 * Saves the session.
 */
export interface SessionSaveParams {
  /**
   * Id kept by the window
   */
  sessionId: string;
  session: Session;
}
/**
 * What the window holds, saved as the user works and restored after a crash.
 */
export interface Session {
  version: 1;
  /**
   * Time of saving, ISO 8601
   */
  savedAt: string;
  /**
   * Open workspace
   */
  workspace: string;
  /**
   * Image on screen
   */
  image?: {
    /**
     * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
     */
    ref: string;
    /**
     * Dataset inside an HDF5 file
     */
    dataset?: string;
    /**
     * Frame shown, 0-based
     */
    frame: number;
  };
  calibration?: Calibration;
  /**
   * File the calibration came from
   */
  calibrationName?: string;
  /**
   * Where each value of the calibration came from; absent: not known
   */
  calibrationOrigins?: {
    [k: string]: 'default' | 'file' | 'header' | 'typed' | 'found';
  };
  settings: IntegrationSettings;
  /**
   * Masks in use
   *
   * Items: A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  masks: string[];
  /**
   * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  dark?: string;
  /**
   * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  flat?: string;
  /**
   * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  background?: string;
  /**
   * Calibrant whose rings are drawn
   */
  calibrantId?: string;
  /**
   * How it is shown
   */
  view: {
    scale: 'linear' | 'log' | 'sqrt' | 'asinh';
    /**
     * Colour map
     */
    colourMap: string;
    /**
     * Lower and upper level, counts; absent: automatic
     *
     * @minItems 2
     * @maxItems 2
     */
    levels?: [number, number];
    plotScale: 'linear' | 'log' | 'sqrt';
    /**
     * Calibrant rings drawn
     */
    showRings: boolean;
    /**
     * Mask drawn
     */
    showMask: boolean;
    /**
     * Beam centre drawn
     */
    showBeamCentre: boolean;
    /**
     * Unit of the axis shown
     */
    displayUnit?: string;
  };
}
