import type { Interval } from '../../src-shared/figure/axis-scale.ts';
import { roundStep, type Tick } from '../../src-shared/figure/axis-ticks.ts';

/** Ticks at whole numbers, for axes that count: frames, rows, columns. */
export function indexTicks([from, to]: Interval, length: number, spacing: number): Tick[] {
  if (!(to > from) || !(length > 0)) return [];
  const step = Math.max(1, Math.round(roundStep(((to - from) * spacing) / length)));
  const ticks: Tick[] = [];
  for (let value = Math.ceil(from / step) * step + 0 /* never −0 */; value <= to; value += step)
    ticks.push({ value, place: value, label: String(value) });
  return ticks;
}
