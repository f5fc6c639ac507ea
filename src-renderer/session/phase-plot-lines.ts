import type { CrystalPhase } from '../../src-shared/model/crystal-phase.ts';
import type { PlotLine } from '../../src-shared/figure/plot-curve.ts';
import { compactHkl } from '../../src-shared/quantity/compact-hkl.ts';
import type { RadialAxis, DisplayUnit } from './radial-axis.ts';

const LOWEST = 0.04; // of the plot: a weak line can still be seen
const LABELLED = 0.05; // of the strongest line: names of weaker ones would cover those of others

/**
 * Lines of a phase inside a range of the axis. Their heights are their intensities where these are known.
 *
 * @param range  in `unit`
 */
export function phasePlotLines(
  phase: CrystalPhase,
  colour: string,
  axis: RadialAxis,
  unit: DisplayUnit,
  [low, high]: readonly [number, number],
): PlotLine[] {
  return phase.lines.flatMap(({ dSpacing, hkl, intensity }) => {
    const x = axis.convert(dSpacing, 'd_A', unit);
    if (!(x >= low && x <= high)) return [];
    const label = intensity === null || intensity >= LABELLED ? { label: compactHkl(hkl) } : {};
    return [{ x, colour, ...label, ...(intensity === null ? {} : { height: LOWEST + (1 - LOWEST) * intensity }) }];
  });
}
