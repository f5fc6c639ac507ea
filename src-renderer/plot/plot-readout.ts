import { peakAtCursor } from '../../src-shared/figure/peak-at-cursor.ts';
import { axisPlace, type AxisScale, type Interval } from '../../src-shared/figure/axis-scale.ts';
import { formatMeasurement, formatValue } from '../../src-shared/figure/format-value.ts';
import { nearestPoint, type PlotCurve } from '../../src-shared/figure/plot-curve.ts';

export interface ReadoutRow {
  readonly id: string;
  readonly label: string;
  readonly colour: string;
  readonly text: string;
  /** Places, for the dot on the curve; null where the axis has none. */
  readonly dot: { readonly x: number; readonly y: number } | null;
}

/** The value of each curve at its point nearest to `x`; curves that do not reach there are left out. */
export function readCurves(
  curves: readonly (PlotCurve & { readonly colour: string })[],
  x: number,
  xScale: AxisScale,
  yScale: AxisScale,
): ReadoutRow[] {
  return curves.flatMap((curve) => {
    const i = nearestPoint(curve, x);
    if (i < 0 || isBeyond(curve.x, x)) return [];
    const factor = curve.scale ?? 1;
    const y = curve.y[i]! * factor + (curve.offset ?? 0);
    const sigma = curve.sigma ? Math.abs(curve.sigma[i]! * factor) : null;
    const dot = { x: axisPlace(xScale, curve.x[i]!), y: axisPlace(yScale, y) };
    return [
      {
        id: curve.id,
        label: curve.label,
        colour: curve.colour,
        text: formatMeasurement(y, sigma),
        dot: Number.isFinite(dot.x + dot.y) ? dot : null,
      },
    ];
  });
}

const CLIMB = 0.01; // of the visible points in one step

/**
 * Position, height over its base and width of the peak at a place, for people; empty without one.
 *
 * @param visible  values at the ends of what is shown
 * @param noise  standard deviation of a single point
 */
export function readPeak(curve: PlotCurve, x: number, visible: Interval, noise: number): string {
  const at = nearestPoint(curve, x);
  if (at < 0 || isBeyond(curve.x, x)) return '';
  const shown = Math.abs(nearestPoint(curve, visible[1]) - nearestPoint(curve, visible[0]));
  const peak = peakAtCursor(curve.x, curve.y, at, CLIMB * shown, noise);
  if (!peak) return '';
  const { position, height, fwhm } = peak;
  return `${formatValue(position)} · height ${formatValue(height)} · FWHM ${formatValue(Number(fwhm.toPrecision(3)))}`;
}

/** More than one step outside the curve. */
function isBeyond(x: Float64Array, wanted: number): boolean {
  const [first, last] = [x[0]!, x[x.length - 1]!];
  const step = Math.abs(last - first) / Math.max(1, x.length - 1);
  return wanted < Math.min(first, last) - step || wanted > Math.max(first, last) + step;
}
