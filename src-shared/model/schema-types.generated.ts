// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * Where the value of each frame stands that it is divided by, e.g. its monitor count or transmission.
 */
export type NormalizeBy =
  | {
      kind: 'header';
      /**
       * Name of the entry
       */
      key: string;
    }
  | {
      kind: 'file';
      /**
       * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
       */
      ref: string;
      /**
       * Path of the dataset, or name of the column; absent: the last column
       */
      part?: string;
    };
/**
 * A calibrant of the catalogue, a file of d-spacings, or a unit cell.
 */
export type CalibrantChoice =
  | {
      /**
       * Catalogue id or alias
       */
      id: string;
    }
  | {
      /**
       * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
       */
      ref: string;
    }
  | {
      cell: CalibrantCell;
    };
/**
 * A parameter of the geometry that a refinement can change; rot3 does not move rings.
 */
export type Refinable = 'dist' | 'poni1' | 'poni2' | 'rot1' | 'rot2' | 'wavelength';
/**
 * How images that are calibrated together hang together.
 */
export type TogetherArrangement = 'own' | 'moved' | 'path' | 'rotated';
/**
 * What a mask layer covers, or does to the mask so far. Places are in px of the stored image, column then row, corner origin: pixel (0, 0) spans 0–1. A pixel is inside if its centre is.
 */
export type MaskRegion =
  | {
      kind: 'rectangle';
      /**
       * Column of a corner, px
       */
      x1: number;
      /**
       * Row of a corner, px
       */
      y1: number;
      /**
       * Column of the opposite corner, px
       */
      x2: number;
      /**
       * Row of the opposite corner, px
       */
      y2: number;
    }
  | {
      kind: 'circle';
      /**
       * Centre, column, px
       */
      x: number;
      /**
       * Centre, row, px
       */
      y: number;
      /**
       * px
       */
      radius: number;
    }
  | {
      kind: 'ellipse';
      /**
       * Centre, column, px
       */
      x: number;
      /**
       * Centre, row, px
       */
      y: number;
      /**
       * Half axis, along columns before turning, px
       */
      radiusX: number;
      /**
       * The other half axis, px
       */
      radiusY: number;
      /**
       * Turned by this, clockwise on screen, degrees
       */
      angleDeg: number;
    }
  | {
      kind: 'polygon';
      /**
       * x0, y0, x1, y1, …
       */
      points: number[];
    }
  | {
      kind: 'arc';
      /**
       * Centre, column, px
       */
      x: number;
      /**
       * Centre, row, px
       */
      y: number;
      /**
       * px
       */
      innerRadius: number;
      /**
       * px
       */
      outerRadius: number;
      /**
       * Where it begins: 0 east, 90 south, degrees
       */
      startDeg: number;
      /**
       * Where it ends, clockwise on screen from its beginning, degrees
       */
      endDeg: number;
    }
  | {
      kind: 'brush';
      /**
       * One for each stroke
       */
      strokes: {
        /**
         * Half the width, px
         */
        radius: number;
        /**
         * x0, y0, x1, y1, …: a line through them
         */
        points: number[];
      }[];
    }
  | {
      kind: 'point';
      /**
       * x0, y0, x1, y1, …
       */
      points: number[];
      /**
       * px; 0: the pixel alone
       */
      radius: number;
    }
  | {
      kind: 'threshold';
      /**
       * below: < low; above: > high; between: low ≤ value ≤ high; outside: the others
       */
      mode: 'below' | 'above' | 'between' | 'outside';
      /**
       * Counts
       */
      low?: number;
      /**
       * Counts
       */
      high?: number;
    }
  | {
      kind: 'nonFinite';
    }
  | {
      kind: 'radialRange';
      /**
       * Unit of both ends
       */
      unit: '2th_deg' | '2th_rad' | 'q_nm^-1' | 'q_A^-1' | 'r_mm' | 'r_m' | 'd*2_nm^-2' | 'd*2_A^-2';
      /**
       * Inner end
       */
      low: number;
      /**
       * Outer end
       */
      high: number;
    }
  | {
      kind: 'azimuthRange';
      /**
       * Where it begins, degrees: 0 along columns, 90 along rows
       */
      startDeg: number;
      /**
       * Where it ends, with rising azimuth from its beginning, degrees
       */
      endDeg: number;
    }
  | {
      kind: 'gaps';
    }
  | {
      kind: 'hotPixels';
      /**
       * Above the median of the neighbours by this many times their spread
       */
      threshold: number;
      /**
       * Side of the neighbourhood, px
       */
      size: 3 | 5 | 7;
    }
  | {
      kind: 'automatic';
      settings: AutoMask;
    }
  | {
      kind: 'file';
      /**
       * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
       */
      ref: string;
      /**
       * Whether values other than 0 are kept, as at SACLA; else they are masked
       */
      keep: boolean;
    }
  | {
      kind: 'grow';
      /**
       * px
       */
      radius: number;
    }
  | {
      kind: 'shrink';
      /**
       * px
       */
      radius: number;
    }
  | {
      kind: 'invert';
    };
/**
 * The servers that process images for others, one entry each: ~/.saxsdognetwork, which server and clients share.
 *
 * @minItems 1
 */
export type SaxsdogNetwork = [SaxsdogQueue, ...SaxsdogQueue[]];

export interface EverySchema {
  AutoMask: AutoMask;
  BatchPlan: BatchPlan;
  BatchTask: BatchTask;
  CakeRecipe: CakeRecipe;
  CalibrantCell: CalibrantCell;
  CalibrantChoice: CalibrantChoice;
  CalibrationRecipe: CalibrationRecipe;
  CalibrationSetup: CalibrationSetup;
  Calibration: Calibration;
  Detector: Detector;
  EditedFile: EditedFile;
  GeometryHistoryEntry: GeometryHistoryEntry;
  Geometry: Geometry;
  IntegrationSettings: IntegrationSettings;
  MaskLayerFile: MaskLayerFile;
  MaskLayer: MaskLayer;
  MaskRegion: MaskRegion;
  NormalizeBy: NormalizeBy;
  PatternBackground: PatternBackground;
  PhaseChoice: PhaseChoice;
  PickedPoints: PickedPoints;
  PointGroup: PointGroup;
  Preferences: Preferences;
  RecipeCalibrant: RecipeCalibrant;
  Recipe: Recipe;
  Refinable: Refinable;
  RefineBounds: RefineBounds;
  AppInfoParams: AppInfoParams;
  BatchCancelParams: BatchCancelParams;
  BatchCloseParams: BatchCloseParams;
  BatchCompareParams: BatchCompareParams;
  BatchEarlierPatternParams: BatchEarlierPatternParams;
  BatchFramesParams: BatchFramesParams;
  BatchListParams: BatchListParams;
  BatchMatrixParams: BatchMatrixParams;
  BatchOpenEarlierParams: BatchOpenEarlierParams;
  BatchPatternParams: BatchPatternParams;
  BatchPauseParams: BatchPauseParams;
  BatchPreviewParams: BatchPreviewParams;
  BatchResumeParams: BatchResumeParams;
  BatchRetryParams: BatchRetryParams;
  BatchStartParams: BatchStartParams;
  BatchStatusParams: BatchStatusParams;
  BatchStopWatchingParams: BatchStopWatchingParams;
  BatchSummaryParams: BatchSummaryParams;
  BatchWatchParams: BatchWatchParams;
  CalibrantListParams: CalibrantListParams;
  CalibrantRingsParams: CalibrantRingsParams;
  CalibrateParams: CalibrateParams;
  CalibrateTogetherParams: CalibrateTogetherParams;
  CompareOrientationsParams: CompareOrientationsParams;
  ExtractPointsParams: ExtractPointsParams;
  CalibrationFormatParams: CalibrationFormatParams;
  GrowPointsParams: GrowPointsParams;
  CalibrationOpenParams: CalibrationOpenParams;
  OpenPointsParams: OpenPointsParams;
  RankCalibrantsParams: RankCalibrantsParams;
  CalibrationRefineParams: CalibrationRefineParams;
  CalibrationResultParams: CalibrationResultParams;
  CalibrationSaveParams: CalibrationSaveParams;
  SavePointsParams: SavePointsParams;
  SaveCalibrationResultParams: SaveCalibrationResultParams;
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
  CorrectedFrameParams: CorrectedFrameParams;
  Integrate1DParams: Integrate1DParams;
  Integrate2DParams: Integrate2DParams;
  IntegrationSaveParams: IntegrationSaveParams;
  IntegrationSaveCakeParams: IntegrationSaveCakeParams;
  IntegrationScriptParams: IntegrationScriptParams;
  MaskOpenParams: MaskOpenParams;
  MaskOpenLayersParams: MaskOpenLayersParams;
  MaskPixelsParams: MaskPixelsParams;
  MaskRasterizeParams: MaskRasterizeParams;
  MaskSaveParams: MaskSaveParams;
  MaskSaveLayersParams: MaskSaveLayersParams;
  PatternOpenParams: PatternOpenParams;
  PatternSaveParams: PatternSaveParams;
  PhaseOpenParams: PhaseOpenParams;
  PreferencesLoadParams: PreferencesLoadParams;
  PreferencesSaveParams: PreferencesSaveParams;
  SaxsPreviewParams: SaxsPreviewParams;
  SessionLoadParams: SessionLoadParams;
  SessionOpenParams: SessionOpenParams;
  SessionSaveParams: SessionSaveParams;
  SetupCheckParams: SetupCheckParams;
  SetupLocateParams: SetupLocateParams;
  SetupOpenParams: SetupOpenParams;
  SetupSaveParams: SetupSaveParams;
  SavedOverlay: SavedOverlay;
  SaxsdogCalibration: SaxsdogCalibration;
  SaxsdogMerge: SaxsdogMerge;
  SaxsdogNetwork: SaxsdogNetwork;
  Session: Session;
  SlurmRun: SlurmRun;
  TogetherArrangement: TogetherArrangement;
  TogetherRecipe: TogetherRecipe;
}
/**
 * Automatic mask of PDFstream: frame of the image, thresholds, then outliers of each ring.
 */
export interface AutoMask {
  /**
   * Rows and columns left out at every side
   */
  edge: number;
  /**
   * Values below are masked; absent: none are
   */
  lower?: number;
  /**
   * Values above are masked; absent: none are
   */
  upper?: number;
  /**
   * Standard deviations beyond which a pixel of a ring is masked; absent: no outliers are looked for
   */
  alpha?: number;
  /**
   * median: all pixels too far from the median, once; mean: the worst pixel from the mean, again and again; sigma: all pixels too far from the mean, until none is
   */
  method: 'median' | 'mean' | 'sigma';
}
/**
 * Which files a batch takes and where its results go. How they are integrated is said by the session around it.
 */
export interface BatchPlan {
  /**
   * Files and folders, in this order
   *
   * @maxItems 200000
   */
  inputs: {
    /**
     * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
     */
    ref: string;
    /**
     * Path of the dataset in a container
     */
    dataset?: string;
  }[];
  /**
   * Images in the folders below too
   */
  recursive: boolean;
  /**
   * Frames used of each input, A:B:STEP; absent: all
   */
  frames?: string;
  /**
   * What is made of each frame
   */
  makes: 'patterns' | 'cakes';
  /**
   * Formats of patterns
   */
  formats: ('xy' | 'dat' | 'chi' | 'fit2d' | 'xye' | 'fxye' | 'csv' | 'h5' | 'nxcansas')[];
  /**
   * Formats of one table of all patterns; absent: none
   */
  tables?: ('csv' | 'xy' | 'h5')[];
  /**
   * Layouts of cakes
   */
  layouts: ('xrdfit' | 'xrdfit-blank' | 'maud' | 'esg' | 'edf' | 'npy' | 'h5')[];
  /**
   * Number of cakes
   */
  azimuthBins: number;
  /**
   * Folder for the results, `root:/path/inside`; absent: not chosen yet
   */
  directory?: string;
  /**
   * What happens to results that exist
   */
  existing: 'refuse' | 'skip' | 'replace';
  /**
   * Write annulus-summary.csv beside the results
   */
  summaryFile: boolean;
  /**
   * Range of the radial axis, in the unit of the settings, whose mean is followed over the series and mapped
   *
   * @minItems 2
   * @maxItems 2
   */
  window?: [number, number];
  /**
   * How the sample was scanned; absent: no map
   */
  grid?: {
    rows: number;
    columns: number;
    /**
     * Every other row was scanned backwards
     */
    isSnake: boolean;
  };
  /**
   * What the series is compared with; absent: nothing
   */
  compare?: {
    /**
     * Folder, HDF5 file or table with the results of an earlier run; absent: the batch before
     */
    ref?: string;
    /**
     * What the heat map shows: the patterns of this run, or this run minus the earlier one, or divided by it
     */
    as: 'patterns' | 'difference' | 'ratio';
  };
}
/**
 * Many frames integrated in the same way.
 */
export interface BatchTask {
  /**
   * Files and folders, in this order
   *
   * @maxItems 200000
   */
  inputs: {
    /**
     * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
     */
    ref: string;
    /**
     * Path of the dataset in a container
     */
    dataset?: string;
  }[];
  /**
   * Images in the folders below too
   */
  recursive: boolean;
  /**
   * Frames used of each input, A:B:STEP; absent: all
   */
  frames?: string;
  calibration: Calibration;
  settings: IntegrationSettings;
  /**
   * Masks in use
   *
   * Items: Id given by mask.open or mask.rasterize
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
  normalizeBy?: NormalizeBy;
  autoMask?: AutoMask;
  /**
   * Formats of patterns; none with cakes
   */
  formats: ('xy' | 'dat' | 'chi' | 'fit2d' | 'xye' | 'fxye' | 'csv' | 'h5' | 'nxcansas' | 'svg' | 'pdf' | 'png')[];
  /**
   * Formats of one table of all patterns; absent: none
   */
  tables?: ('csv' | 'xy' | 'h5')[];
  /**
   * Cakes are made instead of patterns
   */
  cakes?: {
    /**
     * How the circle, or the azimuth range of the settings, is cut
     */
    cut: {
      /**
       * Number of cakes
       */
      azimuthBins: number;
      /**
       * Azimuth of the centre of the first cake, degrees: 0 is east, +90 south
       */
      azimuthStart?: number;
      /**
       * Order of the cakes on screen, row 0 on top
       */
      sense: 'clockwise' | 'anticlockwise';
    };
    /**
     * Output layouts
     *
     * @minItems 1
     */
    layouts: [
      'xrdfit' | 'xrdfit-blank' | 'maud' | 'esg' | 'edf' | 'npy' | 'h5' | 'svg' | 'pdf' | 'png',
      ...('xrdfit' | 'xrdfit-blank' | 'maud' | 'esg' | 'edf' | 'npy' | 'h5' | 'svg' | 'pdf' | 'png')[]
    ];
  };
  /**
   * Folder for the results, `root:/path/inside`; made if missing, one level
   */
  directory: string;
  /**
   * What happens to results that exist: an error before any work, the frame is skipped, or they are replaced
   */
  existing: 'refuse' | 'skip' | 'replace';
  /**
   * Write annulus-summary.csv beside the results
   */
  summaryFile: boolean;
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
   * Photons that cross the sensor of the detector without being counted, fewer where they come in obliquely; absent: no correction
   */
  sensorAbsorption?: {
    /**
     * Thickness of the sensor, micrometres
     */
    thicknessUm: number;
    /**
     * Material of the sensor: its attenuation length follows from the wavelength
     */
    material?: 'Si' | 'CdTe' | 'GaAs' | 'Ge' | 'CsI' | 'Gd2O2S';
    /**
     * Depth at which 1/e of the photons are left, micrometres; instead of a material
     */
    attenuationLengthUm?: number;
  };
  /**
   * Absorption in a flat sample that the beam crosses, relative to that of the beam itself; absent: no correction
   */
  sampleAbsorption?: {
    /**
     * Attenuation coefficient times thickness, across the sheet: -ln of the transmission at normal incidence
     */
    opticalThickness: number;
    /**
     * Angle between the beam and the normal of the sheet, degrees
     */
    angleDeg: number;
    /**
     * Side to which the normal leans behind the sample, degrees: 0 is east, +90 south
     */
    azimuthDeg: number;
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
   * Exposures that the dark is the mean of: its counts add that many times less to the variance; absent: 1
   */
  darkExposures?: number;
  /**
   * The background image is multiplied by this before it is subtracted
   */
  backgroundScale: number;
  patternBackground?: PatternBackground;
  /**
   * What keeps spots and outliers out of a pattern, or out of each cell of a cake; absent: nothing
   */
  filter?:
    | {
        kind: 'sigma-clip';
        /**
         * Standard deviations; raised to Chauvenet's criterion where a bin has very many pixels
         */
        threshold: number;
        /**
         * Rounds of clipping at most
         */
        maxIterations: number;
      }
    | {
        kind: 'median';
        /**
         * 0 to 100
         */
        percentile: number;
      }
    | {
        kind: 'trimmed-mean';
        /**
         * Lower and upper percentile
         *
         * @minItems 2
         * @maxItems 2
         */
        percentiles: [number, number];
      };
}
/**
 * Smooth background of a pattern.
 */
export interface PatternBackground {
  /**
   * Peaks clipped away, or a smoothing spline under them; absent: snip
   */
  method?: 'snip' | 'spline';
  /**
   * Bins: of snip half the width that peaks may have, of the spline the length of waves that it follows half (3 or more)
   */
  window: number;
  /**
   * Ends on the radial axis, in rangeUnit; outside there is no background. Absent: the whole axis
   *
   * @minItems 2
   * @maxItems 2
   */
  range?: [number, number];
  /**
   * Radial unit of the range, which counts only while the axis is in it
   */
  rangeUnit?: string;
  /**
   * Subtracted from the curve; else drawn as a curve of its own, and files keep it
   */
  subtract: boolean;
}
/**
 * A run of `annulus cake` that can be repeated exactly. Paths are as given on the command line.
 */
export interface CakeRecipe {
  /**
   * Version that wrote the recipe
   */
  annulus: string;
  command: 'cake';
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
  autoMask?: AutoMask;
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
   * Where the value of each frame stands that it is divided by: header:KEY, FILE.h5::/path, or a table FILE[::COLUMN]
   */
  normalizeBy?: string;
  /**
   * Frames used of each input, A:B:STEP
   */
  frames?: string;
  /**
   * What was integrated: taken again where no image is named
   */
  inputs?: {
    /**
     * File, glob, folder, FILE.h5::/path or @list
     */
    image: string;
    /**
     * Folder of its results; absent: beside each image
     */
    out?: string;
  }[];
  /**
   * Images in the folders below too
   */
  recursive?: boolean;
  /**
   * How the circle, or the azimuth range of the settings, is cut
   */
  cut: {
    /**
     * Number of cakes
     */
    azimuthBins: number;
    /**
     * Azimuth of the centre of the first cake, degrees: 0 is east, +90 south
     */
    azimuthStart?: number;
    /**
     * Order of the cakes on screen, row 0 on top
     */
    sense: 'clockwise' | 'anticlockwise';
  };
  /**
   * Output layouts
   *
   * @minItems 1
   */
  layouts: [
    'xrdfit' | 'xrdfit-blank' | 'maud' | 'esg' | 'edf' | 'npy' | 'h5' | 'svg' | 'pdf' | 'png',
    ...('xrdfit' | 'xrdfit-blank' | 'maud' | 'esg' | 'edf' | 'npy' | 'h5' | 'svg' | 'pdf' | 'png')[]
  ];
}
/**
 * A calibrant known by its unit cell.
 */
export interface CalibrantCell {
  /**
   * Å
   */
  a: number;
  /**
   * Å; absent: a
   */
  b?: number;
  /**
   * Å; absent: a
   */
  c?: number;
  /**
   * degrees; absent: 90
   */
  alpha?: number;
  /**
   * degrees; absent: 90
   */
  beta?: number;
  /**
   * degrees; absent: 90, and 120 for R (hexagonal axes)
   */
  gamma?: number;
  /**
   * Centring; R is the obverse setting on hexagonal axes
   */
  lattice: 'P' | 'I' | 'F' | 'C' | 'R';
  /**
   * For people; absent: the cell in words
   */
  label?: string;
}
/**
 * A calibration that can be repeated exactly: what it was made of, and what came out. Places are those of the image as stored, or with its rows reversed if flipRows says so.
 */
export interface CalibrationRecipe {
  /**
   * Program and version that wrote it
   */
  annulus: string;
  command: 'calibrate';
  /**
   * File, relative to the folder of the recipe
   */
  image: string;
  /**
   * Path inside an HDF5 file
   */
  dataset?: string;
  /**
   * 0-based
   */
  frame: number;
  /**
   * Rows of image and masks reversed on reading
   */
  flipRows?: boolean;
  calibrant: RecipeCalibrant;
  /**
   * The calibrant was not given: it is the likeliest of the catalogue
   */
  calibrantFound?: boolean;
  /**
   * As given, m
   */
  wavelength: number;
  detector: Detector;
  /**
   * Files, relative to the folder of the recipe; non-zero is ignored
   */
  masks: string[];
  /**
   * Ignore the gaps that the detector catalogue knows
   */
  detectorMask: boolean;
  /**
   * Ignore values below
   */
  maskBelow?: number;
  /**
   * Ignore values above
   */
  maskAbove?: number;
  /**
   * image: found on the image; points: refined on the points as they are
   */
  method: 'image' | 'points';
  start?: Geometry;
  /**
   * Hint, m
   */
  distance?: number;
  /**
   * Hint, px, column then row, corner origin
   *
   * @minItems 2
   * @maxItems 2
   */
  centre?: [number, number];
  hints?: PickedPoints;
  /**
   * Rings used at most
   */
  ringCount?: number;
  /**
   * Held at their start
   */
  fixed?: Refinable[];
  /**
   * Wavelength refined too
   */
  refineWavelength?: boolean;
  bounds?: RefineBounds;
  /**
   * Of method points
   */
  rejectOutliers?: boolean;
  /**
   * Of method points: judged on the image as well
   */
  judge?: boolean;
  /**
   * The points of the result
   */
  points: {
    /**
     * px, corner origin
     *
     * @maxItems 200000
     */
    rows: number[];
    /**
     * px
     *
     * @maxItems 200000
     */
    columns: number[];
    /**
     * Ring numbers
     *
     * @maxItems 200000
     */
    rings: number[];
    /**
     * 1 = dropped as an outlier
     *
     * @maxItems 200000
     */
    rejected: number[];
  };
  /**
   * What came out
   */
  result: {
    verdict: 'good' | 'check' | 'bad';
    reasons: string[];
    geometry: Geometry | null;
    uncertainties: {
      /**
       * One standard deviation, SI
       */
      dist?: number | null;
      /**
       * One standard deviation, SI
       */
      poni1?: number | null;
      /**
       * One standard deviation, SI
       */
      poni2?: number | null;
      /**
       * One standard deviation, SI
       */
      rot1?: number | null;
      /**
       * One standard deviation, SI
       */
      rot2?: number | null;
      /**
       * One standard deviation, SI
       */
      wavelength?: number | null;
    };
    /**
     * px
     */
    rmsPx: number | null;
    /**
     * degrees
     */
    rmsDeg: number | null;
  };
}
/**
 * A calibrant as a recipe keeps it: by name, by its spacings or by its unit cell.
 */
export interface RecipeCalibrant {
  /**
   * Catalogue id
   */
  id?: string;
  /**
   * Of a list of spacings: for people
   */
  label?: string;
  /**
   * Å, decreasing
   *
   * @maxItems 200000
   */
  dSpacings?: number[];
  cell?: CalibrantCell;
}
/**
 * Points known to lie on rings, in the stored image: row 0 first, orientation not applied. All lists have one entry per point.
 */
export interface PickedPoints {
  /**
   * px, corner origin: the centre of pixel (0, 0) is (0.5, 0.5)
   *
   * @maxItems 200000
   */
  rows: number[];
  /**
   * px, corner origin
   *
   * @maxItems 200000
   */
  columns: number[];
  /**
   * Ring numbers, from 0 by decreasing d
   *
   * @maxItems 200000
   */
  rings: number[];
}
/**
 * Lowest and highest value of parameters, SI; absent: not bounded.
 */
export interface RefineBounds {
  /**
   * m
   *
   * @minItems 2
   * @maxItems 2
   */
  dist?: [number, number];
  /**
   * m
   *
   * @minItems 2
   * @maxItems 2
   */
  poni1?: [number, number];
  /**
   * m
   *
   * @minItems 2
   * @maxItems 2
   */
  poni2?: [number, number];
  /**
   * rad
   *
   * @minItems 2
   * @maxItems 2
   */
  rot1?: [number, number];
  /**
   * rad
   *
   * @minItems 2
   * @maxItems 2
   */
  rot2?: [number, number];
  /**
   * m
   *
   * @minItems 2
   * @maxItems 2
   */
  wavelength?: [number, number];
}
/**
 * What a calibration in the window starts from and how it is done.
 */
export interface CalibrationSetup {
  detector?: Detector;
  /**
   * Typed wavelength, m; absent: that of the calibration or of the image header
   */
  wavelength?: number;
  /**
   * Typed distance along the beam, m; a hint
   */
  distance?: number;
  /**
   * Typed beam centre, px, column then row, corner origin; a hint
   *
   * @minItems 2
   * @maxItems 2
   */
  centre?: [number, number];
  /**
   * Catalogue id that the program proposed; the calibrant is a guess as long as it is this one
   */
  guessedCalibrant?: string;
  /**
   * Parameters that are not refined
   */
  fixed: Refinable[];
  /**
   * Refine the wavelength too
   */
  refineWavelength: boolean;
  bounds: RefineBounds;
  /**
   * Begin with the geometry in use
   */
  fromGeometry: boolean;
  /**
   * Use the first rings only; absent: all
   */
  ringCount?: number;
  /**
   * How far from its predicted place a ring is looked for when points are extracted, px; absent: 7
   */
  reach?: number;
  /**
   * Leave out the pixels of the masks in use
   */
  useMask: boolean;
  /**
   * Leave out pixels with more counts; absent: as for the integration
   */
  intensityLimit?: number;
  /**
   * Drop points that do not fit
   */
  rejectOutliers: boolean;
  /**
   * The ring number goes up by one after each pick
   */
  autoIncrease: boolean;
  /**
   * Refine on the points picked by hand alone; absent: on the rings that they predict as well
   */
  pickedOnly?: boolean;
  /**
   * Refine after each change of the points
   */
  autoRefine: boolean;
  /**
   * Images that are calibrated together; absent: none
   */
  together?: {
    arrangement: TogetherArrangement;
    images: {
      /**
       * File
       */
      ref: string;
      /**
       * Path inside an HDF5 file
       */
      dataset?: string;
      /**
       * 0-based
       */
      frame: number;
      /**
       * Length of travel, m, or angle of the arm, rad
       */
      value: number;
    }[];
  };
}
/**
 * A JSON file that is edited as a tree.
 */
export interface EditedFile {
  /**
   * What it describes, by the list of the Setup workspace; "own" for a schema that came from a file
   */
  kind: string;
  /**
   * The schema, where it came from a file
   */
  schema?: {
    [k: string]: unknown;
  };
  /**
   * File name
   */
  name: string;
  /**
   * Where it was opened or saved; absent: nowhere yet
   */
  ref?: string;
  /**
   * As edited, JSON or not yet
   */
  text: string;
  /**
   * As in the file; absent: never saved
   */
  savedText?: string;
}
/**
 * A geometry that was in use, to go back to.
 */
export interface GeometryHistoryEntry {
  /**
   * When, ISO 8601
   */
  time: string;
  /**
   * How it came, in words
   */
  what: string;
  verdict?: 'good' | 'check' | 'bad';
  /**
   * Why the verdict, one sentence each
   */
  reasons?: string[];
  /**
   * Under which the host keeps the whole result
   */
  resultId?: string;
  /**
   * Root mean square residual of the points used, px
   */
  rmsPx?: number;
  calibration: Calibration;
  /**
   * Where each value came from
   */
  origins?: {
    [k: string]: 'default' | 'file' | 'header' | 'typed' | 'found';
  };
  /**
   * File it came from
   */
  name?: string;
}
/**
 * Editable mask as a file.
 */
export interface MaskLayerFile {
  /**
   * Version that wrote it
   */
  annulus: string;
  maskVersion: 1;
  /**
   * Rows and columns of the image that it was made on
   *
   * @minItems 2
   * @maxItems 2
   */
  shape?: [number, number];
  /**
   * From the first to the last
   */
  maskLayers: MaskLayer[];
}
/**
 * One step of an editable mask. Layers act from the first to the last.
 */
export interface MaskLayer {
  /**
   * Unique in its list
   */
  id: number;
  /**
   * For people
   */
  name: string;
  /**
   * Whether it acts
   */
  enabled: boolean;
  /**
   * Whether its pixels become masked or free; grow, shrink and invert have no use for it
   */
  action: 'add' | 'subtract';
  region: MaskRegion;
}
/**
 * A crystalline phase whose lines are drawn in the pattern.
 */
export interface PhaseChoice {
  /**
   * Number of the phase, unique in its session
   */
  id: number;
  /**
   * A CIF or JCPDS file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  ref: string;
  /**
   * Colour token of the window, or a CSS colour
   */
  colour: string;
  /**
   * Lines drawn
   */
  visible: boolean;
  /**
   * GPa
   */
  pressure: number;
  /**
   * K
   */
  temperature: number;
}
/**
 * Points that were picked together on one ring, in the stored image.
 */
export interface PointGroup {
  /**
   * Number of the group, unique in its session
   */
  id: number;
  /**
   * From 0 by decreasing d
   */
  ring: number;
  /**
   * Picked by hand, extracted along a ring that a geometry predicts, or read from a file
   */
  origin: 'picked' | 'extracted' | 'file';
  /**
   * px, corner origin
   */
  rows: number[];
  /**
   * px, corner origin
   */
  columns: number[];
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
   * Catalogue id of the calibrant of the last calibration; proposed in a new window
   */
  lastCalibrant?: string;
  /**
   * Files edited as a tree, the latest first
   */
  recentFiles?: string[];
  /**
   * Sizes of panes in per cent, by splitter
   */
  splitters: {
    [k: string]: number[];
  };
}
/**
 * A run of `annulus integrate` or `annulus separate` that can be repeated exactly. Paths are as given on the command line.
 */
export interface Recipe {
  /**
   * Version that wrote the recipe
   */
  annulus: string;
  /**
   * The command that repeats the run
   */
  command: 'integrate' | 'separate';
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
  autoMask?: AutoMask;
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
   * Where the value of each frame stands that it is divided by: header:KEY, FILE.h5::/path, or a table FILE[::COLUMN]
   */
  normalizeBy?: string;
  /**
   * Frames used of each input, A:B:STEP
   */
  frames?: string;
  /**
   * What was integrated: taken again where no image is named
   */
  inputs?: {
    /**
     * File, glob, folder, FILE.h5::/path or @list
     */
    image: string;
    /**
     * Folder of its results; absent: beside each image
     */
    out?: string;
  }[];
  /**
   * Images in the folders below too
   */
  recursive?: boolean;
  /**
   * Output formats of each frame
   */
  formats: ('xy' | 'dat' | 'chi' | 'fit2d' | 'xye' | 'fxye' | 'csv' | 'h5' | 'nxcansas' | 'svg' | 'pdf' | 'png')[];
  /**
   * Format of the images that separate writes; absent: tif
   */
  imageFormat?: 'tif' | 'edf' | 'npy';
  /**
   * Formats of a table of all frames
   */
  tables?: ('csv' | 'xy' | 'h5')[];
}
/**
 * What this host is and offers.
 */
export interface AppInfoParams {}
/**
 * Gives up frames under way; what was finished stays.
 */
export interface BatchCancelParams {
  /**
   * Id given by batch.start or batch.watch
   */
  batchId: string;
}
/**
 * Forgets a batch; one that runs is cancelled.
 */
export interface BatchCloseParams {
  /**
   * Id given by batch.start or batch.watch
   */
  batchId: string;
}
/**
 * A batch minus an earlier run, or divided by it, as an image, frame × radial, and the numbers of the earlier run frame by frame.
 */
export interface BatchCompareParams {
  /**
   * Id given by batch.start or batch.watch
   */
  batchId: string;
  /**
   * Id given by batch.openEarlier, or that of another batch
   */
  earlierId: string;
  /**
   * What the image shows
   */
  as: 'difference' | 'ratio';
  maxRows: number;
  maxColumns: number;
  /**
   * Range of the radial axis whose mean is taken of each frame
   *
   * @minItems 2
   * @maxItems 2
   */
  window?: [number, number];
}
/**
 * The pattern of an earlier run that belongs to a frame of a batch, as kept for display: at most 4096 bins.
 */
export interface BatchEarlierPatternParams {
  /**
   * Id given by batch.start or batch.watch
   */
  batchId: string;
  /**
   * Id given by batch.openEarlier, or that of another batch
   */
  earlierId: string;
  /**
   * Of the frame in the batch
   */
  index: number;
}
/**
 * A page of the frames of a batch.
 */
export interface BatchFramesParams {
  /**
   * Id given by batch.start or batch.watch
   */
  batchId: string;
  offset: number;
  limit: number;
  /**
   * Only frames in this state
   */
  state?: 'waiting' | 'running' | 'done' | 'skipped' | 'failed';
}
/**
 * Batches of this window, oldest first.
 */
export interface BatchListParams {}
/**
 * Patterns of a batch as an image, frame × radial, for a heat map.
 */
export interface BatchMatrixParams {
  /**
   * Id given by batch.start or batch.watch
   */
  batchId: string;
  /**
   * First frame of the batch
   */
  first: number;
  /**
   * Frames from there; absent: all
   */
  count?: number;
  maxRows: number;
  maxColumns: number;
  /**
   * In the unit of the radial axis
   *
   * @minItems 2
   * @maxItems 2
   */
  radialRange?: [number, number];
}
/**
 * Reads the results of an earlier run, to compare a batch with it.
 */
export interface BatchOpenEarlierParams {
  /**
   * Folder of results, an HDF5 file with many patterns, or a table. Never a path of the host.
   */
  ref: string;
}
/**
 * The pattern of one frame of a batch, as kept for display: at most 4096 bins.
 */
export interface BatchPatternParams {
  /**
   * Id given by batch.start or batch.watch
   */
  batchId: string;
  index: number;
}
/**
 * Begins no further frame; those under way are finished.
 */
export interface BatchPauseParams {
  /**
   * Id given by batch.start or batch.watch
   */
  batchId: string;
}
/**
 * Says what a batch would read and write; nothing is written.
 */
export interface BatchPreviewParams {
  task: BatchTask;
}
/**
 * Goes on after a pause, or after a problem with the disk.
 */
export interface BatchResumeParams {
  /**
   * Id given by batch.start or batch.watch
   */
  batchId: string;
}
/**
 * Puts failed frames in the queue again.
 */
export interface BatchRetryParams {
  /**
   * Id given by batch.start or batch.watch
   */
  batchId: string;
  /**
   * Frames of the batch; absent: all that failed
   *
   * @maxItems 100000
   */
  indices?: number[];
}
/**
 * Begins a batch, which goes on by itself.
 */
export interface BatchStartParams {
  task: BatchTask;
}
/**
 * How far a batch is. With `after` the answer waits until something has changed since that version, at most 20 s.
 */
export interface BatchStatusParams {
  /**
   * Id given by batch.start or batch.watch
   */
  batchId: string;
  /**
   * Version of the last answer
   */
  after?: number;
}
/**
 * Waits for no further files; what has arrived is finished.
 */
export interface BatchStopWatchingParams {
  /**
   * Id given by batch.start or batch.watch
   */
  batchId: string;
}
/**
 * Numbers of every frame of a batch.
 */
export interface BatchSummaryParams {
  /**
   * Id given by batch.start or batch.watch
   */
  batchId: string;
  first: number;
  /**
   * Frames from there; absent: all
   */
  count?: number;
  /**
   * Range of the radial axis, in its unit: its mean intensity is given too
   *
   * @minItems 2
   * @maxItems 2
   */
  window?: [number, number];
}
/**
 * Integrates what is in the folders of the task and whatever arrives there.
 */
export interface BatchWatchParams {
  task: BatchTask;
  /**
   * Also the images that are there already
   */
  existingFrames: boolean;
}
/**
 * The calibrant catalogue.
 */
export interface CalibrantListParams {}
/**
 * Rings of a calibrant at a wavelength.
 */
export interface CalibrantRingsParams {
  /**
   * Catalogue id; absent: `calibrant` is given
   */
  calibrantId?: string;
  calibrant?: CalibrantChoice;
  /**
   * m
   */
  wavelength: number;
}
/**
 * Finds, refines and judges the geometry of one image.
 */
export interface CalibrateParams {
  /**
   * Id given by image.open
   */
  imageId: string;
  /**
   * 0-based
   */
  frame: number;
  /**
   * Masks in use
   *
   * Items: Id given by mask.open
   */
  maskIds: string[];
  detector: Detector;
  /**
   * Ignore the gaps that the detector catalogue knows
   */
  detectorMask: boolean;
  /**
   * Ignore values below
   */
  maskBelow?: number;
  /**
   * Ignore values above: the upper intensity limit
   */
  maskAbove?: number;
  /**
   * null: rank the catalogue and take the best
   */
  calibrant: CalibrantChoice | null;
  /**
   * m
   */
  wavelength: number;
  start?: Geometry;
  /**
   * Sample to detector along the beam, m; a hint
   */
  distance?: number;
  /**
   * Beam centre, px, column then row, corner origin, in the stored image; a hint
   *
   * @minItems 2
   * @maxItems 2
   */
  centre?: [number, number];
  /**
   * Use the first rings only; absent: all
   */
  ringCount?: number;
  /**
   * Held at their start
   */
  fixed?: Refinable[];
  /**
   * Refine the wavelength too; absent: no
   */
  refineWavelength?: boolean;
  bounds?: RefineBounds;
  points?: PickedPoints;
}
/**
 * Calibrates several images one by one, then refines their geometries at once, with one wavelength.
 */
export interface CalibrateTogetherParams {
  images: {
    /**
     * Id given by image.open
     */
    imageId: string;
    /**
     * 0-based
     */
    frame: number;
    /**
     * Length of travel, m, or angle of the arm, rad, by the arrangement
     */
    value: number;
  }[];
  arrangement: TogetherArrangement;
  /**
   * Masks in use
   *
   * Items: Id given by mask.open
   */
  maskIds: string[];
  detector: Detector;
  /**
   * Ignore the gaps that the detector catalogue knows
   */
  detectorMask: boolean;
  /**
   * Ignore values below
   */
  maskBelow?: number;
  /**
   * Ignore values above: the upper intensity limit
   */
  maskAbove?: number;
  calibrant: CalibrantChoice;
  /**
   * m
   */
  wavelength: number;
  /**
   * Use the first rings only; absent: all
   */
  ringCount?: number;
  /**
   * Held at their start
   */
  fixed?: Refinable[];
  /**
   * Refine the wavelength too; absent: no
   */
  refineWavelength?: boolean;
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
 * Points along the rings that a geometry predicts.
 */
export interface ExtractPointsParams {
  /**
   * Id given by image.open
   */
  imageId: string;
  /**
   * 0-based
   */
  frame: number;
  /**
   * Masks in use
   *
   * Items: Id given by mask.open
   */
  maskIds: string[];
  detector: Detector;
  /**
   * Ignore the gaps that the detector catalogue knows
   */
  detectorMask: boolean;
  /**
   * Ignore values below
   */
  maskBelow?: number;
  /**
   * Ignore values above: the upper intensity limit
   */
  maskAbove?: number;
  calibrant: CalibrantChoice;
  geometry: Geometry;
  /**
   * Use the first rings only; absent: all
   */
  ringCount?: number;
  /**
   * How far from its predicted place a ring is looked for, px; absent: 7
   */
  reach?: number;
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
 * Points of the ring under a place of the image.
 */
export interface GrowPointsParams {
  /**
   * Id given by image.open
   */
  imageId: string;
  /**
   * 0-based
   */
  frame: number;
  /**
   * Masks in use
   *
   * Items: Id given by mask.open
   */
  maskIds: string[];
  detector: Detector;
  /**
   * Ignore the gaps that the detector catalogue knows
   */
  detectorMask: boolean;
  /**
   * Ignore values below
   */
  maskBelow?: number;
  /**
   * Ignore values above: the upper intensity limit
   */
  maskAbove?: number;
  /**
   * px, column, corner origin, in the stored image
   */
  x: number;
  /**
   * px, row, corner origin
   */
  y: number;
  /**
   * Follow the ring in both directions; otherwise the one peak nearest to the place
   */
  along: boolean;
  geometry?: Geometry;
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
 * Reads control points of a pyFAI .npt file.
 */
export interface OpenPointsParams {
  /**
   * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  ref: string;
}
/**
 * Which calibrants of the catalogue explain the rings, best first.
 */
export interface RankCalibrantsParams {
  /**
   * Id given by image.open
   */
  imageId: string;
  /**
   * 0-based
   */
  frame: number;
  /**
   * Masks in use
   *
   * Items: Id given by mask.open
   */
  maskIds: string[];
  detector: Detector;
  /**
   * Ignore the gaps that the detector catalogue knows
   */
  detectorMask: boolean;
  /**
   * Ignore values below
   */
  maskBelow?: number;
  /**
   * Ignore values above: the upper intensity limit
   */
  maskAbove?: number;
  /**
   * m
   */
  wavelength: number;
  start?: Geometry;
}
/**
 * Refines a geometry on points as they are given.
 */
export interface CalibrationRefineParams {
  /**
   * Id given by image.open
   */
  imageId: string;
  /**
   * 0-based
   */
  frame: number;
  /**
   * Masks in use
   *
   * Items: Id given by mask.open
   */
  maskIds: string[];
  detector: Detector;
  /**
   * Ignore the gaps that the detector catalogue knows
   */
  detectorMask: boolean;
  /**
   * Ignore values below
   */
  maskBelow?: number;
  /**
   * Ignore values above: the upper intensity limit
   */
  maskAbove?: number;
  calibrant: CalibrantChoice;
  /**
   * m
   */
  wavelength: number;
  points: PickedPoints;
  start?: Geometry;
  /**
   * Held at their start
   */
  fixed?: Refinable[];
  /**
   * Refine the wavelength too; absent: no
   */
  refineWavelength?: boolean;
  bounds?: RefineBounds;
  /**
   * Drop points that do not fit, and refine again
   */
  rejectOutliers: boolean;
  /**
   * Judge on the image as well; otherwise the points alone are judged
   */
  judge: boolean;
}
/**
 * Brings back a result that the host keeps, also after a restart.
 */
export interface CalibrationResultParams {
  /**
   * Id in the result of calibrate or refine
   */
  resultId: string;
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
 * Writes control points as a pyFAI .npt file, whole or not at all.
 */
export interface SavePointsParams {
  points: PickedPoints;
  calibrant: CalibrantChoice;
  /**
   * m
   */
  wavelength: number;
  detector?: Detector;
  /**
   * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  directory: string;
  /**
   * File name
   */
  name: string;
  /**
   * Replace existing files
   */
  overwrite: boolean;
}
/**
 * Writes a result as NAME.poni, NAME.calibration.json, NAME.npt and, if asked for, NAME.html: all of them or none.
 */
export interface SaveCalibrationResultParams {
  /**
   * Id in the result of calibrate or refine
   */
  resultId: string;
  /**
   * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  directory: string;
  /**
   * File name; a suffix .poni is taken off
   */
  name: string;
  /**
   * Replace existing files
   */
  overwrite: boolean;
  /**
   * Write the report too
   */
  report: boolean;
  /**
   * The image, opened again after a restart; the report needs it
   */
  imageId?: string;
  /**
   * The masks, opened again after a restart
   */
  maskIds?: string[];
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
 * Asks for a frame with its corrections, as the integration sees it.
 */
export interface CorrectedFrameParams {
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
  normalizeBy?: NormalizeBy;
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
  normalizeBy?: NormalizeBy;
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
  normalizeBy?: NormalizeBy;
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
  normalizeBy?: NormalizeBy;
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
    'xy' | 'dat' | 'chi' | 'fit2d' | 'xye' | 'fxye' | 'csv' | 'h5' | 'nxcansas' | 'svg' | 'pdf' | 'png',
    ...('xy' | 'dat' | 'chi' | 'fit2d' | 'xye' | 'fxye' | 'csv' | 'h5' | 'nxcansas' | 'svg' | 'pdf' | 'png')[]
  ];
  /**
   * Replace existing files
   */
  overwrite: boolean;
}
/**
 * Makes the cake of one frame as integration.integrate2d does and writes it in one or more layouts, with a file beside it that says what the numbers mean.
 */
export interface IntegrationSaveCakeParams {
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
  normalizeBy?: NormalizeBy;
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
  /**
   * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  directory: string;
  /**
   * File name without suffix; absent: that of the image
   */
  stem?: string;
  /**
   * Replace existing files
   */
  overwrite: boolean;
  /**
   * Output layouts
   *
   * @minItems 1
   */
  layouts: [
    'xrdfit' | 'xrdfit-blank' | 'maud' | 'esg' | 'edf' | 'npy' | 'h5' | 'svg' | 'pdf' | 'png',
    ...('xrdfit' | 'xrdfit-blank' | 'maud' | 'esg' | 'edf' | 'npy' | 'h5' | 'svg' | 'pdf' | 'png')[]
  ];
}
/**
 * Asks for a Python script with which pyFAI makes the same pattern or cake.
 */
export interface IntegrationScriptParams {
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
  normalizeBy?: NormalizeBy;
  /**
   * How the circle is cut into cakes; absent: a pattern
   */
  cut?: {
    /**
     * Number of cakes
     */
    azimuthBins: number;
    /**
     * Azimuth of the centre of the first cake, degrees: 0 is east, +90 south
     */
    azimuthStart?: number;
    /**
     * Order of the cakes on screen, row 0 on top
     */
    sense: 'clockwise' | 'anticlockwise';
  };
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
 * Reads layers that were saved as JSON.
 */
export interface MaskOpenLayersParams {
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
 * The pixels that layers mask in a frame. The mask is kept under an id that integration takes like that of a file.
 */
export interface MaskRasterizeParams {
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
   * Masks in use besides
   *
   * Items: Id given by mask.open
   */
  maskIds: string[];
  /**
   * From the first to the last
   */
  layers: MaskLayer[];
}
/**
 * Writes the pixels that are ignored for an image, as mask.pixels gives them, by the suffix of the name: .npy .edf .msk .tif .mask; 1 = masked.
 */
export interface MaskSaveParams {
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
   * Masks in use besides
   *
   * Items: Id given by mask.open
   */
  maskIds: string[];
  /**
   * A folder inside one of the roots that can be written to
   */
  directory: string;
  /**
   * File name with suffix
   */
  name: string;
  /**
   * Replace a file that is there
   */
  overwrite: boolean;
}
/**
 * Writes layers as JSON that can be edited again.
 */
export interface MaskSaveLayersParams {
  /**
   * From the first to the last
   */
  layers: MaskLayer[];
  /**
   * Rows and columns
   *
   * @minItems 2
   * @maxItems 2
   */
  shape: [number, number];
  /**
   * A folder inside one of the roots that can be written to
   */
  directory: string;
  /**
   * File name with suffix
   */
  name: string;
  /**
   * Replace a file that is there
   */
  overwrite: boolean;
}
/**
 * Reads a pattern of a file, whatever its format: to be laid over others.
 */
export interface PatternOpenParams {
  /**
   * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  ref: string;
  /**
   * Which of several patterns in one HDF5 file, 0-based; absent: the first
   */
  frame?: number;
}
/**
 * Writes curves as they are drawn, one file of two columns each.
 */
export interface PatternSaveParams {
  /**
   * A folder inside one of the roots that can be written to
   */
  directory: string;
  /**
   * @minItems 1
   * @maxItems 1000
   */
  files: [
    {
      /**
       * File name with suffix, .xy
       */
      name: string;
      /**
       * First column, a Float64Array
       */
      x: Float64Array;
      /**
       * Second column, a Float64Array of the same length; NaN where there is no value
       */
      y: Float64Array;
    },
    ...{
      /**
       * File name with suffix, .xy
       */
      name: string;
      /**
       * First column, a Float64Array
       */
      x: Float64Array;
      /**
       * Second column, a Float64Array of the same length; NaN where there is no value
       */
      y: Float64Array;
    }[]
  ];
  /**
   * Replace files that are there; without it nothing is written if one of them is
   */
  overwrite: boolean;
}
/**
 * Lines of a phase in a CIF or JCPDS file.
 */
export interface PhaseOpenParams {
  /**
   * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  ref: string;
  /**
   * GPa; absent: 0
   */
  pressure?: number;
  /**
   * K; absent: 298
   */
  temperature?: number;
  /**
   * m: no line beyond it, and intensities of its angles; absent: lines down to 0.5 Å
   */
  wavelength?: number;
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
 * The curves that a SAXSdog calibration, as it is being edited, makes of one frame.
 */
export interface SaxsPreviewParams {
  /**
   * Id given by image.open
   */
  imageId: string;
  /**
   * 0-based
   */
  frame: number;
  /**
   * The calibration, keys spelt as in its schema; it may have faults
   */
  calibration: {
    [k: string]: unknown;
  };
  /**
   * The masks of the entries of Masks, in their order
   *
   * Items: Id given by mask.open; null where the file is not open
   */
  maskIds: (string | null)[];
  /**
   * Repeat the original's quirks
   */
  compatible?: boolean;
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
   * Layers of the mask that is drawn in the window, from the first to the last
   */
  maskLayers?: MaskLayer[];
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
  normalizeBy?: NormalizeBy;
  /**
   * Corrections that are kept and do not act
   */
  switchedOff?: (
    | 'dummy'
    | 'dark'
    | 'background'
    | 'flat'
    | 'solidAngle'
    | 'polarization'
    | 'sensorAbsorption'
    | 'sampleAbsorption'
    | 'normalizationFactor'
    | 'normalizeBy'
  )[];
  /**
   * Calibrant whose rings are drawn
   */
  calibrantId?: string;
  ownCalibrant?: CalibrantChoice;
  calibrationSetup?: CalibrationSetup;
  /**
   * Points picked on rings
   */
  points?: PointGroup[];
  /**
   * Geometries that were in use, oldest first
   */
  calibrationHistory?: GeometryHistoryEntry[];
  /**
   * Patterns laid over the one of the image
   */
  overlays?: SavedOverlay[];
  /**
   * Phases whose lines are drawn
   */
  phases?: PhaseChoice[];
  patternBackground?: PatternBackground;
  batch?: BatchPlan;
  editedFile?: EditedFile;
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
    /**
     * Each overlay is drawn that much above the one before, in units of intensity; absent: 0
     */
    waterfall?: number;
    /**
     * Masked pixels hidden under a colour instead of tinted
     */
    maskFilled?: boolean;
    /**
     * How pictures for paper are drawn
     */
    picture?: {
      /**
       * Whether the image or cake is drawn; absent: true
       */
      image?: boolean;
      /**
       * Whether the pattern is drawn; absent: true
       */
      pattern?: boolean;
      /**
       * Absent: svg
       */
      format?: 'svg' | 'pdf' | 'png';
      /**
       * Absent: the name of the file
       */
      title?: string;
      /**
       * Colours of the image end at the mean ∓ that many standard deviations of the pixels not masked; absent: as on screen
       */
      zScore?: number;
      /**
       * Axes, title and colour bar round the image; absent: true
       */
      axes?: boolean;
      /**
       * Colour of the pattern, by name; absent: the first of the colours of curves
       */
      colour?: string;
      /**
       * Line of the pattern; none: circles alone; absent: solid
       */
      line?: 'solid' | 'dashed' | 'none';
      /**
       * A circle at each point of the pattern; absent: false
       */
      circles?: boolean;
      /**
       * Width of the line, points; absent: 1
       */
      width?: number;
    };
  };
}
/**
 * A pattern laid over the one of the image: a file, or points that were kept.
 */
export interface SavedOverlay {
  /**
   * Number of the overlay, unique in its session
   */
  id: number;
  /**
   * Name in the list and in the read-out
   */
  label: string;
  /**
   * Colour token of the window, or a CSS colour
   */
  colour: string;
  /**
   * Drawn is scale · intensity + offset
   */
  scale: number;
  /**
   * Drawn is scale · intensity + offset
   */
  offset: number;
  /**
   * Drawn
   */
  visible: boolean;
  /**
   * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  ref?: string;
  /**
   * Unit of the axis: of the kept points, or assumed for a file that does not say its own
   */
  radialUnit?: string;
  /**
   * Of the kept points, m
   */
  wavelength?: number;
  /**
   * Axis of the kept points: 64-bit floats, little-endian, base64
   */
  radial?: string;
  /**
   * Intensity of the kept points, as many as in `radial`: 64-bit floats, little-endian, base64; NaN where nothing was measured
   */
  intensity?: string;
}
/**
 * What the schema of a SAXSdog calibration cannot say: numbers that do not go together, masks that are not there.
 */
export interface SetupCheckParams {
  /**
   * Folder that relative paths begin at; absent: only whole paths can be found
   */
  folder?: string;
  /**
   * The file as edited
   */
  text: string;
}
/**
 * Finds the file that a path inside an edited file means.
 */
export interface SetupLocateParams {
  /**
   * Folder that relative paths begin at; absent: only whole paths can be found
   */
  folder?: string;
  /**
   * As the file has it
   */
  path: string;
}
/**
 * Reads a JSON file to edit it, even if it is damaged.
 */
export interface SetupOpenParams {
  /**
   * A file inside one of the roots this client may see: `root:/path/inside`. Never a path of the host.
   */
  ref: string;
}
/**
 * Writes an edited JSON file, whole or not at all.
 */
export interface SetupSaveParams {
  /**
   * A folder inside one of the roots that can be written to
   */
  directory: string;
  /**
   * File name with suffix, .json or .saxsconf
   */
  name: string;
  /**
   * The whole file; must be JSON
   */
  text: string;
  /**
   * Replace a file that is there
   */
  overwrite: boolean;
}
/**
 * How SAXSdog turns detector images into curves: geometry, masks, slices, corrections, folders. One .saxsconf or .json file holds it all.
 */
export interface SaxsdogCalibration {
  /**
   * A name for people, written into every curve.
   */
  Title?: string;
  Geometry: SaxsdogGeometryPart;
  /**
   * Wavelength of the radiation.
   */
  Wavelength: number;
  PolarizationCorrection?: SaxsdogPolarization;
  /**
   * One curve is computed for each entry, over the pixels its mask leaves.
   *
   * @minItems 1
   */
  Masks: [SaxsdogMask, ...SaxsdogMask[]];
  /**
   * One curve is computed for each entry: the mean over a narrow band of rows or columns.
   */
  Slices?: SaxsdogSlice[];
  /**
   * Folder whose images the server processes, as the names on the way to it below the server's base folder.
   *
   * @minItems 1
   */
  Directory: [string, ...string[]];
  /**
   * How many images are worked on at the same time.
   */
  Threads?: number;
  /**
   * Keeps a list of the images done, with I0, I1 and I2, in the folder "results" beside the images' folder.
   */
  'Live-Filelisting'?: boolean;
  /**
   * Computes images again whose curves exist already, and replaces these.
   */
  OverwriteFiles?: boolean;
  /**
   * Computes the slices only, no radial curves.
   */
  GISAXSmode?: boolean;
}
/**
 * Where the detector stands and what it looks like.
 */
export interface SaxsdogGeometryPart {
  Tilt: SaxsdogTilt;
  /**
   * Where the direct beam meets the detector: first y, counted upwards from the lower edge of the image, then x, counted from the left edge. May lie outside the image.
   *
   * @minItems 2
   * @maxItems 2
   */
  BeamCenter: [number, number];
  /**
   * From the sample to the beam centre on the detector, along the beam. SAXSdog spells the key this way; DetectorDistanceMM is read too, and kept in files that have it.
   */
  DedectorDistanceMM: number;
  /**
   * Pixel size: height, then width; one number stands for both.
   *
   * @minItems 1
   * @maxItems 2
   */
  PixelSizeMicroM: [number] | [number, number];
  /**
   * Rows and columns of the images; images of another size are refused. ImageSize is read too, and kept in files that have it.
   *
   * @minItems 2
   * @maxItems 2
   */
  Imagesize: [number, number];
}
/**
 * Turn of the detector away from the plane perpendicular to the beam, about the beam centre.
 */
export interface SaxsdogTilt {
  /**
   * Direction in which the detector leans away from the sample: anticlockwise from the right, as the image is seen with row 0 on top.
   */
  TiltRotDeg: number;
  /**
   * Angle between the beam and the normal of the detector.
   */
  TiltAngleDeg: number;
}
/**
 * Divides every pixel by the share of the scattered beam that its polarization lets through. Leave the whole part out for no correction.
 */
export interface SaxsdogPolarization {
  /**
   * Share of the intensity polarized along Angle; 1 is fully polarized, 0.5 unpolarized.
   */
  Fraction: number;
  /**
   * Direction of the polarization against the horizontal.
   */
  Angle: number;
}
/**
 * A mask and how to integrate under it.
 */
export interface SaxsdogMask {
  /**
   * The mask: Fit2D .msk, or an image (TIFF, npy, EDF) that is not zero where pixels are ignored. A relative path starts at the folder of this file.
   */
  MaskFile: string;
  /**
   * Every pixel is cut into this many parts along each axis; each part goes to the bin its centre lies in. More is smoother.
   */
  Oversampling?: number;
  /**
   * Width of a bin; larger means fewer points in the curve.
   */
  PixelPerRadialElement?: number;
  /**
   * A name for people.
   */
  Name?: string;
  /**
   * Where the integral parameters I0, I1, I2 begin; in Phi-mode the inner edge of the ring.
   */
  qStart?: number;
  /**
   * Where the integral parameters end, not later than the curve; in Phi-mode the outer edge of the ring.
   */
  qStop?: number;
  /**
   * Intensity over the azimuth, along the ring from qStart to qStop, instead of over q.
   */
  'Phi-mode'?: boolean;
}
/**
 * A straight cut through the image.
 */
export interface SaxsdogSlice {
  /**
   * x: the curve runs along the row, over a band of rows. y: along the column, over a band of columns.
   */
  Direction: 'x' | 'y';
  /**
   * Which component of the scattering vector the curve is drawn over: in the plane of the sample, or out of it.
   */
  Plane: 'InPlane' | 'Vertical';
  /**
   * Middle of the band, counted from 1: for direction x from the lower edge of the image, for y from the left edge.
   */
  CutPosition: number;
  /**
   * How far the band reaches to either side of its middle.
   */
  CutMargin?: number;
  /**
   * Angle between the beam and the surface of the sample; enters the vertical component.
   */
  IncidentAngle?: number;
  /**
   * Which entry of Masks is used, counted from 0; -1 for none.
   */
  MaskRef?: number;
}
/**
 * How logs of an experiment and its images are merged into one table with a row for each image.
 */
export interface SaxsdogMerge {
  /**
   * By how much the clocks of all logs are ahead of the clock of the images; taken off every log time.
   */
  TimeOffset: number;
  /**
   * One table for each logger; its files are put one after another.
   *
   * @minItems 1
   */
  LogDataTables: [SaxsdogLogTable, ...SaxsdogLogTable[]];
  OutputFormats: SaxsdogMergeFormats;
  /**
   * Beginning of the names of all files that are written. OutputFileName is read too, and kept in files that have it.
   */
  OutputFileBaseName: string;
  HDFOptions?: SaxsdogMergeHdf;
}
/**
 * The files of a logger, and what its clock says.
 */
export interface SaxsdogLogTable {
  /**
   * Where the seconds in the first column begin: Mac at 1904-01-01, Unix at 1970-01-01, both in UTC.
   */
  TimeEpoch: 'Mac' | 'Unix';
  /**
   * By how much the clock of this logger is ahead; taken off its times before those of all logs.
   */
  TimeOffset?: number;
  /**
   * Shifts all logs so that this table begins with the first image.
   */
  FirstImageCorrelation?: boolean;
  /**
   * Shifts all logs so that this table begins with the image that was taken to set the clocks (zero image).
   */
  ZeroImageCorrelation?: boolean;
  /**
   * Stands in brackets behind the name of each of its columns.
   */
  Name: string;
  /**
   * Files of columns separated by tabs, with a line of names on top and seconds in the first column.
   *
   * @minItems 1
   */
  Files: [SaxsdogLogFile, ...SaxsdogLogFile[]];
}
/**
 * A file of the logger: here, or on the server.
 */
export interface SaxsdogLogFile {
  /**
   * On the server: the names on the way to the file below its base folder. Empty for a file that is here.
   */
  RemotePath?: string[];
  /**
   * Here: path of the file, which is sent along with the request.
   */
  LocalPath?: string;
}
/**
 * Files that the table is written to.
 */
export interface SaxsdogMergeFormats {
  /**
   * Columns separated by commas, and the same for Igor with its own times.
   */
  csv?: boolean;
  /**
   * HDF5 with the table, and images and curves if they are wanted.
   */
  hdf?: boolean;
  /**
   * A table for Excel. SAXSdog spells the key this way; excel is read too, and kept in files that have it.
   */
  exel?: boolean;
  /**
   * JSON: for each column its value at each time.
   */
  json?: boolean;
}
/**
 * What stands in the HDF5 file beside the table.
 */
export interface SaxsdogMergeHdf {
  /**
   * The curves of every image.
   */
  IncludeCHI?: boolean;
  /**
   * The images; the file becomes as large as all of them.
   */
  IncludeTIF?: boolean;
}
/**
 * A server and the queue of images that it works on.
 */
export interface SaxsdogQueue {
  /**
   * Address at which the server answers, as ZeroMQ writes it: protocol, host and port.
   */
  Server: string;
  /**
   * Address of the feeder, which tells of images as they are written.
   */
  Feeder: string;
  /**
   * Signs every request; whoever knows it can start and stop the queue. Use 32 or more hexadecimal digits nobody can guess, and let nobody else read the file.
   */
  Secret: string;
  /**
   * A name for people, by which clients choose the server.
   */
  Name: string;
}
/**
 * A job array over frames as it was submitted: what merging and submitting again begin with. All paths are absolute.
 */
export interface SlurmRun {
  /**
   * Recipe of the run
   */
  recipe: string;
  /**
   * Images named on the command line; empty: those of the recipe
   */
  images: string[];
  /**
   * Images in the folders below too
   */
  recursive: boolean;
  /**
   * Tasks of an array
   */
  tasks: number;
  /**
   * Cores of a task
   */
  cpus: number;
  /**
   * More options of sbatch
   */
  sbatch?: string;
  /**
   * Arrays made so far
   */
  attempts: number;
  /**
   * How often what failed is still submitted again
   */
  retries: number;
  /**
   * Id of the last array; absent: not submitted from here
   */
  job?: string;
}
/**
 * A calibration of several images at once that can be repeated exactly: how they hang together, each image, and what came out.
 */
export interface TogetherRecipe {
  /**
   * Program and version that wrote it
   */
  annulus: string;
  command: 'calibrate-together';
  arrangement: TogetherArrangement;
  /**
   * Of moved, m; of rotated, rad; one per image, in their order. Only differences matter. Else empty
   */
  values: number[];
  /**
   * One wavelength for all is refined too
   */
  refineWavelength: boolean;
  /**
   * Held at the geometry of each image alone
   */
  fixed: Refinable[];
  /**
   * Inputs of each image, its points, and its geometry in the joint refinement; those left out have none. Verdict and reasons are of the image alone.
   */
  images: CalibrationRecipe[];
  /**
   * What came out
   */
  result: {
    verdict: 'good' | 'check' | 'bad';
    reasons: string[];
    parameters: {
      /**
       * Of one image alone with its number, from 1: dist[2]
       */
      name: string;
      /**
       * SI
       */
      value: number;
      /**
       * One standard deviation, SI; null: not determined
       */
      uncertainty: number | null;
      held: boolean;
    }[];
  };
}
