/**
 * Which reflections a structure can have.
 *
 * Source: International Tables for Crystallography A (2016), reflection conditions of the space groups; "diamond" adds
 * the extinctions of the 8a site of Fd-3m.
 */
export type ReflectionConditions =
  | 'P'
  | 'I'
  | 'F'
  | 'C'
  | 'R'
  | 'diamond'
  | 'R-3c'
  | 'P6_3mc'
  | 'P4_2/mnm'
  | 'P3_221'
  | 'P4_12_12'
  | 'Pn-3m'
  | 'Ia-3'
  | 'P2_1/a'
  | 'lamellar';

type Condition = (h: number, k: number, l: number) => boolean;

const isEven = (n: number): boolean => n % 2 === 0;
const isMultiple = (n: number, divisor: number): boolean => n % divisor === 0;

const isBodyCentred: Condition = (h, k, l) => isEven(h + k + l);
const isFaceCentred: Condition = (h, k, l) => isEven(h + k) && isEven(h + l);

const CONDITIONS: Readonly<Record<ReflectionConditions, Condition>> = {
  P: () => true,
  I: isBodyCentred,
  F: isFaceCentred,
  C: (h, k) => isEven(h + k),
  R: (h, k, l) => isMultiple(-h + k + l, 3), // obverse setting, hexagonal axes
  diamond: (h, k, l) => isFaceCentred(h, k, l) && (!isEven(h) || isMultiple(h + k + l, 4)),
  'R-3c': (h, k, l) => isMultiple(-h + k + l, 3) && (!(h === 0 || k === 0 || h === -k) || isEven(l)),
  P6_3mc: (h, k, l) => !(h === k || 2 * h === -k || h === -2 * k) || isEven(l),
  'P4_2/mnm': (h, k, l) => (h !== 0 || isEven(k + l)) && (k !== 0 || isEven(h + l)),
  P3_221: (h, k, l) => h !== 0 || k !== 0 || isMultiple(l, 3),
  P4_12_12: (h, k, l) =>
    (h !== 0 || k !== 0 || isMultiple(l, 4)) && (k !== 0 || l !== 0 || isEven(h)) && (h !== 0 || l !== 0 || isEven(k)),
  'Pn-3m': (h, k, l) => (h !== 0 || isEven(k + l)) && (k !== 0 || isEven(h + l)) && (l !== 0 || isEven(h + k)),
  'Ia-3': (h, k, l) =>
    isBodyCentred(h, k, l) &&
    (h !== 0 || (isEven(k) && isEven(l))) &&
    (k !== 0 || (isEven(h) && isEven(l))) &&
    (l !== 0 || (isEven(h) && isEven(k))),
  'P2_1/a': (h, k, l) => (k !== 0 || isEven(h)) && (h !== 0 || l !== 0 || isEven(k)),
  lamellar: (h, k) => h === 0 && k === 0,
};

/** Whether the conditions let the reflection (h, k, l) be present. */
export function isPresent(conditions: ReflectionConditions, h: number, k: number, l: number): boolean {
  return CONDITIONS[conditions](h, k, l);
}
