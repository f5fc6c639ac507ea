/**
 * The number nearest to value · 10^exponent as people write it: 172 µm are 0.000172 m, 0.4 Å are 4e-11 m, to the last
 * digit. Multiplying would miss both by a rounding, which then shows in files.
 */
export function decimalShift(value: number, exponent: number): number {
  const [digits = '', own = '0'] = String(value).split('e');
  return Number(`${digits}e${Number(own) + exponent}`);
}
