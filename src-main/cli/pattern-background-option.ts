import { AppError } from '../../src-shared/model/app-error.ts';
import type { PatternBackground } from '../../src-shared/model/schema-types.generated.ts';
import { integerOption } from './option-values.ts';

export type BackgroundMethod = Pick<PatternBackground, 'method' | 'window'>;

/** "snip:20", "spline:300" or "none". @throws AppError usage */
export function patternBackgroundOption(text: string): BackgroundMethod | 'none' {
  if (text === 'none') return 'none';
  const [, method, window] = /^(snip|spline):(.+)$/.exec(text) ?? [];
  if (method !== 'snip' && method !== 'spline')
    throw new AppError(
      'usage',
      `--pattern-background is "${text}": snip:BINS, spline:BINS or none was expected, e.g. snip:20.`,
    );
  const smallest = method === 'spline' ? 3 : 1;
  return { method, window: integerOption(`--pattern-background ${method}`, smallest, 10_000)(window ?? '') };
}
