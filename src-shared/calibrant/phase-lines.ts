import type { PhaseLine } from '../model/crystal-phase.ts';
import type { Atom } from './atomic-basis.ts';
import { formsOf, reflectionGroups, type Presence } from './calibrant-lines.ts';
import { isPresent } from './reflection-conditions.ts';
import type { UnitCell } from './unit-cell.ts';

/** x' = R x + t on fractional coordinates. */
export interface Symmetry {
  /** Nine numbers, row by row. */
  readonly rotation: readonly number[];
  readonly translation: readonly [number, number, number];
}

export interface CrystalStructure {
  readonly cell: UnitCell;
  /** All of the space group; empty: only the centring is known */
  readonly operations: readonly Symmetry[];
  readonly centring: 'P' | 'A' | 'B' | 'C' | 'I' | 'F' | 'R';
  /** Of the asymmetric unit, with their electrons; empty: intensities are not known */
  readonly atoms: readonly Atom[];
}

const SAME_PLACE = 0.01; // of an axis: atoms closer than this are one atom on a special position
const TINY = 1e-6; // of the largest |F|² per line: an extinction by chance, or by the atoms' places
const FADING = 2.5; // Å²: form factors and vibration, roughly, for any element

/**
 * Lines of a crystal structure by decreasing d. Extinctions follow from the operations themselves, intensities (powder,
 * with Lorentz factor and without polarization) from electrons of neutral atoms that fade alike: good to tell strong
 * lines from weak ones.
 *
 * @param minimum  Å: no line below
 * @param limit  most lines returned, those of largest d
 * @param wavelength  m, for the Lorentz factor; absent: that of small angles
 *
 * Source of the extinctions: International Tables for Crystallography B (2010), section 1.4.2.3
 */
export function phaseLines(
  structure: CrystalStructure,
  minimum: number,
  limit: number,
  wavelength?: number,
): PhaseLine[] {
  const { cell, operations, centring } = structure;
  const atoms = expandAtoms(structure);
  const isThere: Presence = operations.length > 0 ? presenceFrom(operations) : presenceOf(centring);
  const groups = reflectionGroups(cell, isThere, minimum).slice(0, limit);
  const lines = groups.map((group) => {
    const dSpacing = 1 / Math.sqrt(group[0]!.inverseSquare);
    const hkl = formsOf(group, cell).join(' / ');
    if (atoms.length === 0) return { dSpacing, hkl, strength: null };
    const fade = Math.exp(-FADING * 0.5 * group[0]!.inverseSquare);
    const sum = group.reduce((total, { h, k, l }) => total + structureFactorSquare(atoms, h, k, l), 0);
    return { dSpacing, hkl, strength: 2 * sum * fade * lorentz(dSpacing, wavelength) };
  });
  const strongest = lines.reduce((most, { strength }) => Math.max(most, strength ?? 0), 0);
  return lines
    .filter(({ strength }) => strength === null || strength > TINY * strongest)
    .map(({ dSpacing, hkl, strength }) => ({
      dSpacing,
      hkl,
      intensity: strength === null ? null : strength / strongest,
    }));
}

/** 1 / (sin²θ cos θ) */
function lorentz(dSpacing: number, wavelength: number | undefined): number {
  if (wavelength === undefined) return dSpacing * dSpacing;
  const sine = (wavelength * 1e10) / (2 * dSpacing);
  return sine < 1 ? 1 / (sine * sine * Math.sqrt(1 - sine * sine)) : 0;
}

/** A reflection is extinct if an operation leaves it where it is, but not its phase. */
function presenceFrom(operations: readonly Symmetry[]): Presence {
  const shifting = operations.filter(({ translation }) => translation.some((part) => part % 1 !== 0));
  return (h, k, l) =>
    shifting.every(({ rotation: r, translation: t }) => {
      const isKept =
        h * r[0]! + k * r[3]! + l * r[6]! === h &&
        h * r[1]! + k * r[4]! + l * r[7]! === k &&
        h * r[2]! + k * r[5]! + l * r[8]! === l;
      if (!isKept) return true;
      const phase = h * t[0] + k * t[1] + l * t[2];
      return Math.abs(phase - Math.round(phase)) < 1e-3; // thirds are written with few digits
    });
}

function presenceOf(centring: CrystalStructure['centring']): Presence {
  const isEven = (n: number): boolean => n % 2 === 0;
  if (centring === 'A') return (_h, k, l) => isEven(k + l);
  if (centring === 'B') return (h, _k, l) => isEven(h + l);
  return (h, k, l) => isPresent(centring, h, k, l);
}

/** All atoms of the cell. */
function expandAtoms({ atoms, operations }: CrystalStructure): Atom[] {
  const wrap = (value: number): number => value - Math.floor(value);
  const apart = (x: number, y: number): number => Math.abs(x - y - Math.round(x - y));
  return atoms.flatMap((atom) => {
    const places: Atom[] = [];
    for (const { rotation: r, translation: t } of operations) {
      const [x, y, z] = [0, 1, 2].map((row) =>
        wrap(r[3 * row]! * atom.x + r[3 * row + 1]! * atom.y + r[3 * row + 2]! * atom.z + t[row]!),
      ) as [number, number, number];
      const isKnown = places.some(
        (place) => apart(place.x, x) < SAME_PLACE && apart(place.y, y) < SAME_PLACE && apart(place.z, z) < SAME_PLACE,
      );
      if (!isKnown) places.push({ electrons: atom.electrons, x, y, z });
    }
    return places;
  });
}

function structureFactorSquare(atoms: readonly Atom[], h: number, k: number, l: number): number {
  let [real, imaginary] = [0, 0];
  for (const { electrons, x, y, z } of atoms) {
    const phase = 2 * Math.PI * (h * x + k * y + l * z);
    real += electrons * Math.cos(phase);
    imaginary += electrons * Math.sin(phase);
  }
  return real * real + imaginary * imaginary;
}
