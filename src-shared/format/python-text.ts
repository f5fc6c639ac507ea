import { formatPythonFloat } from './exact-decimal.ts';

/** A number as Python writes it. */
export function pythonNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 53 ? String(value) : formatPythonFloat(value);
}

/** A JSON string is a Python string as well. */
export function pythonString(text: string): string {
  return JSON.stringify(text);
}
