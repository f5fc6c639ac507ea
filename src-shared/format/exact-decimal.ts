/** C's `%.<digits>e`. */
export function formatExponential(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const [mantissa, exponent] = evenOnTie(value, digits, value.toExponential(digits), (v, n) =>
    v.toExponential(n),
  ).split('e') as [string, string];
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = exponent.slice(1);
  return `${sign}${mantissa.replace('-', '')}e${exponent[0]}${size.length < 2 ? `0${size}` : size}`;
}

/** C's `%.<digits>f`. */
export function formatFixed(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}.${'0'.repeat(digits)}`; // toFixed gives up there
  const text = evenOnTie(value, digits, value.toFixed(digits), (v, n) => v.toFixed(n));
  return Object.is(value, -0) ? `-${text}` : text;
}

/**
 * JavaScript rounds exact ties away from zero, C to the even digit: on a tie, `rounded` gives way to its lower
 * neighbour when its own last digit is odd.
 */
function evenOnTie(
  value: number,
  digits: number,
  rounded: string,
  print: (value: number, digits: number) => string,
): string {
  const more = Math.min(digits + 60, 100); // enough digits to show that a tie is exact for doubles of common size
  const long = print(value, more);
  const [mantissa = '', exponent] = long.split('e');
  const cut = mantissa.length - (more - digits);
  const tail = mantissa.slice(cut);
  if (tail[0] !== '5' || /[1-9]/.test(tail.slice(1))) return rounded;
  let truncated = mantissa.slice(0, cut);
  if (truncated.endsWith('.')) truncated = truncated.slice(0, -1);
  const last = truncated.charCodeAt(truncated.length - 1) - 48;
  if (last % 2 === 1) return rounded;
  return exponent === undefined ? truncated : `${truncated}e${exponent}`;
}

/** A float as Python's `repr` writes it: shortest digits that read back the same, exponent below 1e-4 and from 1e16. */
export function formatPythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [mantissa = '', exponent = ''] = value.toExponential().split('e');
    const digits = exponent.slice(1);
    return `${mantissa}e${exponent[0]}${digits.length < 2 ? `0${digits}` : digits}`;
  }
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}
