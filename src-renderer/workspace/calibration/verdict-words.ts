import type { IconName } from '../../control/app-icons.ts';

export type VerdictLevel = 'good' | 'check' | 'bad';

/** Icon and word tell a verdict as well as its colour. */
export const VERDICT_WORDS: Readonly<Record<VerdictLevel, { readonly word: string; readonly icon: IconName }>> = {
  good: { word: 'Good', icon: 'check' },
  check: { word: 'Check', icon: 'warning' },
  bad: { word: 'Bad', icon: 'close' },
};
