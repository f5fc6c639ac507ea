/** Crystal systems by the code of the old files. */
const SYSTEMS = ['CUBIC', 'HEXAGONAL', 'TETRAGONAL', 'ORTHORHOMBIC', 'MONOCLINIC', 'TRICLINIC'] as const;
const CELL_KEYS: Readonly<Record<(typeof SYSTEMS)[number], readonly string[]>> = {
  CUBIC: ['A'],
  HEXAGONAL: ['A', 'C'],
  TETRAGONAL: ['A', 'C'],
  ORTHORHOMBIC: ['A', 'B', 'C'],
  MONOCLINIC: ['A', 'B', 'C', 'BETA'],
  TRICLINIC: ['A', 'B', 'C', 'ALPHA', 'BETA', 'GAMMA'],
};

/** Whether a text is a JCPDS file of version 1 to 3: the version stands alone in its first line. */
export function isOldJcpds(text: string): boolean {
  const lines = text.split(/\r\n|\n|\r/);
  return /^\s*[123]\s*$/.test(lines[0] ?? '') && lines.slice(4).some((line) => [2, 5].includes(numbersOf(line).length));
}

/**
 * A JCPDS file of version 1 to 3 in the words of version 4. The lines go by their place: version, title, code of the
 * crystal system with K0 and K0′, cell, thermal expansion (from version 2), titles of the columns, rows d I h k l. Lines
 * that are missing are left out: rows are known by five numbers, or by two where there are no indices.
 */
export function modernJcpdsText(text: string): string {
  const lines = text.split(/\r\n|\n|\r/);
  const [, title = '', equation = '', cell = '', expansion = ''] = lines;
  const [code = 0, k0, k0Prime] = numbersOf(equation);
  const system = SYSTEMS[code - 1];
  const out = ['VERSION: 4', `COMMENT: ${title.trim()}`];
  if (k0 !== undefined) out.push(`K0: ${k0}`);
  if (k0Prime !== undefined) out.push(`K0P: ${k0Prime}`);
  if (system) {
    out.push(`SYMMETRY: ${system}`);
    const values = numbersOf(cell);
    CELL_KEYS[system].forEach((key, i) => {
      if (values[i] !== undefined) out.push(`${key}: ${values[i]}`);
    });
  }
  const alpha = numbersOf(expansion);
  if (alpha.length === 1) out.push(`ALPHAT: ${alpha[0]}`);
  for (const line of lines.slice(4)) {
    const row = numbersOf(line);
    if (row.length === 5 || row.length === 2) out.push(`DIHKL: ${row.join(' ')}`);
  }
  return out.join('\n');
}

/** All the numbers of a line, none where anything else stands in it. */
function numbersOf(line: string): number[] {
  const fields = line.trim().split(/[\s,]+/);
  const values = fields.map(Number);
  return fields[0] === '' || values.some((value) => !Number.isFinite(value)) ? [] : values;
}
