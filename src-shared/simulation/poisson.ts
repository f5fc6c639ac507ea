import type { Random } from './random.ts';

/** Below this mean, multiplying uniform numbers is faster than the rejection method, which also needs 10 or more. */
const SMALL_MEAN = 12;

/** ln k! for k < 10; Stirling's series serves beyond. */
const LOG_FACTORIALS = Float64Array.from({ length: 10 }, (_, k) => {
  let sum = 0;
  for (let i = 2; i <= k; i++) sum += Math.log(i);
  return sum;
});

/**
 * A random count with this mean. Means of 0 or less, and NaN, give 0.
 *
 * Small means: products of uniform numbers (Knuth). Others: transformed rejection, PTRS.
 *
 * Source: Hörmann (1993), Insurance Math. Econom. 12, 39, doi:10.1016/0167-6687(93)90997-4
 */
export function poisson(mean: number, random: Random): number {
  if (!(mean > 0)) return 0;
  return mean < SMALL_MEAN ? multiplied(mean, random) : rejected(mean, random);
}

function multiplied(mean: number, random: Random): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.next(); product > limit; product *= random.next()) count++;
  return count;
}

function rejected(mean: number, random: Random): number {
  const logMean = Math.log(mean);
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const acceptance = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = random.next() - 0.5;
    const v = random.next();
    const us = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= acceptance) return count;
    if (count < 0 || (us < 0.013 && v > us)) continue;
    const left = Math.log((v * inverseAlpha) / (a / (us * us) + b));
    if (left <= count * logMean - mean - logFactorial(count)) return count;
  }
}

function logFactorial(k: number): number {
  if (k < LOG_FACTORIALS.length) return LOG_FACTORIALS[k]!;
  const x = k + 1;
  const x2 = x * x;
  return (x - 0.5) * Math.log(x) - x + 0.9189385332046727 + (1 / 12 - (1 / 360 - 1 / (1260 * x2)) / x2) / x; // ½ ln 2π
}
