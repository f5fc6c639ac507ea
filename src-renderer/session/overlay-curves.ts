import type { Geometry } from '../../src-shared/model/schema-types.generated.ts';
import type { PlotCurve } from '../../src-shared/figure/plot-curve.ts';
import type { KeptCurve, PatternOverlay } from './pattern-overlay.ts';
import { radialAxis, type DisplayUnit } from './radial-axis.ts';

/** An overlay that is to be drawn, with its points. */
export interface DrawableOverlay {
  readonly overlay: PatternOverlay;
  readonly curve: KeptCurve;
}

/**
 * Points of a curve on an axis. Its own wavelength leads from its angles to lattice spacings, so that a pattern of
 * another beam lies right on axes of q and d; angles are drawn as they were measured.
 *
 * @param geometry  of the calibration in use; only tells how r and 2θ belong together
 * @returns null where the unit cannot be reached
 */
export function curveOnAxis(curve: KeptCurve, unit: DisplayUnit, geometry: Geometry | undefined) {
  const { radialUnit, radial, intensity } = curve;
  const wavelength = curve.wavelength ?? geometry?.wavelength;
  const base = geometry ?? { dist: 0, poni1: 0, poni2: 0, rot1: 0, rot2: 0, rot3: 0 };
  const axis = radialAxis({ geometry: { ...base, ...(wavelength === undefined ? {} : { wavelength }) } });
  if (!axis.canConvert(radialUnit, unit)) return null;
  return drawablePart(axis.convertAll(radial, radialUnit, unit), intensity);
}

/** Without the ends that have no place on the axis: d of 2θ = 0. */
export function drawablePart<Y extends Float64Array | Float32Array>(x: Float64Array, y: Y): { x: Float64Array; y: Y } {
  const first = x.findIndex((value) => Number.isFinite(value));
  const last = x.findLastIndex((value) => Number.isFinite(value));
  return first < 0
    ? { x: new Float64Array(0), y: y.subarray(0, 0) as Y }
    : { x: x.subarray(first, last + 1), y: y.subarray(first, last + 1) as Y };
}

/**
 * The curves of the overlays, each `waterfall` above the one before; the first is one step above the pattern itself.
 *
 * @param waterfall  in units of intensity
 */
export function overlayCurves(
  drawables: readonly DrawableOverlay[],
  unit: DisplayUnit,
  geometry: Geometry | undefined,
  waterfall: number,
): PlotCurve[] {
  return drawables.flatMap(({ overlay, curve }, index) => {
    const points = curveOnAxis(curve, unit, geometry);
    if (!points || points.x.length === 0) return [];
    const { id, label, colour, scale, offset } = overlay;
    return [{ id: `overlay ${id}`, label, ...points, colour, scale, offset: offset + (index + 1) * waterfall }];
  });
}
