import type { CoverageResult } from './coverage-image.ts';

export interface CoverageRow {
  readonly parameter: string;
  /** Part of the images whose error is inside one standard uncertainty; 0.683 if that is right */
  readonly inside: number;
  /** Mean error in standard uncertainties, and the root mean square: 0 and 1 if all is right */
  readonly mean: number;
  readonly rms: number;
}

export function coverageTable(results: readonly CoverageResult[]): { rows: CoverageRow[]; markdown: string } {
  const names = ['dist', 'poni1', 'poni2', 'rot1', 'rot2'] as const;
  const rows = names.map((parameter) => {
    const pulls = results.map((result) => result[parameter]).filter((pull) => pull !== undefined);
    const sum = (term: (pull: number) => number): number =>
      pulls.reduce((total, pull) => total + term(pull), 0) / Math.max(1, pulls.length);
    return {
      parameter,
      inside: sum((pull) => (Math.abs(pull) < 1 ? 1 : 0)),
      mean: sum((pull) => pull),
      rms: Math.sqrt(sum((pull) => pull * pull)),
    };
  });
  const markdown = [
    `${results.length} images.`,
    '',
    '| parameter | truth inside 68 % interval | mean error / σ | rms error / σ |',
    '| --- | --: | --: | --: |',
    ...rows.map(
      ({ parameter, inside, mean, rms }) =>
        `| ${parameter} | ${(100 * inside).toFixed(0)} % | ${mean.toFixed(2)} | ${rms.toFixed(2)} |`,
    ),
    '',
  ].join('\n');
  return { rows, markdown };
}
