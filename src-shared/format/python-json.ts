import type { JsonNode } from '../json/json-text.ts';
import { formatPythonFloat } from './exact-decimal.ts';

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
      return /^-?\d+$/.test(node.token) ? node.token.replace(/^-0$/, '0') : formatPythonJsonFloat(node.value);
    case 'literal':
      return String(node.value);
  }
}

/** As Python's `json.dumps` writes a float: its `repr`, but NaN and Infinity. */
export function formatPythonJsonFloat(value: number): string {
  return Number.isFinite(value) ? formatPythonFloat(value) : String(value);
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
