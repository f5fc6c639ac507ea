import { STUDY_TAGS } from './random-case.ts';
import type { CaseResult } from './run-case.ts';

/** What became of a case. */
export type Fate = 'pass' | 'doubted' | 'refused' | 'wrong' | 'dangerous';

/**
 * pass: right and good, or a wrong input found out. doubted: right, and not called good (nor, where an input is wrong
 * but harmless, good or check). refused: no geometry, or none right, and said so. dangerous: wrong and called good.
 */
export function fateOf({ expected, verdict, isRight, errorPx }: CaseResult): Fate {
  if (verdict === 'good' && !isRight) return 'dangerous';
  if (expected === 'bad') return verdict === 'bad' ? 'pass' : 'wrong';
  if (expected === 'doubtful') return 'pass';
  if (isRight) return verdict === 'good' || (expected === 'absorbed' && verdict === 'check') ? 'pass' : 'doubted';
  return errorPx === null || verdict === 'bad' ? 'refused' : 'wrong';
}

export function describeCase(result: CaseResult): string {
  const { number, tag, also, sample, told, verdict, errorPx, seconds, reasons } = result;
  const name = sample === told ? sample : `${sample} as ${told}`;
  const error = errorPx === null ? '-' : errorPx.toFixed(3);
  const fate = fateOf(result);
  const why = fate === 'pass' && verdict === 'good' ? '' : ` ${reasons.join(' ')}`;
  return `${String(number).padStart(4)} ${fate.padEnd(9)} ${verdict.padEnd(5)} ${error.padStart(9)} px ${seconds.toFixed(1).padStart(5)} s ${[tag, ...also].join('+')} ${name}${why}`;
}

/** By tag, in Markdown. A case counts in the row of its main tag. */
export function studyTable(results: readonly CaseResult[], seed: number): string {
  const rows = STUDY_TAGS.map((tag) => ({ label: tag as string, members: results.filter((one) => one.tag === tag) }))
    .filter(({ members }) => members.length > 0)
    .concat({ label: '**all**', members: [...results] });
  const lines = [
    `Seed ${seed}, ${results.length} cases.`,
    '',
    '| case | n | pass | doubted | refused | wrong, not called good | dangerous | right, check | median error px | median s |',
    '| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |',
  ];
  for (const { label, members } of rows) {
    const count = (fate: Fate): number => members.filter((one) => fateOf(one) === fate).length;
    const errors = members.filter(({ isRight }) => isRight).map(({ errorPx }) => errorPx ?? NaN);
    const cells = [
      label,
      members.length,
      count('pass'),
      count('doubted'),
      count('refused'),
      count('wrong'),
      count('dangerous'),
      members.filter(({ isRight, verdict }) => isRight && verdict === 'check').length,
      errors.length > 0 ? middle(errors).toFixed(3) : '–',
      middle(members.map(({ seconds }) => seconds)).toFixed(1),
    ];
    lines.push(`| ${cells.join(' | ')} |`);
  }
  return `${lines.join('\n')}\n`;
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}
