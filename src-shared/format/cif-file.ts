import { FormatError } from '../model/app-error.ts';
import { electronsOf } from '../quantity/element-electrons.ts';
import { cifNumber, readCifBlocks, type CifBlock } from './cif-tokens.ts';
import { parseSymmetryOperation, type SymmetryOperation } from './symmetry-operation.ts';

const ID = 'cif';
const MAX_LENGTH = 8 * 2 ** 20;

export type Centring = 'P' | 'A' | 'B' | 'C' | 'I' | 'F' | 'R';

export interface CifAtom {
  /** Electrons · occupancy */
  readonly electrons: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export interface CifFile {
  readonly label: string;
  /** Å and degrees */
  readonly cell: {
    readonly a: number;
    readonly b: number;
    readonly c: number;
    readonly alpha: number;
    readonly beta: number;
    readonly gamma: number;
  };
  /** Empty where the file lists none: then the centring is all that is known. */
  readonly operations: readonly SymmetryOperation[];
  readonly centring: Centring;
  /** Of the asymmetric unit, where there are operations; empty where the file has none. */
  readonly atoms: readonly CifAtom[];
  /** One sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads cell, symmetry and atoms of the first block of a CIF that has a cell. What is missing is made up where there is
 * only one sensible choice, and a warning says so.
 *
 * @param name  of the file, for messages
 * @throws FormatError  if there is no complete cell
 */
export function parseCif(name: string, text: string): CifFile {
  if (text.length > MAX_LENGTH)
    throw new FormatError(ID, `${name} is too long for a CIF of one structure: cut out the block that you need.`);
  const block = readCifBlocks(text).find(({ values }) =>
    [...values.keys()].some((key) => key.startsWith('_cell_length')),
  );
  if (!block)
    throw new FormatError(
      ID,
      `${name} has no _cell_length_a, so it holds no crystal structure: a CIF with a unit cell was expected.`,
    );
  const warnings: string[] = [];
  const symbol = value(block, '_symmetry_space_group_name_h-m', '_space_group_name_h-m_alt', '_space_group_name_h-m');
  const letter = /^\s*([PABCIFR])/i.exec(symbol ?? '')?.[1]?.toUpperCase();
  const cell = cellOf(name, block, symbol, warnings);
  const operations = operationsOf(block);
  if (operations.length === 0)
    warnings.push(
      letter === undefined
        ? `${name} names no symmetry: every line that the cell allows is drawn.`
        : `${name} lists no symmetry operations: only the lines that the centring ${letter} forbids are left out.`,
    );
  const atoms = operations.length === 0 ? [] : atomsOf(block);
  return { label: labelOf(name, block), cell, operations, centring: (letter ?? 'P') as Centring, atoms, warnings };
}

function value(block: CifBlock, ...names: readonly string[]): string | undefined {
  return names.map((name) => block.values.get(name)).find((text) => text !== undefined && text !== '?' && text !== '.');
}

function labelOf(name: string, block: CifBlock): string {
  const title = value(
    block,
    '_chemical_name_mineral',
    '_chemical_name_common',
    '_chemical_formula_sum',
    '_chemical_formula_structural',
    '_chemical_name_systematic',
  );
  return title?.split('\n')[0]?.trim().slice(0, 60) || name.replace(/\.cif$/i, '');
}

function cellOf(name: string, block: CifBlock, symbol: string | undefined, warnings: string[]): CifFile['cell'] {
  const length = (axis: string): number | undefined => cifNumber(block.values.get(`_cell_length_${axis}`));
  const a = length('a');
  if (a === undefined)
    throw new FormatError(ID, `${name} has no number for _cell_length_a: a cell needs a, b and c in Å.`);
  const number = cifNumber(value(block, '_symmetry_int_tables_number', '_space_group_it_number'));
  const system =
    number === undefined
      ? ''
      : number >= 195
        ? 'cubic'
        : number >= 143
          ? 'hexagonal'
          : number >= 75
            ? 'tetragonal'
            : '';
  const made: string[] = [];
  const orElse = (key: string, given: number | undefined, implied: number | undefined): number => {
    if (given !== undefined) return given;
    if (implied === undefined)
      throw new FormatError(ID, `${name} has no number for _cell_length_${key}: a cell needs a, b and c in Å.`);
    made.push(key);
    return implied;
  };
  const b = orElse('b', length('b'), system === '' ? undefined : a);
  const c = orElse('c', length('c'), system === 'cubic' ? a : undefined);
  const isHexagonal = system === 'hexagonal' || /^\s*[PR]\s*(-?[36]|6[1-5]|3[12])/.test(symbol ?? '');
  const angle = (key: string, implied: number): number =>
    orElse(key, cifNumber(block.values.get(`_cell_angle_${key}`)), implied);
  const cell = {
    a,
    b,
    c,
    alpha: angle('alpha', 90),
    beta: angle('beta', 90),
    gamma: angle('gamma', isHexagonal ? 120 : 90),
  };
  if (![a, b, c].every((side) => side > 0.5 && side < 1000))
    throw new FormatError(ID, `${name} has a cell of ${a} × ${b} × ${c}: sides between 0.5 and 1000 Å were expected.`);
  const [ca, cb, cg] = [cell.alpha, cell.beta, cell.gamma].map((degrees) => Math.cos((degrees * Math.PI) / 180));
  const isAngle = [cell.alpha, cell.beta, cell.gamma].every((degrees) => degrees > 0 && degrees < 180);
  if (!(isAngle && 1 - ca! * ca! - cb! * cb! - cg! * cg! + 2 * ca! * cb! * cg! > 1e-6))
    throw new FormatError(
      ID,
      `${name} has angles of ${cell.alpha}, ${cell.beta} and ${cell.gamma}°, and no cell can have these.`,
    );
  if (made.length > 0) warnings.push(`${name} leaves out ${made.join(', ')} of the cell: taken from its symmetry.`);
  return cell;
}

function operationsOf(block: CifBlock): SymmetryOperation[] {
  for (const column of ['_symmetry_equiv_pos_as_xyz', '_space_group_symop_operation_xyz']) {
    const loop = block.loops.find(({ columns }) => columns.includes(column));
    const texts = loop
      ? loop.rows.map((row) => row[loop.columns.indexOf(column)]!)
      : [block.values.get(column)].filter((text) => text !== undefined);
    const operations = texts.map(parseSymmetryOperation);
    // One that cannot be read would change the extinctions: better none at all.
    if (operations.length > 0 && operations.every((operation) => operation !== undefined)) return operations;
  }
  return [];
}

function atomsOf(block: CifBlock): CifAtom[] {
  const loop = block.loops.find(({ columns }) => columns.includes('_atom_site_fract_x'));
  if (!loop) return [];
  const at = (row: readonly string[], column: string): string | undefined => row[loop.columns.indexOf(column)];
  const atoms: CifAtom[] = [];
  for (const row of loop.rows) {
    const electrons = electronsOf(at(row, '_atom_site_type_symbol') ?? at(row, '_atom_site_label') ?? '');
    const [x, y, z] = ['x', 'y', 'z'].map((axis) => cifNumber(at(row, `_atom_site_fract_${axis}`)));
    // A structure that is known in part gives wrong intensities: better none.
    if (electrons === undefined || x === undefined || y === undefined || z === undefined) return [];
    atoms.push({ electrons: electrons * (cifNumber(at(row, '_atom_site_occupancy')) ?? 1), x, y, z });
  }
  return atoms;
}
