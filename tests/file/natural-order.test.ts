import { describe, expect, it } from 'vitest';
import { compareNatural } from '../../src-main/file/natural-order.ts';

const sorted = (...names: string[]): string[] => names.sort(compareNatural);

describe('compareNatural', () => {
  it('orders numbers by value wherever they stand', () => {
    expect(sorted('f10.tif', 'f9.tif', 'f1.tif')).toEqual(['f1.tif', 'f9.tif', 'f10.tif']);
    expect(sorted('a2_b10', 'a2_b9', 'a10_b1')).toEqual(['a2_b9', 'a2_b10', 'a10_b1']);
  });

  it('does not lose digits of long numbers', () => {
    expect(sorted('x90071992547409931', 'x90071992547409930')).toEqual(['x90071992547409930', 'x90071992547409931']);
  });

  it('puts a name before those it begins', () => {
    expect(sorted('run_2', 'run', 'run_1')).toEqual(['run', 'run_1', 'run_2']);
  });

  it('is a strict order even where numbers are only written differently', () => {
    expect(compareNatural('f01', 'f1')).toBe(-compareNatural('f1', 'f01'));
    expect(compareNatural('f01', 'f1')).not.toBe(0);
    expect(compareNatural('f1', 'f1')).toBe(0);
  });
});
