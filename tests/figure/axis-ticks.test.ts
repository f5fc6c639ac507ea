import { describe, expect, test } from 'vitest';
import { axisPlace, axisValue } from '../../src-shared/figure/axis-scale.ts';
import { axisTicks, minorPlaces, roundStep } from '../../src-shared/figure/axis-ticks.ts';

const labels = (ticks: { label: string }[]) => ticks.map((tick) => tick.label);

describe('the places of an axis', () => {
  test('are log10 for a logarithm, −∞ for what it does not know', () => {
    expect(axisPlace('log', 1000)).toBeCloseTo(3, 14); // rounding of doubles
    expect(axisPlace('log', 0)).toBe(-Infinity);
    expect(axisPlace('log', -5)).toBe(-Infinity);
    expect(axisPlace('log', Number.NaN)).toBeNaN();
  });

  test('keep the sign of a square root', () => {
    expect(axisPlace('sqrt', 49)).toBe(7);
    expect(axisPlace('sqrt', -49)).toBe(-7);
  });

  test.each(['linear', 'log', 'sqrt'] as const)('%s: values come back', (scale) => {
    for (const value of [0.3, 1, 777]) expect(axisValue(scale, axisPlace(scale, value))).toBeCloseTo(value, 10);
  });
});

describe('ticks of a linear axis', () => {
  test('step by 1, 2 or 5 · 10ⁿ, as close as the spacing allows', () => {
    expect(labels(axisTicks('linear', [0, 31], 700, 72))).toEqual(['0', '5', '10', '15', '20', '25', '30']);
    expect(labels(axisTicks('linear', [-1, 1], 400, 80))).toEqual(['−1.0', '−0.5', '0', '0.5', '1.0']);
  });

  test('lie inside a range without round ends', () => {
    expect(labels(axisTicks('linear', [7.43, 7.61], 500, 80))).toEqual(['7.45', '7.50', '7.55', '7.60']);
  });

  test('there are none without a range', () => {
    expect(axisTicks('linear', [1, 1], 500, 80)).toEqual([]);
    expect(axisTicks('linear', [0, Infinity], 500, 80)).toEqual([]);
  });
});

describe('ticks of a logarithmic axis', () => {
  test('are the decades', () => {
    expect(labels(axisTicks('log', [0.2, 3.8], 370, 36))).toEqual(['10', '100', '1000']);
  });

  test('gain 2 and 5 where there is room', () => {
    expect(labels(axisTicks('log', [0.9, 2.4], 370, 36))).toEqual(['10', '20', '50', '100', '200']);
  });

  test('skip decades evenly where there are many', () => {
    const powers = axisTicks('log', [-6, 12], 300, 36).map((tick) => Math.round(tick.place));
    expect(powers).toEqual([-5, 0, 5, 10]); // 18 decades on 300 px: 36 px are 2.2 decades, next round step 5
  });

  test('step evenly within half a decade', () => {
    expect(labels(axisTicks('log', [Math.log10(150), Math.log10(350)], 300, 60))).toEqual([
      '150',
      '200',
      '250',
      '300',
      '350',
    ]);
  });

  test('lie at the logarithm of their value', () => {
    for (const { value, place } of axisTicks('log', [0.9, 2.4], 370, 36))
      expect(place).toBeCloseTo(Math.log10(value), 14);
  });

  test('have eight unlabelled neighbours per decade', () => {
    expect(minorPlaces('log', [1, 2], 300)).toEqual([2, 3, 4, 5, 6, 7, 8, 9].map((digit) => 1 + Math.log10(digit)));
    expect(minorPlaces('log', [0, 12], 300)).toEqual([]);
    expect(minorPlaces('linear', [0, 2], 300)).toEqual([]);
  });
});

describe('ticks of a square-root axis', () => {
  test('are round values wherever they have room', () => {
    expect(labels(axisTicks('sqrt', [0, 77], 370, 36))).toEqual(['0', '100', '500', '1000', '2000', '5000']);
  });

  test('are symmetric about zero', () => {
    const values = axisTicks('sqrt', [-40, 40], 600, 40).map((tick) => tick.value);
    expect(values.map((value) => -value || 0).reverse()).toEqual(values);
    expect(values).toContain(0);
    expect(values).toContain(-1000);
  });
});

test.each([
  ['linear', [-3.3, 812]],
  ['log', [-2.2, 5.1]],
  ['log', [2, 2.3]],
  ['sqrt', [-4, 90]],
  ['sqrt', [80, 90]],
] as const)('ticks of %s over %j keep their distance and stay inside', (scale, range) => {
  for (const length of [60, 150, 400, 1200]) {
    const places = axisTicks(scale, range, length, 40).map((tick) => tick.place);
    for (const [i, place] of places.entries()) {
      expect(place).toBeGreaterThanOrEqual(range[0] - 1e-9);
      expect(place).toBeLessThanOrEqual(range[1] + 1e-9);
      if (i === 0) continue;
      const gap = ((place - places[i - 1]!) / (range[1] - range[0])) * length;
      // Even steps in value bunch up towards one end of a stretched axis, by less than the threshold of 3.
      expect(gap).toBeGreaterThan(40 / 2);
    }
  }
});

test.each([
  [0.013, 0.02],
  [1, 1],
  [2.1, 5],
  [7, 10],
])('the round step for %d is %d', (least, step) => {
  expect(roundStep(least)).toBeCloseTo(step, 12);
});
