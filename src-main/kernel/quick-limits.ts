import type { ValueLimits } from '../../src-shared/correction/value-limits.ts';
import { FLOAT32, FLOAT64, INT32 } from './sample-code.ts';

/**
 * ValueLimits in the type of the samples, for the quick tests: a sample is a measurement exactly if
 * lower ≤ sample ≤ upper and it lies in none of the `excluded` ranges.
 */
export interface QuickLimits {
  /** false: every sample of the type passes; no test needed. */
  readonly isTested: boolean;
  /** lower > upper: none passes. */
  readonly lower: number;
  readonly upper: number;
  readonly excluded: readonly (readonly [from: number, to: number])[];
}

/**
 * @param type  INT32, UINT32, FLOAT32 or FLOAT64
 * @returns limits that are numbers of that type, equivalent to `limits` for every number of that type
 */
export function quickLimits(limits: ValueLimits, type: number): QuickLimits {
  const [least, most, roundUp, roundDown] = rulesOf(type);
  let lower = roundUp(Math.max(limits.lower, least));
  let upper = roundDown(Math.min(limits.upper, most));
  const excluded: [number, number][] = [];
  for (const [from, to] of [
    [limits.dummyFrom, limits.dummyTo],
    [limits.masked, limits.masked],
  ] as const) {
    const first = roundUp(Math.max(from, lower));
    const last = roundDown(Math.min(to, upper));
    if (!(first <= last)) continue; // NaN: rule not in force
    if (first === lower && type !== FLOAT32 && type !== FLOAT64) lower = last + 1;
    else if (last === upper && type !== FLOAT32 && type !== FLOAT64) upper = first - 1;
    else excluded.push([first, last]);
  }
  const isFloat = type === FLOAT32 || type === FLOAT64;
  return {
    isTested: isFloat || lower > least || upper < most || excluded.length > 0,
    lower,
    upper,
    excluded,
  };
}

type Round = (value: number) => number;

function rulesOf(type: number): readonly [least: number, most: number, roundUp: Round, roundDown: Round] {
  if (type === INT32) return [-(2 ** 31), 2 ** 31 - 1, Math.ceil, Math.floor];
  if (type === FLOAT32) return [-MAX_FLOAT32, MAX_FLOAT32, float32Above, float32Below];
  if (type === FLOAT64) return [-Number.MAX_VALUE, Number.MAX_VALUE, (value) => value, (value) => value];
  return [0, 2 ** 32 - 1, Math.ceil, Math.floor];
}

const MAX_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;

/** The least float32 that is not below `value`. */
function float32Above(value: number): number {
  return -float32Below(-value);
}

/** The largest float32 that is not above `value`. */
function float32Below(value: number): number {
  const nearest = Math.fround(value);
  if (!(nearest > value)) return nearest;
  const bits = new DataView(new ArrayBuffer(4));
  bits.setFloat32(0, nearest);
  const pattern = bits.getUint32(0);
  // Patterns of positive numbers ascend with the number, those of negative ones descend; below zero comes −tiny.
  bits.setUint32(0, nearest > 0 ? pattern - 1 : nearest < 0 ? pattern + 1 : 0x80000001);
  return bits.getFloat32(0);
}
