import { FormatError } from '../model/app-error.ts';
import { isOldJcpds, modernJcpdsText } from './old-jcpds-text.ts';

const ID = 'jcpds';
const MAX_LENGTH = 2 ** 20;

export interface JcpdsFile {
  readonly label: string;
  /** Å and degrees; null where the file has no complete cell */
  readonly cell: {
    readonly a: number;
    readonly b: number;
    readonly c: number;
    readonly alpha: number;
    readonly beta: number;
    readonly gamma: number;
  } | null;
  readonly equation: {
    /** GPa at 298 K; 0: not known */
    readonly k0: number;
    readonly k0Prime: number;
    /** GPa/K */
    readonly dK0dT: number;
    /** 1/K */
    readonly dK0PrimedT: number;
    /** 1/K */
    readonly alpha: number;
    /** 1/K² */
    readonly dAlphadT: number;
  };
  /** By decreasing d; never empty */
  readonly lines: readonly {
    /** Å at 0 GPa and 298 K */
    readonly dSpacing: number;
    /** Per cent of the strongest */
    readonly intensity: number;
    readonly hkl: string;
  }[];
  /** One sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads a JCPDS file: of version 4, as Dioptas writes them, one keyword per line, "DIHKL: d I h k l" for each line; of
 * version 1 to 3 by the place of the lines.
 * Spacings of a line with indices come from the cell where there is one, since the table is rounded.
 *
 * @param name  of the file, for messages
 * @throws FormatError  if there is no line of the pattern
 */
export function parseJcpds(name: string, text: string): JcpdsFile {
  if (text.length > MAX_LENGTH) throw new FormatError(ID, `${name} is too long for a JCPDS file of one phase.`);
  const modern = isOldJcpds(text) ? modernJcpdsText(text) : text;
  const values = new Map<string, string>();
  const rows: number[][] = [];
  for (const [index, line] of modern
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const [, key, rest = ''] = /^\s*([A-Z0-9_]+)\s*:\s*(.*?)\s*$/i.exec(line) ?? [];
    if (key === undefined) continue;
    const keyword = key.toUpperCase();
    if (keyword !== 'DIHKL') {
      if (!values.has(keyword)) values.set(keyword, rest);
      continue;
    }
    const numbers = rest.split(/[\s,]+/).map(Number);
    if (!(numbers[0]! > 0 && numbers.every(Number.isFinite)))
      throw new FormatError(
        ID,
        `Line ${index + 1} of ${name} is "${line.trim().slice(0, 40)}": "DIHKL: d I h k l" was expected.`,
      );
    rows.push(numbers);
  }
  if (rows.length === 0)
    throw new FormatError(
      ID,
      values.has('VERSION')
        ? `${name} has no line that starts with DIHKL, so there is nothing to draw.`
        : `${name} is no JCPDS file: keywords such as "VERSION: 4" and "DIHKL: d I h k l" were expected, or a version from 1 to 3 alone in the first line.`,
    );
  const number = (keyword: string): number => {
    const given = Number(values.get(keyword) || 0);
    return Number.isFinite(given) ? given : 0;
  };
  const k0 = number('K0');
  const warnings: string[] = [];
  if (!(k0 > 0)) warnings.push(`${name} has no bulk modulus K0: its lines do not move with pressure.`);
  else if (!values.has('K0P')) warnings.push(`${name} has no K0P: 4 is taken.`);
  const lines = rows.map(([dSpacing, intensity = 0, ...indices]) => ({
    dSpacing: dSpacing!,
    intensity,
    hkl: indices.length >= 3 ? indices.slice(0, 3).join(' ') : '',
  }));
  return {
    label: values.get('COMMENT')?.slice(0, 60) || name.replace(/\.jcpds$/i, ''),
    cell: cellOf(values.get('SYMMETRY') ?? '', number),
    equation: {
      k0: Math.max(0, k0),
      k0Prime: values.has('K0P') ? number('K0P') : 4,
      dK0dT: number('DK0DT'),
      dK0PrimedT: number('DK0PDT'),
      alpha: number('ALPHAT'),
      dAlphadT: number('DALPHADT'),
    },
    lines: lines.sort((x, y) => y.dSpacing - x.dSpacing),
    warnings,
  };
}

function cellOf(symmetry: string, number: (keyword: string) => number): JcpdsFile['cell'] {
  const [a, b, c] = [number('A'), number('B'), number('C')];
  const [alpha, beta, gamma] = [number('ALPHA'), number('BETA'), number('GAMMA')];
  const right = { alpha: 90, beta: 90, gamma: 90 };
  if (!(a > 0)) return null;
  switch (symmetry.trim().toUpperCase()) {
    case 'CUBIC':
      return { a, b: a, c: a, ...right };
    case 'TETRAGONAL':
      return c > 0 ? { a, b: a, c, ...right } : null;
    case 'HEXAGONAL':
    case 'TRIGONAL':
      return c > 0 ? { a, b: a, c, alpha: 90, beta: 90, gamma: 120 } : null;
    case 'RHOMBOHEDRAL':
      return alpha > 0 ? { a, b: a, c: a, alpha, beta: alpha, gamma: alpha } : null;
    case 'ORTHORHOMBIC':
      return b > 0 && c > 0 ? { a, b, c, ...right } : null;
    case 'MONOCLINIC':
      return b > 0 && c > 0 && beta > 0 ? { a, b, c, ...right, beta } : null;
    case 'TRICLINIC':
      return b > 0 && c > 0 && alpha > 0 && beta > 0 && gamma > 0 ? { a, b, c, alpha, beta, gamma } : null;
    default:
      return null;
  }
}
