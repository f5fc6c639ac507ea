import { describe, expect, it } from 'vitest';
import { PATTERN_FORMAT_IDS } from '../../src-main/cli/integrate-options.ts';
import {
  choiceListOption,
  choiceOption,
  integerOption,
  nearest,
  numberOption,
  pairOption,
} from '../../src-main/cli/option-values.ts';
import { patternFormatList } from '../../src-shared/format/pattern-formats.ts';

describe('option values', () => {
  it('are numbers with a dot, of any size', () => {
    const parse = numberOption('--x');
    expect(['5', '-5', '+.5', '5.', '1e-3', '-2.5E+4'].map(parse)).toEqual([5, -5, 0.5, 5, 1e-3, -2.5e4]);
    for (const text of ['', 'abc', '1,5', '0x10', '1e', 'Infinity', 'NaN', '1 2', '1e999'])
      expect(() => parse(text)).toThrow('--x is');
  });

  it('are whole numbers within bounds', () => {
    expect(integerOption('--n', 1, 10)('10')).toBe(10);
    for (const text of ['0', '11', '2.5']) expect(() => integerOption('--n', 1, 10)(text)).toThrow('from 1 to 10');
  });

  it('are pairs, negative ones included', () => {
    expect(pairOption('--r')('-30,60.5')).toEqual([-30, 60.5]);
    for (const text of ['1', '1,2,3', '1,']) expect(() => pairOption('--r')(text)).toThrow('--r is');
  });

  it('are choices, with the nearest one named', () => {
    const parse = choiceOption('--split', ['no', 'bbox', 'full']);
    expect(parse('bbox')).toBe('bbox');
    expect(() => parse('bbx')).toThrow('perhaps bbox was meant');
    expect(() => parse('voronoi')).toThrow(/full\.$/);
  });

  it('are lists, each choice once, however often the option is given', () => {
    const parse = choiceListOption('--format', ['xy', 'chi', 'csv']);
    expect(parse('csv,xy', parse('xy,chi', undefined))).toEqual(['xy', 'chi', 'csv']);
  });

  it('name the formats that there are', () => {
    expect(PATTERN_FORMAT_IDS).toEqual(patternFormatList.map(({ id }) => id));
  });
});

describe('nearest', () => {
  it('ignores case and dashes, and gives nothing where nothing is near', () => {
    const names = ['Pilatus1M', 'Pilatus2M', 'Eiger2_4M'];
    expect(nearest('pilatus-1m', names)).toBe('Pilatus1M');
    expect(nearest('eiger2 4m', names)).toBe('Eiger2_4M');
    expect(nearest('marccd', names)).toBeUndefined();
  });
});
