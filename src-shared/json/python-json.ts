import type { JsonNode } from './json-text.ts';

/**
 * JSON as Python's `json.dumps` writes it on one line: `", "` and `": "` between things, everything beyond ASCII
 * escaped, and numbers as Python keeps them apart: 1 is an integer, 1.0 is not.
 */
export function formatPythonJson(node: JsonNode, options: { readonly sortKeys?: boolean } = {}): string {
  switch (node.kind) {
    case 'object': {
      const members = options.sortKeys
        ? [...node.members].sort((a, b) => compareCodePoints(a.key, b.key))
        : node.members;
      const entries = members.map(({ key, value }) => `${pythonString(key)}: ${formatPythonJson(value, options)}`);
      return `{${entries.join(', ')}}`;
    }
    case 'array':
      return `[${node.items.map((item) => formatPythonJson(item, options)).join(', ')}]`;
    case 'string':
      return pythonString(node.value);
    case 'number':
      return /^-?\d+$/.test(node.token) ? node.token.replace(/^-0$/, '0') : pythonFloat(node.value);
    case 'literal':
      return String(node.value);
  }
}

/** A float as Python's `repr` has it: 1.0, 1e-05, 1e+22, nan as `NaN`. */
export function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Object.is(value, -0)) return '-0.0';
  const [digits, exponent] = value.toExponential().split('e') as [string, string];
  const power = Number(exponent);
  if (power < -4 || power >= 16) return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  const plain = power < 0 ? plainSmall(digits, power) : String(value);
  return plain.includes('.') ? plain : `${plain}.0`;
}

/** JavaScript writes 0.00001 as 1e-5 only below 1e-6; Python's limit is met before this is called. */
function plainSmall(digits: string, power: number): string {
  const sign = digits.startsWith('-') ? '-' : '';
  return `${sign}0.${'0'.repeat(-power - 1)}${digits.replace(/[-.]/g, '')}`;
}

function pythonString(value: string): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function compareCodePoints(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
