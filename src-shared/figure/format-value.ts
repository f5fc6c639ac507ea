const MINUS = '−';
const THIN_SPACE = '\u202f'; // narrow and unbreakable
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

interface FormatOptions {
  /** Significant digits; absent: 5. */
  readonly digits?: number;
  readonly unit?: string;
}

/**
 * A number for people: significant digits, typographic minus, no trailing zeros, powers of ten as 1.2·10⁶, unit after
 * a narrow space (° without one). Whole numbers below ten million keep all their digits: they are counts.
 */
export function formatValue(value: number, { digits = 5, unit }: FormatOptions = {}): string {
  return withUnit(formatNumber(value, digits), unit);
}

function formatNumber(value: number, digits: number): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e7) return typographic(String(value));
  if (size >= 10 ** Math.max(6, digits) || size < 1e-4) return powerOfTen(value, digits);
  return typographic(trimZeros(value.toFixed(decimals(value, digits))));
}

/** Decimal places that show `digits` significant digits. */
function decimals(value: number, digits: number): number {
  const exponent = Number(value.toExponential(digits - 1).split('e')[1]); // after rounding: 9.9999 may be 10
  return Math.min(20, Math.max(0, digits - 1 - exponent));
}

function powerOfTen(value: number, digits: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential(digits - 1).split('e');
  const power = `10${superscript(Number(exponent))}`;
  const trimmed = trimZeros(mantissa);
  if (trimmed === '1') return power;
  if (trimmed === '-1') return MINUS + power;
  return typographic(`${trimmed}·${power}`);
}

function superscript(power: number): string {
  const digits = [...String(Math.abs(power))].map((digit) => SUPERSCRIPTS[Number(digit)]);
  return (power < 0 ? '⁻' : '') + digits.join('');
}

const trimZeros = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
const typographic = (text: string) => text.replace('-', MINUS);

function withUnit(text: string, unit: string | undefined): string {
  if (!unit) return text;
  return unit === '°' || unit === '%' ? text + (unit === '%' ? THIN_SPACE : '') + unit : text + THIN_SPACE + unit;
}

/**
 * A value with its standard uncertainty, both rounded to two digits of the uncertainty: "208.721 ± 0.014 mm".
 * Without a usable uncertainty, as `formatValue`.
 */
export function formatMeasurement(value: number, sigma: number | null | undefined, unit?: string): string {
  if (sigma === null || sigma === undefined || !(sigma > 0) || !Number.isFinite(sigma + value))
    return formatValue(value, unit === undefined ? {} : { unit });
  const exponent = Number(sigma.toExponential(1).split('e')[1]); // after rounding: 0.0996 becomes 0.10
  const places = Math.max(0, 1 - exponent);
  const size = Math.max(Math.abs(value), sigma);
  if (size >= 1e7 || size < 1e-4) {
    const power = Math.floor(Math.log10(size));
    const scale = 10 ** power;
    const digits = Math.min(20, Math.max(0, 1 - exponent + power));
    const pair = `(${(value / scale).toFixed(digits)} ± ${(sigma / scale).toFixed(digits)})·10${superscript(power)}`;
    return withUnit(typographic(pair), unit);
  }
  const rounded = (number: number) => {
    if (places > 0 || sigma < 100) return number.toFixed(places);
    const step = 10 ** (exponent - 1);
    return String(Math.round(number / step) * step);
  };
  return withUnit(typographic(`${rounded(value)} ± ${rounded(sigma)}`), unit);
}

/**
 * A tick of an axis whose neighbour is `step` away: as many decimals as the step needs, the same on the whole axis.
 */
export function formatTick(value: number, step: number): string {
  const size = Math.abs(value);
  if (value === 0 || size < Math.abs(step) * 1e-9) return '0';
  if (size >= 1e5 || size < 1e-3) {
    const power = Math.floor(Math.log10(size) + 1e-9);
    const digits = Math.max(0, power - Math.floor(Math.log10(Math.abs(step)) + 1e-9));
    return powerOfTen(value, Math.min(15, digits + 1));
  }
  const places = Math.max(0, -Math.floor(Math.log10(Math.abs(step)) + 1e-9));
  return typographic(trimTo(value, Math.min(12, places)));
}

const trimTo = (value: number, places: number) => value.toFixed(places);

/**
 * Reads a number as people type it: decimal comma or dot, typographic minus, "1.2·10⁶", spaces.
 *
 * @returns null if it is not a number
 */
export function parseTyped(text: string): number | null {
  const plain = text
    .trim()
    .replaceAll(MINUS, '-')
    .replace(/[\s\u202f]/g, '')
    .replace(',', '.')
    .replace(
      /[·×*]?10([⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/,
      (_match, power: string) => `e${[...power].map((c) => (c === '⁻' ? '-' : SUPERSCRIPTS.indexOf(c))).join('')}`,
    )
    .replace(/^(-?)e/, '$11e');
  if (plain === '') return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}
