import type { Shape } from '../model/detector-image.ts';
import type { RadialUnit } from '../model/pattern-1d.ts';
import type { Calibration, IntegrationSettings } from '../model/schema-types.generated.ts';

/** All that a plan depends on, except the mask. Plain data: it can be sent to a worker thread. */
export interface PlanSpec {
  readonly calibration: Calibration;
  readonly shape: Shape;
  readonly radialUnit: RadialUnit;
  readonly split: IntegrationSettings['split'];
  readonly bins: number;
  /** Lower and upper end of the radial axis in output unit: the user's, or what `radialExtent` found. */
  readonly radialRange: readonly [lower: number, upper: number];
  /** Lower and upper azimuth in degrees; wraps. Absent: the whole circle. */
  readonly azimuthRange?: readonly [lower: number, upper: number];
}

/** Pixels that no frame uses, non-zero = ignored, one entry per pixel; null: every pixel is used. */
export type StaticMask = Uint8Array | null;
