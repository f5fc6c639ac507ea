import { describe, expect, it } from 'vitest';
import { compactHkl } from '../../src-shared/quantity/compact-hkl.ts';

describe('compactHkl', () => {
  it.each([
    ['1 1 1', '111'],
    ['5 1 1 / 3 3 3', '511/333'],
    ['10 0 4', '10 0 4'],
    ['0 0 12', '0 0 12'],
    ['1 -1 2', '1 -1 2'],
    ['111', '111'],
  ])('writes %s as %s', (hkl, text) => {
    expect(compactHkl(hkl)).toBe(text);
  });
});
