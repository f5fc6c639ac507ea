import type { PatternFormat } from './pattern-format.ts';

/**
 * Comma separated values, one header row with units in brackets (`2th [deg]`, `q [A^-1]`, …), ASCII: radial axis, intensity, sigma, signal, variance,
 * normalization, count. Numbers in the shortest form that reads back the same. `nan` in an empty bin (its count is 0),
 * and for sigma and variance where the error model is "none".
 */
export const csvFormat: PatternFormat = {
  id: 'csv',
  label: 'Comma separated, all sums',
  suffix: '.csv',
  needsSigma: false,
  needsTwoTheta: false,
  emptyBin: 'nan',
  format({ radialUnit: unit, radial, intensity, sigma, signal, variance, normalization, count }) {
    const lines = [
      `${unit.replace('_', ' [')}],intensity [counts],sigma [counts],signal [counts],variance [counts^2],normalization [1],count [px]`,
    ];
    for (let i = 0; i < radial.length; i++)
      lines.push(
        [
          csvNumber(radial[i]!),
          csvNumber(intensity[i]!),
          csvNumber(sigma ? sigma[i]! : NaN),
          csvNumber(signal[i]!),
          csvNumber(variance ? variance[i]! : NaN),
          csvNumber(normalization[i]!),
          csvNumber(count[i]!),
        ].join(','),
      );
    return new TextEncoder().encode(`${lines.join('\n')}\n`);
  },
};

function csvNumber(value: number): string {
  return Number.isNaN(value) ? 'nan' : String(value);
}
