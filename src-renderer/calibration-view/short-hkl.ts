import { compactHkl } from '../../src-shared/quantity/compact-hkl.ts';

const LONGEST = 9; // characters; "731/553" is whole

/** Miller indices for a narrow margin: the first of many that share a ring. "18 8 0 / 12 12 10" → "18 8 0 …" */
export function shortHkl(hkl: string): string {
  const whole = compactHkl(hkl);
  if (whole.length <= LONGEST) return whole;
  const [first = ''] = whole.split('/');
  return first === whole ? whole : `${first} …`;
}
