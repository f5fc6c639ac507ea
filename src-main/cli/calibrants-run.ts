import { CALIBRANT_CATALOGUE, findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { calibrantLines } from '../../src-shared/calibrant/calibrant-lines.ts';
import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';
import { ringsOf } from '../../src-shared/calibrant/rings-of.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { toDegrees } from '../../src-shared/quantity/angle.ts';
import { decimalShift } from '../../src-shared/quantity/decimal-shift.ts';
import { wavelengthFromEnergyKeV } from '../../src-shared/quantity/photon-energy.ts';
import { EXIT_DONE } from './exit-code.ts';
import { nearest } from './option-values.ts';
import { createTerminal, type Terminal } from './terminal.ts';
import type { CommonOptions } from './common-options.ts';

export interface CalibrantsOptions extends CommonOptions {
  readonly wavelength?: number;
  readonly energy?: number;
  readonly lines?: number;
}

const MIN_D = 0.2; // Å: no powder line of use lies below

/** @throws AppError usage  if there is no calibrant of that name */
export function calibrantNamed(name: string): Calibrant {
  const calibrant = findCalibrant(name);
  if (calibrant) return calibrant;
  const near = nearest(
    name,
    CALIBRANT_CATALOGUE.map(({ id }) => id),
  );
  const hint = near === undefined ? '`annulus calibrants` lists them' : `perhaps ${near} was meant`;
  throw new AppError('usage', `There is no calibrant "${name}": ${hint}.`);
}

/** @returns m; undefined where neither is given @throws AppError usage  if both are */
export function wavelengthOption(options: { wavelength?: number; energy?: number }): number | undefined {
  if (options.wavelength !== undefined && options.energy !== undefined)
    throw new AppError('usage', '--wavelength and --energy say the same thing: give one of them.');
  if (options.energy !== undefined) return wavelengthFromEnergyKeV(options.energy);
  return options.wavelength === undefined ? undefined : decimalShift(options.wavelength, -10);
}

export function runCalibrants(name: string | undefined, options: CalibrantsOptions): number {
  const terminal = createTerminal(options);
  if (name === undefined) listAll(terminal);
  else listLines(terminal, calibrantNamed(name), wavelengthOption(options), options.lines ?? 20);
  return EXIT_DONE;
}

function listAll(terminal: Terminal): void {
  terminal.report({ calibrants: CALIBRANT_CATALOGUE.map(({ id, label, reference }) => ({ id, label, reference })) });
  for (const { id, label, reference } of CALIBRANT_CATALOGUE)
    terminal.print(`${id.padEnd(16)} ${label.padEnd(40)} ${reference}`);
}

function listLines(terminal: Terminal, calibrant: Calibrant, wavelength: number | undefined, count: number): void {
  const all = wavelength === undefined ? calibrantLines(calibrant, MIN_D) : ringsOf(calibrant, wavelength);
  const lines = all.slice(0, count).map((line) => ({
    dSpacing: line.dSpacing,
    hkl: line.hkl,
    multiplicity: line.multiplicity,
    ...('twoTheta' in line && typeof line.twoTheta === 'number' ? { twoThetaDeg: toDegrees(line.twoTheta) } : {}),
  }));
  const { id, label, reference } = calibrant;
  terminal.report({ id, label, reference, wavelength: wavelength ?? null, lines });
  terminal.print(`${id}: ${label}. ${reference}.`);
  for (const { dSpacing, hkl, twoThetaDeg } of lines)
    terminal.print(
      `${dSpacing.toFixed(6).padStart(11)} Å  ${twoThetaDeg === undefined ? '' : `${twoThetaDeg.toFixed(5).padStart(9)}°  `}${hkl}`.trimEnd(),
    );
}
