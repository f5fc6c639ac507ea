import type { CakeSense } from '../model/cake.ts';
import type { Shape } from '../model/detector-image.ts';
import type { Calibration, IntegrationSettings } from '../model/schema-types.generated.ts';

/** What a script needs to know of an integration. Files are named as they shall stand in it. */
export interface PyfaiScriptInput {
  /** "annulus 0.1.0" */
  readonly program: string;
  readonly image: string;
  /** Dataset inside an HDF5 file. */
  readonly dataset?: string | undefined;
  readonly frame: number;
  readonly shape: Shape;
  /** Value of pixels that measured nothing, where the format of the image has one. */
  readonly maskedValue?: number | undefined;
  readonly calibration: Calibration;
  readonly settings: IntegrationSettings;
  /** Non-zero is ignored. */
  readonly masks: readonly string[];
  readonly dark?: string | undefined;
  readonly flat?: string | undefined;
  readonly background?: string | undefined;
  /** Gaps that the detector catalogue knows, 1 = ignored, rows as stored; null if there are none. */
  readonly gaps: Uint8Array | null;
  /** Thickness of the sensor in attenuation lengths, where its absorption is corrected. */
  readonly sensorDepth?: number | undefined;
  /** What this frame is divided by, e.g. its monitor. */
  readonly frameValue?: number | undefined;
  /** Names among `masks` that no file has yet. */
  readonly unsavedMasks?: readonly string[];
  /** Absent: a pattern. The first cake in growing azimuth begins at `lower`; degrees. */
  readonly cakes?: {
    readonly lower: number;
    readonly width: number;
    readonly cakes: number;
    readonly sense: CakeSense;
  };
}
