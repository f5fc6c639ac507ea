import { describe, expect, it } from 'vitest';
import { isMeasured, valueLimits } from '../../src-shared/correction/value-limits.ts';
import type { Samples } from '../../src-shared/model/detector-image.ts';
import { quickLimits } from '../../src-main/kernel/quick-limits.ts';
import { FLOAT32, FLOAT64, INT32, UINT32 } from '../../src-main/kernel/sample-code.ts';
import { randomNumbers } from './random-plan.ts';

const ARRAYS = [
  [INT32, Int32Array],
  [UINT32, Uint32Array],
  [FLOAT32, Float32Array],
  [FLOAT64, Float64Array],
] as const;

describe('quickLimits', () => {
  it('accepts exactly the samples that isMeasured accepts, in every type', () => {
    const random = randomNumbers(11);
    const edges = [0, -0, 1, -1, 0.1, 65535, 2 ** 24 + 1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 32 - 1, 3.4e38, 1e300];
    const pick = (): number => edges[Math.floor(random() * edges.length)]! + Math.floor(random() * 3 - 1) / 2;
    for (let round = 0; round < 400; round++) {
      const settings = {
        ...(random() < 0.6 ? { maskBelow: pick() } : {}),
        ...(random() < 0.6 ? { maskAbove: pick() } : {}),
        ...(random() < 0.5 ? { dummy: { value: pick(), delta: random() < 0.5 ? 0 : 1.5 } } : {}),
      };
      const metadata = { header: {}, ...(random() < 0.5 ? { maskedValue: pick() } : {}) };
      for (const [type, SampleArray] of ARRAYS) {
        const samples: Samples = SampleArray.from([...edges, pick(), pick(), NaN, Infinity, -Infinity]);
        const limits = valueLimits(settings, metadata, samples);
        const quick = quickLimits(limits, type);
        const accepts = (value: number): boolean =>
          !quick.isTested ||
          (value >= quick.lower && value <= quick.upper && !quick.excluded.some(([a, b]) => value >= a && value <= b));
        const wrong = [...samples].filter((value) => accepts(value) !== isMeasured(value, limits));
        expect(wrong).toEqual([]);
      }
    }
  });

  it('asks for no test of integers where there are no limits', () => {
    const none = valueLimits({}, {}, new Int32Array(0));
    expect(quickLimits(none, INT32).isTested).toBe(false);
    expect(quickLimits(none, FLOAT32).isTested).toBe(true); // NaN and infinities
  });

  it('folds a marker at the end of the type into the limits', () => {
    const limits = valueLimits({}, { maskedValue: 2 ** 32 - 1 }, new Uint32Array(0));
    expect(quickLimits(limits, UINT32)).toEqual({ isTested: true, lower: 0, upper: 2 ** 32 - 2, excluded: [] });
  });
});
