import { describe, expect, it } from 'vitest';
import { fuzzyMatch } from '../../../src-renderer/command/fuzzy-match.ts';

const best = (query: string, titles: string[]) =>
  titles
    .map((title) => ({ title, match: fuzzyMatch(query, title) }))
    .filter(({ match }) => match !== null)
    .sort((a, b) => b.match!.score - a.match!.score)[0]?.title;

describe('fuzzyMatch', () => {
  it('finds letters in order, wherever they stand', () => {
    expect(fuzzyMatch('opn', 'Open…')?.positions).toEqual([0, 1, 3]);
    expect(fuzzyMatch('npo', 'Open…')).toBeNull();
  });

  it('prefers starts of words and runs of letters', () => {
    expect(best('sp', ['Reset plot', 'Save pattern…'])).toBe('Save pattern…');
    expect(best('mask', ['Make a sketch', 'Add mask…'])).toBe('Add mask…');
    expect(best('rr', ['Error bars', 'Rows reversed'])).toBe('Rows reversed');
  });

  it('takes the better of two places for a letter', () => {
    expect(fuzzyMatch('r', 'Calibrant rings')?.positions).toEqual([10]);
  });

  it('ignores case and blanks, and lets everything through without a query', () => {
    expect(fuzzyMatch('S P', 'save pattern')?.positions).toEqual([0, 5]);
    expect(fuzzyMatch('', 'anything')).toEqual({ score: 0, positions: [] });
  });
});
