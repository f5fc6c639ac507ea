import { REFERENCE_TEMPERATURE, volumeRatio } from '../../src-shared/calibrant/equation-of-state.ts';
import { phaseLines } from '../../src-shared/calibrant/phase-lines.ts';
import { reciprocalMetric, type UnitCell } from '../../src-shared/calibrant/unit-cell.ts';
import { parseCif } from '../../src-shared/format/cif-file.ts';
import { isOldJcpds } from '../../src-shared/format/old-jcpds-text.ts';
import { parseJcpds, type JcpdsFile } from '../../src-shared/format/jcpds-file.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { CrystalPhase, PhaseLine } from '../../src-shared/model/crystal-phase.ts';

/** More than anybody can tell apart in a pattern. */
const MAX_LINES = 400;
const SMALLEST = 0.5; // Å, where no wavelength sets the end
const TOLERANCE = 0.02; // by which rounded spacings of a table may differ from the cell

export interface PhaseConditions {
  /** GPa */
  readonly pressure?: number | undefined;
  /** K */
  readonly temperature?: number | undefined;
  /** m */
  readonly wavelength?: number | undefined;
}

/** Whether a text is a JCPDS file rather than a CIF. */
export function isJcpds(text: string): boolean {
  return /^\s*(VERSION|DIHKL)\s*:/im.test(text) || isOldJcpds(text);
}

/**
 * Lines of the phase in a CIF or JCPDS file.
 *
 * @param name  of the file, for messages
 * @throws FormatError  if it is neither, or lacks what lines need
 * @throws AppError  'usage' where the equation of state has no volume for the pressure and temperature
 */
export function phaseOf(name: string, text: string, conditions: PhaseConditions = {}): CrystalPhase {
  const { wavelength } = conditions;
  const minimum = wavelength === undefined ? SMALLEST : (wavelength * 1e10) / 2;
  if (isJcpds(text)) return jcpdsPhase(name, parseJcpds(name, text), conditions, minimum);
  const { label, warnings, ...structure } = parseCif(name, text);
  return {
    label,
    formatId: 'cif',
    hasEquation: false,
    volume: reciprocalMetric(structure.cell).volume,
    lines: phaseLines(structure, minimum, MAX_LINES, wavelength),
    warnings,
  };
}

function jcpdsPhase(name: string, file: JcpdsFile, conditions: PhaseConditions, minimum: number): CrystalPhase {
  const { pressure = 0, temperature = REFERENCE_TEMPERATURE } = conditions;
  const { cell, equation, label } = file;
  const ratio = volumeRatio(equation, pressure, temperature);
  if (!(ratio > 0))
    throw new AppError(
      'usage',
      `The equation of state of ${name} has no volume at ${pressure} GPa and ${temperature} K: choose values nearer to 0 GPa and ${REFERENCE_TEMPERATURE} K.`,
    );
  const strongest = file.lines.reduce((most, { intensity }) => Math.max(most, intensity), 0);
  const spacings = file.lines.map(({ dSpacing, hkl }) => (cell && hkl !== '' ? spacingOf(cell, hkl) : dSpacing));
  const doubt = file.lines.findIndex(({ dSpacing }, i) => !(Math.abs(spacings[i]! / dSpacing - 1) < TOLERANCE));
  const scale = Math.cbrt(ratio);
  const lines: PhaseLine[] = file.lines.map(({ dSpacing, intensity, hkl }, i) => ({
    dSpacing: scale * (doubt < 0 ? spacings[i]! : dSpacing),
    hkl,
    intensity: strongest > 0 ? intensity / strongest : null,
  }));
  const refuted = file.lines[doubt];
  return {
    label,
    formatId: 'jcpds',
    hasEquation: equation.k0 > 0 || equation.alpha !== 0,
    volume: cell ? reciprocalMetric(cell).volume * ratio : null,
    lines: lines.filter(({ dSpacing }) => dSpacing >= minimum),
    warnings: refuted
      ? [
          ...file.warnings,
          `${name} gives ${refuted.dSpacing} Å for ${refuted.hkl}, its cell ${spacings[doubt]!.toFixed(4)} Å: the spacings of the table are drawn.`,
        ]
      : file.warnings,
  };
}

function spacingOf(cell: UnitCell, hkl: string): number {
  const { g11, g22, g33, g12, g13, g23 } = reciprocalMetric(cell);
  const [h = 0, k = 0, l = 0] = hkl.split(' ').map(Number);
  return 1 / Math.sqrt(g11 * h * h + g22 * k * k + g33 * l * l + 2 * (g12 * h * k + g13 * h * l + g23 * k * l));
}
