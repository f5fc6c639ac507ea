import { spreadRows } from '../batch/frame-matrix.ts';
import type { Cake } from '../../src-shared/model/cake.ts';
import { formatValue } from '../../src-shared/figure/format-value.ts';
import type { PlotCurve } from '../../src-shared/figure/plot-curve.ts';
import { binEdges, binIndexAt, cakeIndexAt } from '../../src-shared/figure/cake-axes.ts';
import { azimuthalProfile, radialProfile } from './cake-profiles.ts';

/** Which line of a cake is looked at: "row" runs along the radial axis, "column" around the ring. */
export interface ChosenLine {
  readonly kind: 'row' | 'column';
  /** On the axis shown. */
  readonly x: number;
  /** Degrees. */
  readonly azimuth: number;
}

export interface CakeProfile {
  readonly curve: PlotCurve;
  readonly xLabel: string;
  /** Where it was taken, for people. */
  readonly place: string;
}

const MOST_CURVES = 72;

/**
 * Cakes as curves over the radial axis, faint but for one, which comes last and so lies over the others. Of many cakes
 * every so many are drawn.
 *
 * @param radial  bin centres on the axis shown
 * @param accented  index of the cake that is not faint; −1: none
 */
export function cakeCurves(cake: Cake, radial: Float64Array, accented: number): PlotCurve[] {
  const curve = (row: number): PlotCurve => ({
    id: `cake ${row}`,
    label: `χ ${formatValue(cake.azimuth[row]!)}°`,
    x: radial,
    y: radialProfile(cake, row),
    colour: '--plot-1',
  });
  const faint = spreadRows(cake.shape[0], MOST_CURVES).map((row) => ({ ...curve(row), isFaint: true }));
  return accented < 0 || accented >= cake.shape[0]
    ? faint
    : [...faint, { ...curve(accented), id: 'cake at the cursor', colour: '--plot-2' }];
}

/**
 * @param radial  bin centres on the axis shown
 * @param axis  its label, "2θ (°)"
 * @returns undefined beside the cake
 */
export function cakeProfile(cake: Cake, radial: Float64Array, axis: string, line: ChosenLine): CakeProfile | undefined {
  if (line.kind === 'row') {
    const index = cakeIndexAt(cake, line.azimuth);
    if (index < 0) return undefined;
    const azimuth = cake.azimuth[index]!;
    return {
      curve: { id: 'profile', label: 'Profile', x: radial, y: radialProfile(cake, index) },
      xLabel: axis,
      place: `χ ${formatValue(azimuth - cake.azimuthWidth / 2)}° to ${formatValue(azimuth + cake.azimuthWidth / 2)}°`,
    };
  }
  const edges = binEdges(radial);
  const bin = binIndexAt(edges, line.x);
  if (bin < 0) return undefined;
  const { azimuth, intensity } = azimuthalProfile(cake, bin);
  return {
    curve: { id: 'profile', label: 'Profile', x: azimuth, y: intensity },
    xLabel: 'Azimuth χ (°)',
    place: `${axis.replace(/ \(.*\)$/, '')} ${formatValue(edges[bin]!)} to ${formatValue(edges[bin + 1]!)}`,
  };
}
