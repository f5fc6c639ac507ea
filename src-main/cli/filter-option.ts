import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { choiceOption, integerOption, numberListOption, positiveOption } from './option-values.ts';

export type Filter = NonNullable<IntegrationSettings['filter']>;

const KINDS = ['none', 'sigma-clip', 'median'] as const;

/**
 * `none`, `sigma-clip[:THRESHOLD[,ROUNDS]]` or `median[:P]` or `median[:P1,P2]`, which is the mean between two percentiles.
 *
 * @throws AppError usage
 */
export function filterOption(text: string): Filter | 'none' {
  const [name = '', ...rest] = text.split(':');
  const kind = choiceOption('--filter', KINDS)(name);
  const value = rest.length > 0 ? rest.join(':') : undefined;
  if (kind === 'sigma-clip') {
    const [threshold, rounds, ...others] = value === undefined ? [] : value.split(',');
    if (others.length > 0)
      throw new AppError('usage', `--filter is ${text}: a threshold and a number of rounds were expected, e.g. 4,5.`);
    return {
      kind,
      threshold: threshold === undefined ? 5 : positiveOption('--filter sigma-clip')(threshold),
      maxIterations: rounds === undefined ? 5 : integerOption('--filter sigma-clip', 1, 100)(rounds),
    };
  }
  if (kind === 'median') {
    const percentiles = value === undefined ? [50] : numberListOption('--filter median')(value);
    const [low = NaN, high] = percentiles;
    const isInOrder = low >= 0 && low <= 100 && (high === undefined || (low < high && high <= 100));
    if (percentiles.length > 2 || !isInOrder)
      throw new AppError(
        'usage',
        `--filter is ${text}: one percentile from 0 to 100 was expected after "median:", or two that ascend, e.g. 20,80.`,
      );
    return high === undefined ? { kind, percentile: low } : { kind: 'trimmed-mean', percentiles: [low, high] };
  }
  if (value !== undefined) throw new AppError('usage', `--filter is ${text}: "none" takes no value.`);
  return kind;
}
