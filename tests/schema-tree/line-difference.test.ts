import { describe, expect, it } from 'vitest';
import { lineDifference } from '../../src-shared/schema-tree/line-difference.ts';

const signs = (before: string, after: string): string[] =>
  lineDifference(before, after).map(
    ({ kind, text, line }) => `${{ same: ' ', removed: '-', added: '+' }[kind]}${line}${text}`,
  );

describe('lineDifference', () => {
  it('keeps the longest common run of lines', () => {
    expect(signs('a\nb\nc\nd', 'a\nc\nx\nd')).toEqual([' 1a', '-2b', ' 2c', '+3x', ' 4d']);
    expect(signs('a', 'a')).toEqual([' 1a']);
    expect(signs('a\na', 'a\na\na')).toEqual([' 1a', ' 2a', '+3a']);
  });
});
