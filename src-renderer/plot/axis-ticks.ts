import { axisPlace, axisValue, type AxisScale, type Interval } from './axis-scale.ts';
import { formatTick } from './format-value.ts';

export interface Tick {
  readonly value: number;
  /** On the axis, see `axisPlace`. */
  readonly place: number;
  readonly label: string;
}

const EVEN = 3; // a scale that stretches by less than this over the range is labelled like a linear one

/**
 * Ticks at round values, at least `spacing` px apart. Linear axes step by 1, 2 or 5 · 10ⁿ. The other two take
 * 10ⁿ, then 5 and 2 · 10ⁿ (and 0) where there is room; over a narrow range they step evenly too.
 *
 * @param range  places, not values
 * @param length  of the axis, px
 */
export function axisTicks(scale: AxisScale, range: Interval, length: number, spacing: number): Tick[] {
  const [from, to] = range;
  if (!(to > from) || !(length > 0) || !Number.isFinite(to - from)) return [];
  const low = axisValue(scale, from);
  const high = axisValue(scale, to);
  if (scale === 'linear' || stretch(scale, from, to) < EVEN) return evenTicks(scale, low, high, length, spacing, range);
  const room = (spacing / length) * (to - from);
  const chosen: number[] = [];
  for (const value of roundValues(scale, low, high)) {
    const place = axisPlace(scale, value);
    if (place < from || place > to) continue;
    if (chosen.every((other) => Math.abs(axisPlace(scale, other) - place) >= room)) chosen.push(value);
  }
  // Between far decades of a square root no round value of the list may lie.
  if (chosen.length < 2) return evenTicks(scale, low, high, length, spacing, range);
  return chosen
    .sort((a, b) => a - b)
    .map((value) => ({ value, place: axisPlace(scale, value), label: formatTick(value, leadingStep(value)) }));
}

/** How many times wider one unit is at one end of the axis than at the other. */
function stretch(scale: AxisScale, from: number, to: number): number {
  if (scale === 'log') return 10 ** (to - from);
  if (from < 0 && to > 0) return Infinity;
  const [small, large] = [Math.min(Math.abs(from), Math.abs(to)), Math.max(Math.abs(from), Math.abs(to))];
  return large / small;
}

function evenTicks(
  scale: AxisScale,
  low: number,
  high: number,
  length: number,
  spacing: number,
  [from, to]: Interval,
): Tick[] {
  const step = roundStep(((high - low) * spacing) / length);
  const ticks: Tick[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    const value = i === 0 ? 0 : i * step;
    const place = axisPlace(scale, value);
    if (place >= from - 1e-9 * (to - from) && place <= to + 1e-9 * (to - from))
      ticks.push({ value, place, label: formatTick(value, step) });
  }
  return ticks;
}

/** The smallest of 1, 2, 5 · 10ⁿ that is not below `least`. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const digit = least / power;
  return power * (digit <= 1 + 1e-9 ? 1 : digit <= 2 + 1e-9 ? 2 : digit <= 5 + 1e-9 ? 5 : 10);
}

/** Candidates, the most welcome first. */
function roundValues(scale: AxisScale, low: number, high: number): number[] {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const top = Math.ceil(Math.log10(largest));
  const bottom = scale === 'log' ? Math.floor(Math.log10(low)) : top - 4; // below that, a square root is all at zero
  const powers = Array.from({ length: top - bottom + 1 }, (_, i) => top - i);
  const positive = [1, 5, 2].flatMap((digit) => powers.map((power) => digit * 10 ** power));
  if (scale === 'log') return positive;
  return [0, ...positive.flatMap((value) => [value, -value])];
}

/** The decimal step of a value with one digit. */
const leadingStep = (value: number) => (value === 0 ? 1 : 10 ** Math.floor(Math.log10(Math.abs(value)) + 1e-9));
