export interface FuzzyMatch {
  /** Higher is better. */
  readonly score: number;
  /** Indices of the letters of `text` that were matched. */
  readonly positions: readonly number[];
}

/**
 * Matches the letters of `query` in order anywhere in `text`, case ignored.
 *
 * Runs of letters and letters at word starts count more, so "owi" finds "Open With Image" before "shOW rIngs".
 * @returns null if a letter is missing
 */
export function fuzzyMatch(query: string, text: string): FuzzyMatch | null {
  const wanted = query.toLowerCase().replaceAll(/\s+/g, '');
  if (!wanted) return { score: 0, positions: [] };
  const lower = text.toLowerCase();
  const isWordStart = (i: number): boolean => i === 0 || !/[\p{L}\p{N}]/u.test(lower[i - 1] ?? '');
  // best[i]: best score with the letter matched at i; from[i]: where the letter before it was matched
  let best = new Map<number, { score: number; positions: readonly number[] }>([[-1, { score: 0, positions: [] }]]);
  for (const letter of wanted) {
    const next = new Map<number, { score: number; positions: readonly number[] }>();
    for (let i = lower.indexOf(letter); i >= 0; i = lower.indexOf(letter, i + 1)) {
      let chosen: { score: number; positions: readonly number[] } | undefined;
      for (const [j, { score, positions }] of best) {
        if (j >= i) continue;
        const gained =
          score + 1 + (isWordStart(i) ? 6 : 0) + (j === i - 1 && j >= 0 ? 8 : 0) - (j < 0 ? i : i - j) * 0.02;
        if (!chosen || gained > chosen.score) chosen = { score: gained, positions: [...positions, i] };
      }
      if (chosen) next.set(i, chosen);
    }
    if (next.size === 0) return null;
    best = next;
  }
  let result: FuzzyMatch | null = null;
  for (const candidate of best.values())
    if (!result || candidate.score > result.score)
      result = { ...candidate, score: candidate.score - text.length * 0.001 };
  return result;
}
