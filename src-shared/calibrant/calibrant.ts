import type { ReflectionConditions } from './reflection-conditions.ts';
import type { UnitCell } from './unit-cell.ts';

/** One line of a powder pattern. */
export interface CalibrantLine {
  /** Å */
  readonly dSpacing: number;
  /** "1 1 1"; "3 3 3 / 5 1 1" where several kinds of planes share a spacing; "" where unknown */
  readonly hkl: string;
  /** Number of reflections that make the line; 1 where unknown */
  readonly multiplicity: number;
}

interface CalibrantName {
  readonly id: string;
  /** For people: "Ceria CeO2 (SRM 674b)" */
  readonly label: string;
  /** Where cell or spacings come from. */
  readonly reference: string;
  /** Other ids in use, pyFAI's included. */
  readonly aliases?: readonly string[];
}

/** A calibrant known by its crystal structure. */
export interface CrystalCalibrant extends CalibrantName {
  readonly kind: 'crystal';
  readonly cell: UnitCell;
  readonly conditions: ReflectionConditions;
  /** Lines too weak to be of use, by one of their reflections: "2 2 0". */
  readonly skip?: readonly string[];
  /** Where only few lines are of use: these and no others. */
  readonly only?: readonly string[];
}

/** A calibrant known by a list of spacings. */
export interface ListedCalibrant extends CalibrantName {
  readonly kind: 'list';
  /** By decreasing d. */
  readonly lines: readonly CalibrantLine[];
}

export type Calibrant = CrystalCalibrant | ListedCalibrant;
