import type { IntegrationSettings, Calibration } from './schema-types.generated.ts';

export type RadialUnit = IntegrationSettings['radialUnit'];

/**
 * A radial pattern with everything it was made of. All arrays have one entry per bin.
 *
 * `intensity` = signal / normalization and `sigma` = √variance / normalization (the standard error of the mean);
 * both are NaN where `count` is 0.
 */
export interface Pattern1d {
  readonly radialUnit: RadialUnit;
  /** Bin centres, in `radialUnit`. */
  readonly radial: Float64Array;
  readonly intensity: Float64Array;
  /** null where the error model is "none". */
  readonly sigma: Float64Array | null;
  /** Σ c · (raw − dark − scale · background) */
  readonly signal: Float64Array;
  /** null where the error model is "none". */
  readonly variance: Float64Array | null;
  /** Σ c · factor · flat · polarization · solid angle */
  readonly normalization: Float64Array;
  /** Σ c, in pixels. */
  readonly count: Float64Array;
  readonly provenance: Provenance;
  /** Pixels that sigma clipping took out, ascending; absent without it. */
  readonly clippedPixels?: Uint32Array;
}

/** How a result was made; enough to make it again. */
export interface Provenance {
  /** "annulus 0.1.0" */
  readonly program: string;
  /** Content hash of geometry, settings and masks. */
  readonly planHash: string;
  readonly settings: IntegrationSettings;
  readonly calibration: Calibration;
  /** Name of the image and frame, no folder. */
  readonly image: string;
  readonly frame: number;
  /** Pixels ignored in this frame, for whatever reason. */
  readonly ignoredPixels: number;
  readonly masks: readonly string[];
  readonly dark?: string;
  readonly flat?: string;
  readonly background?: string;
  readonly normalizedBy?: FrameValue;
}

/** What a frame was divided by besides the settings, and where that stood. */
export interface FrameValue {
  /** "header:Monitor", "monitor.csv::I0", "scan.h5::/entry/monitor" */
  readonly by: string;
  readonly value: number;
}
