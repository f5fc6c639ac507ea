/** Significant digits that show a value to two digits of its uncertainty: 208.7214 ± 0.0138 needs six. */
export function digitsFor(value: number, sigma: number): number {
  if (value === 0) return 1;
  const leading = Math.floor(Math.log10(Math.abs(value)));
  const last = Math.floor(Math.log10(sigma)) - 1;
  return Math.min(15, Math.max(1, leading - last + 1));
}

/** "± 0.014", two significant digits. */
export function uncertaintyText(sigma: number): string {
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(sigma)));
  const text = decimals > 5 ? sigma.toExponential(1).replace('e-', '·10⁻') : sigma.toFixed(decimals);
  return `± ${text.replace(/·10⁻(\d+)$/, (_all, power: string) => `·10⁻${superscript(power)}`)}`;
}

function superscript(digits: string): string {
  return [...digits].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
}
