import { basename } from 'node:path';
import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';
import { reciprocalMetric } from '../../src-shared/calibrant/unit-cell.ts';
import { parseDSpacings } from '../../src-shared/format/d-spacing-file.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { CalibrantCell, CalibrantChoice, RecipeCalibrant } from '../../src-shared/model/schema-types.generated.ts';
import type { FileAccess } from '../file/file-access.ts';
import { readTextFile } from '../file/text-file.ts';

/** @throws AppError  not-found, format or usage, one sentence, if it is no calibrant */
export async function chooseCalibrant(choice: CalibrantChoice, files: FileAccess): Promise<Calibrant> {
  if ('cell' in choice) return cellCalibrant(choice.cell);
  if ('ref' in choice) return readCalibrantFile(await files.resolve(choice.ref));
  const calibrant = findCalibrant(choice.id);
  if (!calibrant) throw new AppError('not-found', `There is no calibrant "${choice.id}".`);
  return calibrant;
}

/** A file of d-spacings as a calibrant. */
export async function readCalibrantFile(path: string): Promise<Calibrant> {
  const name = basename(path);
  const { label, reference, lines } = parseDSpacings(await readTextFile(path));
  return { kind: 'list', id: name, label: label ?? name, reference: reference ?? name, lines };
}

/**
 * A unit cell as a calibrant; what is not given follows from the rest.
 *
 * @throws AppError  usage, if no cell has such angles
 */
export function cellCalibrant(given: CalibrantCell): Calibrant {
  const { a, lattice } = given;
  const cell = {
    ...{ a, b: given.b ?? a, c: given.c ?? a },
    ...{ alpha: given.alpha ?? 90, beta: given.beta ?? 90, gamma: given.gamma ?? (lattice === 'R' ? 120 : 90) },
  };
  const numbers = `${cell.a} ${cell.b} ${cell.c} Å, ${cell.alpha} ${cell.beta} ${cell.gamma}°`;
  if (!(reciprocalMetric(cell).volume > 0))
    throw new AppError('usage', `No unit cell has the angles of ${numbers}: they do not close in space.`);
  return {
    kind: 'crystal',
    id: 'cell',
    label: given.label ?? `Cell ${lattice} ${numbers}`,
    reference: 'given by its unit cell',
    conditions: lattice,
    cell,
  };
}

/** A calibrant as a recipe keeps it: what is not in the catalogue is written out. */
export function recipeCalibrant(calibrant: Calibrant): RecipeCalibrant {
  if (findCalibrant(calibrant.id) === calibrant) return { id: calibrant.id };
  if (calibrant.kind === 'list')
    return { label: calibrant.label, dSpacings: calibrant.lines.map(({ dSpacing }) => dSpacing) };
  const { conditions } = calibrant;
  const lattice = LATTICES.find((one) => one === conditions);
  if (!lattice) throw new RangeError(`a cell with the conditions ${conditions}`);
  return { cell: { ...calibrant.cell, lattice, label: calibrant.label } };
}

const LATTICES = ['P', 'I', 'F', 'C', 'R'] as const;

/** @throws AppError  usage, if the recipe does not say which calibrant */
export function calibrantOfRecipe({ id, label, dSpacings, cell }: RecipeCalibrant): Calibrant {
  if (cell) return cellCalibrant(cell);
  if (dSpacings && dSpacings.length > 0) {
    const lines = [...dSpacings].sort((a, b) => b - a).map((dSpacing) => ({ dSpacing, hkl: '', multiplicity: 1 }));
    return {
      kind: 'list',
      id: label ?? 'list',
      label: label ?? 'List of spacings',
      reference: 'given by its spacings',
      lines,
    };
  }
  const found = id === undefined ? undefined : findCalibrant(id);
  if (!found)
    throw new AppError('usage', `The recipe asks for the calibrant "${id ?? ''}", which this program does not know.`);
  return found;
}
