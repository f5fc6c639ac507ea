import { describe, expect, it } from 'vitest';
import { isMeasured, type LimitSettings, valueLimits } from '../../src-shared/correction/value-limits.ts';
import type { Samples } from '../../src-shared/model/detector-image.ts';

const measured = (values: readonly number[], settings: LimitSettings, samples: Samples = new Float64Array(0)) =>
  values.map((value) => isMeasured(value, valueLimits(settings, {}, samples)));

describe('valueLimits', () => {
  it('lets every finite number pass when nothing is set, and nothing else', () => {
    expect(measured([0, -5, 1e300, -Number.MAX_VALUE], {})).toEqual([true, true, true, true]);
    expect(measured([NaN, Infinity, -Infinity], {})).toEqual([false, false, false]);
  });

  it('masks strictly below and strictly above', () => {
    expect(measured([0.999, 1, 5, 5.001], { maskBelow: 1, maskAbove: 5 })).toEqual([false, true, true, false]);
  });

  it('ignores a dummy and what lies within its tolerance, on both sides', () => {
    const dummy = { value: -2, delta: 1.5 };
    expect(measured([-4, -3.5, -2, -0.5, 0], { dummy })).toEqual([true, false, false, false, true]);
    expect(measured([-2, -1], { dummy: { value: -2, delta: 0 } })).toEqual([false, true]);
  });

  it('finds a dummy of 0.1 among float32 values, where it is 0.10000000149', () => {
    const dummy = { value: 0.1, delta: 0 };
    expect(measured([Math.fround(0.1)], { dummy }, new Float32Array(0))).toEqual([false]);
    expect(measured([Math.fround(0.1)], { dummy }, new Float64Array(0))).toEqual([true]);
  });

  it('ignores the value that the file declares as masked', () => {
    const limits = valueLimits({}, { maskedValue: 65535 }, new Uint16Array(0));
    expect([65534, 65535].map((value) => isMeasured(value, limits))).toEqual([true, false]);
  });
});
