/** "1 1 1" → "111" and "5 1 1 / 3 3 3" → "511/333", as long as every index has one digit and no sign. */
export function compactHkl(hkl: string): string {
  return hkl
    .split('/')
    .map((one) => {
      const indices = one.trim().split(/[\s,]+/);
      return indices.every((index) => /^\d$/.test(index)) ? indices.join('') : indices.join(' ');
    })
    .join('/');
}
