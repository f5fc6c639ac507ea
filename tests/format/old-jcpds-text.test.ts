import { describe, expect, it } from 'vitest';
import { phaseOf } from '../../src-main/service/phase-of.ts';
import { parseJcpds } from '../../src-shared/format/jcpds-file.ts';

const gold = `2
Gold (JCPDS 4-784)
1 166.65 5.4823
4.0786
14.2e-6
 d-spacing I/Io h k l
 2.3550 100 1 1 1
 2.0390 52 2 0 0
`;

describe('JCPDS files before version 4', () => {
  it('open with title, cell, equation of state and lines', () => {
    const { label, cell, equation, lines, warnings } = parseJcpds('au.jcpds', gold);
    expect([label, cell?.a, equation.k0, equation.k0Prime, equation.alpha]).toEqual([
      'Gold (JCPDS 4-784)',
      4.0786,
      166.65,
      5.4823,
      14.2e-6,
    ]);
    expect(lines.map(({ dSpacing, intensity, hkl }) => [dSpacing, intensity, hkl])).toEqual([
      [2.355, 100, '1 1 1'],
      [2.039, 52, '2 0 0'],
    ]);
    expect(warnings).toEqual([]);
  });

  it('follow temperature and pressure like any other', () => {
    const warm = phaseOf('au.jcpds', gold, { temperature: 398 });
    // Without pressure the volume grows by α ΔT, 14.2e-6 · 100.
    expect(warm.volume).toBeCloseTo(4.0786 ** 3 * 1.00142, 6);
    expect(phaseOf('au.jcpds', gold, { pressure: 10 }).volume).toBeLessThan(4.0786 ** 3 * 0.96);
  });

  it('may lack the expansion and the titles of the columns', () => {
    const short = parseJcpds('x.jcpds', '1\nIron\n1 165 4\n2.8664\n2.0268 100 1 1 0\n');
    expect([short.equation.alpha, short.lines.length, short.lines[0]?.hkl]).toEqual([0, 1, '1 1 0']);
  });

  it('are drawn by their table where the cell does not agree with it', () => {
    const { warnings, lines } = phaseOf('x.jcpds', gold.replace('4.0786', '5.0786'));
    expect(warnings[0]).toContain('the spacings of the table are drawn');
    expect(lines[0]?.dSpacing).toBe(2.355);
  });
});
