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
 * Ticks at round values, at least `spacing` px apart. Linear axes step by 1, 2 or 5 · 10ⁿ. Logarithmic ones show
 * decades, with 2 and 5 · 10ⁿ where there is room; square roots those values and 0 wherever they have room, and axes that
 * are logarithmic to both sides 0 and the decades; over a narrow range all step evenly too.
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
  const choose = { log: logValues, sqrt: rootValues, symlog: bothSidesValues }[scale];
  const chosen = choose(range, (spacing / length) * (to - from));
  // Between far powers of ten no round value of the lists may lie.
  if (chosen.length < 2) return evenTicks(scale, low, high, length, spacing, range);
  return chosen.map((value) => ({
    value,
    place: axisPlace(scale, value),
    label: formatTick(value, leadingStep(value)),
  }));
}

/** How many times wider one unit is at one end of the axis than at the other. */
function stretch(scale: AxisScale, from: number, to: number): number {
  if (scale === 'log') return 10 ** (to - from);
  if (from < 0 && to > 0) return Infinity;
  const [small, large] = [Math.min(Math.abs(from), Math.abs(to)), Math.max(Math.abs(from), Math.abs(to))];
  return scale === 'symlog' ? axisValue(scale, large) / Math.max(1, axisValue(scale, small)) : large / small;
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

/** All of 1, 2, 5 · 10ⁿ where they have room, else the decades, else every second, fifth … decade. */
function logValues(range: Interval, room: number): number[] {
  const powers = Array.from({ length: Math.ceil(range[1] - range[0]) + 2 }, (_, i) => Math.floor(range[0]) + i);
  const digits = room <= Math.log10(2) ? [1, 2, 5] : [1];
  const stride = room <= 1 ? 1 : roundStep(room);
  const even = powers
    .filter((power) => power % stride === 0)
    .flatMap((power) => digits.map((digit) => digit * 10 ** power))
    .filter((value) => Math.log10(value) >= range[0] && Math.log10(value) <= range[1]);
  if (even.length > 1) return even;
  return chooseWithRoom(
    'log',
    [1, 5, 2].flatMap((digit) => powers.map((power) => digit * 10 ** power)),
    range,
    room,
  );
}

/** 0 and ±1, 5, 2 · 10ⁿ, taken in this order wherever there is room. */
function rootValues(range: Interval, room: number): number[] {
  const [from, to] = range;
  const largest = Math.max(from * from, to * to);
  const top = Math.ceil(Math.log10(largest));
  const powers = Array.from({ length: 5 }, (_, i) => top - i); // below that, all is at zero
  const positive = [1, 5, 2].flatMap((digit) => powers.map((power) => digit * 10 ** power));
  return chooseWithRoom('sqrt', [0, ...positive.flatMap((value) => [value, -value])], range, room);
}

/** 0 and ±10ⁿ. */
function bothSidesValues(range: Interval, room: number): number[] {
  const largest = Math.max(...range.map((place) => Math.abs(axisValue('symlog', place))));
  const powers = Array.from({ length: Math.max(1, Math.ceil(Math.log10(largest)) + 1) }, (_, i) => i);
  const decades = powers.toReversed().flatMap((power) => [10 ** power, -(10 ** power)]);
  return chooseWithRoom('symlog', [0, ...decades], range, room);
}

/** Takes the values in the order given, each if it lies at least `room` from those taken before; sorted. */
function chooseWithRoom(scale: AxisScale, values: readonly number[], [from, to]: Interval, room: number): number[] {
  const chosen: number[] = [];
  for (const value of values) {
    const place = axisPlace(scale, value);
    if (place < from || place > to) continue;
    if (chosen.every((other) => Math.abs(axisPlace(scale, other) - place) >= room)) chosen.push(value);
  }
  return chosen.sort((a, b) => a - b);
}

/** Places of 2, 3 … 9 · 10ⁿ on a logarithmic axis, as far as they can be told apart; other scales have none. */
export function minorPlaces(scale: AxisScale, [from, to]: Interval, length: number): number[] {
  if (scale !== 'log' || !(length / (to - from) > 30)) return [];
  const places: number[] = [];
  for (let power = Math.floor(from); power <= to; power++)
    for (let digit = 2; digit < 10; digit++) places.push(power + Math.log10(digit));
  return places.filter((place) => place >= from && place <= to);
}

/** The decimal step of a value with one digit. */
const leadingStep = (value: number) => (value === 0 ? 1 : 10 ** Math.floor(Math.log10(Math.abs(value)) + 1e-9));
