import type { Calibrant, CalibrantLine, CrystalCalibrant } from './calibrant.ts';
import { isPresent, type ReflectionConditions } from './reflection-conditions.ts';
import { reciprocalMetric, type UnitCell } from './unit-cell.ts';

/** Lines closer than this, relative, are one. */
const MERGE = 1e-6;
/** Where a search for the first so many lines begins, and how it goes on */
const FIRST_PART = 6;
const NEXT_PART = 0.7;
/** Reflections generated at most, so that short wavelengths on large cells stay cheap: some 10⁻² s. */
const MAX_REFLECTIONS = 60_000;

/**
 * The lines of a calibrant by decreasing d, those of equal d merged.
 *
 * @param minimum  Å: no line below. For large cells the list may end earlier, where lines are too dense to be told
 *   apart anyway.
 * @param most  so many lines, those with the largest d; absent: all
 */
export function calibrantLines(calibrant: Calibrant, minimum: number, most = Infinity): CalibrantLine[] {
  if (calibrant.kind === 'list') return calibrant.lines.filter((line) => line.dSpacing >= minimum).slice(0, most);
  if (most === Infinity) return generate(calibrant, minimum);
  // Their number grows as 1/d³ and the work with it: on to smaller ones until there are enough. The last line of a list
  // may lack reflections that are equal but for rounding, so one more than is asked for must be there.
  for (let last = Math.max(calibrant.cell.a, calibrant.cell.b, calibrant.cell.c) / FIRST_PART; ; last *= NEXT_PART) {
    const groups = groupsOf(calibrant, Math.max(last, minimum));
    if (groups.length <= most && last > minimum) continue; // whatever of these is left out
    const lines = linesOf(calibrant, groups, most + 1);
    if (lines.length > most || last <= minimum) return lines.slice(0, most);
  }
}

function generate(calibrant: CrystalCalibrant, minimum: number): CalibrantLine[] {
  return linesOf(calibrant, groupsOf(calibrant, minimum), Infinity);
}

function groupsOf({ cell, conditions }: CrystalCalibrant, minimum: number): (readonly Reflection[])[] {
  return reflectionGroups(cell, presenceOf(conditions), minimum, conditions === 'lamellar');
}

/** The first so many lines. */
function linesOf(
  calibrant: CrystalCalibrant,
  groups: readonly (readonly Reflection[])[],
  most: number,
): CalibrantLine[] {
  const skip = new Set(calibrant.skip);
  const only = calibrant.only && new Set(calibrant.only);
  const lines: CalibrantLine[] = [];
  for (const group of groups) {
    if (lines.length === most) break;
    const forms = formsOf(group, calibrant.cell);
    if (forms.some((form) => skip.has(form)) || (only && !forms.some((form) => only.has(form)))) continue;
    lines.push({
      dSpacing: 1 / Math.sqrt(group[0]!.inverseSquare),
      hkl: forms.join(' / '),
      multiplicity: 2 * group.length,
    });
  }
  return lines;
}

function presenceOf(conditions: ReflectionConditions): Presence {
  return (h, k, l) => isPresent(conditions, h, k, l);
}

/** Whether a reflection has any intensity. */
export type Presence = (h: number, k: number, l: number) => boolean;

export interface Reflection {
  readonly inverseSquare: number;
  readonly h: number;
  readonly k: number;
  readonly l: number;
}

/**
 * The reflections that are present, one of each Friedel pair, in groups of equal spacing by decreasing d.
 *
 * @param minimum  Å: none below; for large cells the list may end earlier
 */
export function reflectionGroups(
  cell: UnitCell,
  isThere: Presence,
  minimum: number,
  isLamellar = false,
): (readonly Reflection[])[] {
  return merge(reflections(cell, isThere, minimum, isLamellar));
}

function reflections(cell: UnitCell, isThere: Presence, minimum: number, isLamellar: boolean): Reflection[] {
  const { g11, g22, g33, g12, g13, g23, volume } = reciprocalMetric(cell);
  // A sphere of radius 1/d in reciprocal space holds 4π/3 · V/d³ points.
  const floor = isLamellar ? cell.c / 200 : Math.cbrt(((4 * Math.PI) / 3) * (volume / MAX_REFLECTIONS));
  const limit = 1 / Math.max(minimum, floor) ** 2;
  const reach = (length: number): number => Math.floor(length * Math.sqrt(limit) * (1 + 1e-12));
  const [maxH, maxK, maxL] = [isLamellar ? 0 : reach(cell.a), isLamellar ? 0 : reach(cell.b), reach(cell.c)];
  const most = limit * (1 + 1e-12);
  const found: Reflection[] = [];
  for (let h = 0; h <= maxH; h++)
    for (let k = h === 0 ? 0 : -maxK; k <= maxK; k++)
      for (let l = h === 0 && k === 0 ? 1 : -maxL; l <= maxL; l++) {
        const inverseSquare = g11 * h * h + g22 * k * k + g33 * l * l + 2 * (g12 * h * k + g13 * h * l + g23 * k * l);
        if (inverseSquare <= most && isThere(h, k, l)) found.push({ inverseSquare, h, k, l });
      }
  return found.sort((a, b) => a.inverseSquare - b.inverseSquare);
}

/** Groups of equal spacing; never empty. */
function merge(sorted: readonly Reflection[]): Reflection[][] {
  const groups: Reflection[][] = [];
  for (const reflection of sorted) {
    const last = groups.at(-1);
    // d ∝ inverseSquare^(−1/2): a relative difference in d is twice as large here.
    if (last && reflection.inverseSquare <= last[0]!.inverseSquare * (1 + 2 * MERGE)) last.push(reflection);
    else groups.push([reflection]);
  }
  return groups;
}

/** One label for each kind of planes: "3 3 3" and "5 1 1"; the non-negative reflection with the largest h, then k. */
export function formsOf(group: readonly Reflection[], cell: UnitCell): string[] {
  const best = new Map<number, Reflection>();
  for (const reflection of group) {
    const kind = kindOf(reflection, cell);
    const known = best.get(kind);
    if (!known || isBetterLabel(reflection, known)) best.set(kind, reflection);
  }
  return [...best.values()].sort((x, y) => y.h - x.h || y.k - x.k || y.l - x.l).map(({ h, k, l }) => `${h} ${k} ${l}`);
}

function isBetterLabel(x: Reflection, y: Reflection): boolean {
  const negatives = ({ h, k, l }: Reflection): number => Number(h < 0) + Number(k < 0) + Number(l < 0);
  return (negatives(y) - negatives(x) || x.h - y.h || x.k - y.k || x.l - y.l) > 0;
}

/** The same number for reflections that the lattice makes equivalent. */
function kindOf({ h, k, l }: Reflection, { a, b, c, alpha, beta, gamma }: UnitCell): number {
  const [x, y, z] = [Math.abs(h), Math.abs(k), Math.abs(l)];
  if (gamma === 120) return hexagonalKey(x, y, Math.abs(h + k), z);
  if (alpha !== 90 || gamma !== 90) return keyOf(h, k, l);
  if (beta !== 90) return keyOf(h, y, l);
  if (a === b && b === c) return sorted(x, y, z);
  return a === b ? keyOf(Math.max(x, y), Math.min(x, y), z) : keyOf(x, y, z);
}

/** Indices are smaller in size than half of this: three of them make a number without rounding. */
const SPAN = 2 ** 17;
/** One number for three indices */
const keyOf = (h: number, k: number, l: number): number => (h * SPAN + k) * SPAN + l;

/** h, k and h + k in whatever order and sign: the largest is the sum of the others. */
const hexagonalKey = (x: number, y: number, sum: number, l: number): number =>
  keyOf(Math.max(x, y, sum), Math.min(x, y, sum), l);

/** One number for three, in whatever order they come. */
function sorted(x: number, y: number, z: number): number {
  const [high, low] = [Math.max(x, y, z), Math.min(x, y, z)];
  return keyOf(high, x + y + z - high - low, low);
}
