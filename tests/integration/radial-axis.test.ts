import { describe, expect, it } from 'vitest';
import { binCentres, radialAxis } from '../../src-shared/integration/radial-axis.ts';

describe('radialAxis', () => {
  it('reports centres at lower + (k + ½) width, the upper end widened by 2⁻²³', () => {
    const axis = radialAxis(4, [1, 3]);
    expect(axis.upper).toBe(3 * (1 + 2 ** -23));
    expect(axis.width).toBe((axis.upper - 1) / 4);
    const centres = binCentres(axis);
    [1.25, 1.75, 2.25, 2.75].forEach((centre, k) => expect(centres[k]).toBeCloseTo(centre, 6));
  });

  it('equals the axis of pyFAI for a range of 5 to 15 degrees in 1000 bins', () => {
    // pyFAI 0.21.3, integrate1d(…, radial_range=(5, 15), unit="2th_deg"): 5.005, 5.015, … to nine digits
    const centres = binCentres(radialAxis(1000, [5, 15]));
    expect(centres[0]).toBeCloseTo(5.005, 8);
    expect(centres[1]).toBeCloseTo(5.015, 8);
    // and for (0.3, 0.9) in 16 bins, full precision
    const few = binCentres(radialAxis(16, [0.3, 0.9]));
    expect(few[0]).toBeCloseTo(0.31875000335276127, 14);
    expect(few[1]).toBeCloseTo(0.3562500100582838, 14);
  });

  it('F014: a range of 2 to 8 degrees has its first of 5000 points at 2.0006', () => {
    const centres = binCentres(radialAxis(5000, [2, 8]));
    expect(centres[0]).toBeCloseTo(2.0006, 9); // 2 + ½ · 6/5000; the widened end moves it by 1e-10
    expect(centres[4999]).toBeCloseTo(7.9994, 5); // and the last by 8 · 2⁻²³
  });

  it('widens a negative upper end towards zero', () => {
    expect(radialAxis(1, [-2, -1]).upper).toBeGreaterThan(-1);
  });

  it('rejects axes without bins or without extent', () => {
    expect(() => radialAxis(0, [0, 1])).toThrow('0 radial bins');
    expect(() => radialAxis(1.5, [0, 1])).toThrow('1.5 radial bins');
    expect(() => radialAxis(10, [1, 1])).toThrow('the radial range 1 … 1 is empty');
    expect(() => radialAxis(10, [Infinity, -Infinity])).toThrow('is empty');
    expect(() => radialAxis(10, [0, NaN])).toThrow('is empty');
  });
});
