import { describe, expect, it } from 'vitest';
import { digitsFor, uncertaintyText } from '../../../src-renderer/workspace/calibration/uncertainty-text.ts';

describe('a value with an uncertainty', () => {
  it('shows two digits of the uncertainty and no more', () => {
    expect(Number((208.72143).toPrecision(digitsFor(208.72143, 0.0138)))).toBe(208.721);
    expect(Number((-0.0339876).toPrecision(digitsFor(-0.0339876, 1.9e-6)))).toBe(-0.0339876);
    expect(digitsFor(0.00012, 0.05)).toBe(1);
    expect(digitsFor(0, 0.1)).toBe(1);
  });

  it('writes the uncertainty with two digits, small ones as a power', () => {
    expect(uncertaintyText(0.0138)).toBe('± 0.014');
    expect(uncertaintyText(1.24)).toBe('± 1.2');
    expect(uncertaintyText(1.9e-6)).toBe('± 1.9·10⁻⁶');
  });
});
