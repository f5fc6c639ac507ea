import { describe, expect, it } from 'vitest';
import { rememberColumn } from '../../src-shared/format/axis-column.ts';
import { PatternText } from '../../src-shared/format/pattern-text.ts';

describe('rememberColumn', () => {
  const written: number[] = [];
  const columnOf = rememberColumn((out, value) => {
    written.push(value);
    out.fixed(value, 2).byte(' ');
  });
  const textOf = (axis: Float64Array): string => {
    const out = new PatternText();
    const column = columnOf(axis);
    for (let row = 0; row < axis.length; row++) column.write(out, row);
    return new TextDecoder().decode(out.toBytes());
  };

  it('writes the numbers of an axis once, however many frames have it', () => {
    const axis = Float64Array.of(0, 1.5, 12.25);
    expect(textOf(axis)).toBe('0.00 1.50 12.25 ');
    expect(textOf(axis.slice())).toBe('0.00 1.50 12.25 ');
    expect(written).toEqual([0, 1.5, 12.25]);
  });

  it('sees an axis that differs in a number, in a sign of zero or in length', () => {
    expect(textOf(Float64Array.of(0, 1.5, 12.5))).toBe('0.00 1.50 12.50 ');
    expect(textOf(Float64Array.of(-0, 1.5, 12.5))).toBe('-0.00 1.50 12.50 ');
    expect(textOf(Float64Array.of(-0, 1.5))).toBe('-0.00 1.50 ');
  });

  it('sees that an axis was changed in place', () => {
    const axis = Float64Array.of(1, 2);
    expect(textOf(axis)).toBe('1.00 2.00 ');
    axis[1] = 3;
    expect(textOf(axis)).toBe('1.00 3.00 ');
  });
});
