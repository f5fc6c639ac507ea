import { describe, expect, it } from 'vitest';
import { filterOption } from '../../src-main/cli/filter-option.ts';

describe('--filter', () => {
  it('is no filter, sigma clipping or a median, with or without numbers', () => {
    expect(filterOption('none')).toBe('none');
    expect(filterOption('sigma-clip')).toEqual({ kind: 'sigma-clip', threshold: 5, maxIterations: 5 });
    expect(filterOption('sigma-clip:3.5')).toEqual({ kind: 'sigma-clip', threshold: 3.5, maxIterations: 5 });
    expect(filterOption('sigma-clip:3,4')).toEqual({ kind: 'sigma-clip', threshold: 3, maxIterations: 4 });
    expect(filterOption('median')).toEqual({ kind: 'median', percentile: 50 });
    expect(filterOption('median:25')).toEqual({ kind: 'median', percentile: 25 });
    expect(filterOption('median:20,80')).toEqual({ kind: 'trimmed-mean', percentiles: [20, 80] });
  });

  it.each([
    ['mean', /none of none, sigma-clip or median/],
    ['none:3', /"none" takes no value/],
    ['sigma-clip:', /a number was expected/],
    ['sigma-clip:0', /above 0/],
    ['sigma-clip:3,4.5', /sigma-clip/],
    ['sigma-clip:3,0', /sigma-clip/],
    ['median:80,20', /two that ascend/],
    ['median:50,50', /two that ascend/],
    ['median:101', /0 to 100/],
    ['median:10,20,30', /two that ascend/],
  ])('is refused in a sentence: %s', (text, reason) => {
    expect(() => filterOption(text)).toThrow(reason);
  });
});
