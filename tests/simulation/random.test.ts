import { describe, expect, it } from 'vitest';
import { poisson } from '../../src-shared/simulation/poisson.ts';
import { createRandom } from '../../src-shared/simulation/random.ts';

describe('createRandom', () => {
  it('repeats its sequence for a seed and changes it with the seed', () => {
    const take = (seed: number): number[] => {
      const random = createRandom(seed);
      return Array.from({ length: 5 }, () => random.next());
    };
    expect(take(1)).toEqual(take(1));
    expect(take(1)).not.toEqual(take(2));
  });

  it('is uniform in [0, 1)', () => {
    const random = createRandom(7);
    const bins = new Array<number>(16).fill(0);
    for (let n = 0; n < 160_000; n++) bins[Math.floor(random.next() * 16)]! += 1;
    expect(bins.reduce((sum, count) => sum + count, 0)).toBe(160_000);
    // χ² of 15 degrees of freedom exceeds 37.7 once in a thousand; the seed is fixed.
    const chi2 = bins.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chi2).toBeLessThan(37.7);
  });
});

describe('poisson', () => {
  // 11.9 and 12.1 lie on both sides of the change of method.
  it.each([0.1, 1, 5, 11.9, 12.1, 30, 1000, 1e6])('has mean and variance %d', (mean) => {
    const random = createRandom(11);
    const n = 200_000;
    let [sum, squares] = [0, 0];
    for (let k = 0; k < n; k++) {
      const value = poisson(mean, random);
      sum += value - mean;
      squares += (value - mean) ** 2;
    }
    // Standard errors: √(mean/n) of the mean, √((2 mean² + mean)/n) of the variance; five of them.
    expect(Math.abs(sum / n)).toBeLessThan(5 * Math.sqrt(mean / n));
    expect(Math.abs(squares / n - mean)).toBeLessThan(5 * Math.sqrt((2 * mean * mean + mean) / n));
  });

  it('has the probabilities of the Poisson law at mean 15', () => {
    const random = createRandom(3);
    const n = 400_000;
    const counts = new Array<number>(60).fill(0);
    for (let k = 0; k < n; k++) counts[poisson(15, random)]! += 1;
    let probability = Math.exp(-15);
    for (let k = 0; k < 40; k++) {
      const expected = n * probability;
      expect(Math.abs(counts[k]! - expected)).toBeLessThan(5 * Math.sqrt(expected + 1)); // five standard deviations
      probability *= 15 / (k + 1);
    }
  });

  it('is 0 where there is nothing to count', () => {
    const random = createRandom(1);
    expect([0, -3, NaN].map((mean) => poisson(mean, random))).toEqual([0, 0, 0]);
  });
});
