import { basisOf, type Atom } from './atomic-basis.ts';
import type { Calibrant, CalibrantLine } from './calibrant.ts';

/** exp(−2Bs²) with s = sin θ/λ: how form factors and vibration make lines fade, roughly, for any element; Å² */
const FADING = 2.5;

/**
 * Relative intensity with which each line shows on a flat detector, apart from polarization: multiplicity · |F|² /
 * (sin²θ cos θ). Good to tell strong lines from weak ones, not to refine a structure: form factors are electron numbers
 * that fade alike.
 *
 * @param lines  of this calibrant
 * @param wavelength  m
 * @returns one entry per line; null if the atoms are not known
 */
export function lineStrengths(
  calibrant: Calibrant,
  lines: readonly CalibrantLine[],
  wavelength: number,
): number[] | null {
  const atoms = basisOf(calibrant.id);
  if (!atoms) return null;
  return lines.map(({ dSpacing, hkl, multiplicity }) => {
    const forms = hkl.split(' / ').map((form) => form.split(' ').map(Number));
    // Forms of equal spacing share the multiplicity; each counts with its mean.
    const square = forms.reduce((sum, indices) => sum + structureFactorSquare(atoms, indices), 0) / forms.length;
    const sine = (wavelength * 1e10) / (2 * dSpacing);
    if (!(sine < 1)) return 0;
    return (
      (multiplicity * square * Math.exp(-2 * FADING * (0.5 / dSpacing) ** 2)) /
      (sine * sine * Math.sqrt(1 - sine * sine))
    );
  });
}

function structureFactorSquare(atoms: readonly Atom[], [h = 0, k = 0, l = 0]: readonly number[]): number {
  let [real, imaginary] = [0, 0];
  for (const { electrons, x, y, z } of atoms) {
    const phase = 2 * Math.PI * (h * x + k * y + l * z);
    real += electrons * Math.cos(phase);
    imaginary += electrons * Math.sin(phase);
  }
  return real * real + imaginary * imaginary;
}
