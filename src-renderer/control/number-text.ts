const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Reads a number as people type it: a decimal comma counts as a dot, blanks and a real minus sign are allowed.
 * @returns undefined if it is not one number
 */
export function parseNumber(text: string): number | undefined {
  const plain = text
    .trim()
    .replaceAll(/[\s\u00a0\u2009]/g, '')
    .replace('−', '-')
    .replace(',', '.');
  if (!NUMBER.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

/** The number with its decimal point moved by `places`, rounded once: 0.2086 by 3 is 208.6, not 208.60000000000002. */
export function shiftDecimal(value: number, places: number): number {
  if (places === 0 || !Number.isFinite(value)) return value;
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  return Number(`${mantissa}e${Number(exponent) + places}`);
}

/** Every digit of the number: reading the text back gives the same number. */
export function fullText(value: number): string {
  return String(value);
}

/** At most `digits` significant digits, no trailing zeros; whole numbers are never cut. */
export function shortText(value: number, digits: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size !== 0 && (size < 1e-4 || size >= 10 ** Math.max(digits, 7))) {
    return rounded.toExponential().replace('e+', 'e');
  }
  return String(rounded);
}

/** Place of the last digit of a number text: 2 for "0.25", 0 for "12", 9 for "1.25e-7". */
export function decimalsOf(text: string): number {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const dot = mantissa.indexOf('.');
  return (dot < 0 ? 0 : mantissa.length - dot - 1) - Number(exponent);
}

/** `value` moved by `steps` units of the decimal place `decimals`, without binary dust: 0.1 by 2 at 1 is 0.3. */
export function stepped(value: number, steps: number, decimals: number): number {
  const finest = Math.min(100, Math.max(0, decimals, decimalsOf(String(value))));
  return Number((value + steps * 10 ** -decimals).toFixed(finest)) + 0; // + 0: no "-0"
}
