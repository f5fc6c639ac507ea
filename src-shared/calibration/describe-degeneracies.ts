import type { Refinable, Refinement } from './refine-geometry.ts';

/** Correlations beyond this are worth a word. */
const DEGENERATE = 0.99;

const LABELS: Readonly<Record<Refinable, string>> = {
  dist: 'Distance',
  poni1: 'poni1',
  poni2: 'poni2',
  rot1: 'rot1',
  rot2: 'rot2',
  wavelength: 'wavelength',
};
/** Turning the detector about one axis moves the foot of the normal along the other. */
const TURNED_WITH: Partial<Record<Refinable, Refinable>> = { poni1: 'rot2', poni2: 'rot1' };

/**
 * Pairs of parameters that the points do not tell apart, and parameters that they do not determine: one sentence each,
 * for people, empty if there are none.
 */
export function describeDegeneracies({ names, matrix }: Refinement['correlation']): string[] {
  const lost = names.filter((_, i) => !Number.isFinite(matrix[i]?.[i]) || matrix[i]?.some(Number.isNaN));
  if (lost.length > 0) return [`The points do not determine ${lost.join(', ')}: hold some of them, or add points.`];
  const sentences: string[] = [];
  for (const [i, a] of names.entries())
    for (const [j, b] of names.entries()) {
      const coefficient = matrix[i]?.[j] ?? 0;
      if (j > i && Math.abs(coefficient) > DEGENERATE) sentences.push(sentenceOf(a, b, coefficient));
    }
  return sentences;
}

function sentenceOf(a: Refinable, b: Refinable, coefficient: number): string {
  const figure = `(correlation ${coefficient.toFixed(4)})`;
  if (b === 'wavelength')
    return `${LABELS[a]} and wavelength change together ${figure}: these rings fix only one of them, hold the other.`;
  if (TURNED_WITH[a] === b)
    return `${a} and ${b} change together ${figure}: the beam centre is fixed far better than either of them.`;
  return `${LABELS[a]} and ${LABELS[b]} change together ${figure}: neither is as certain as their combination.`;
}
