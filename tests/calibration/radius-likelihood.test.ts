import { describe, expect, it } from 'vitest';
import {
  likelihoodAt,
  likelihoodBound,
  radiusHistogram,
  tangentsOf,
} from '../../src-shared/calibration/radius-likelihood.ts';
import { ringPointCloud, TWO_THETAS } from './ring-point-cloud.ts';

const FRAME = { k: 900, c1: 400, c2: 400, s1: 0.1, s2: 0.05 };

/** The formula, term by term: 75 % on lines, a quarter anywhere. */
function byDefinition(
  { counts, low, high }: { counts: Float64Array; low: number; high: number },
  tangents: Float64Array,
  k: number,
  width: number,
  relative: number,
): number {
  const radii = [...tangents].map((t) => k * t).filter((r) => r >= low - 3 * width && r <= high + 3 * width);
  const priors = radii.map((_, i) => 1 / (1 + i / 8));
  const whole = priors.reduce((a, b) => a + b, 0);
  let [sum, total] = [0, 0];
  for (const [b, count] of counts.entries()) {
    const density = radii.reduce((all, radius, i) => {
      const sigma = width + relative * radius;
      const x = (b + 0.5 + low - radius) / sigma;
      return all + (priors[i]! * Math.exp(-0.5 * x * x)) / (whole * sigma * Math.sqrt(2 * Math.PI));
    }, 0);
    sum += count * Math.log(0.75 * (high - low) * density + 0.25);
    total += count;
  }
  return sum / total;
}

describe('likelihood of radii', () => {
  const histogram = radiusHistogram(ringPointCloud(FRAME, { strays: 400 }), FRAME)!;
  const tangents = tangentsOf(TWO_THETAS, 1);

  it('counts k·tan 2θ of the points between its 0.2 % and 99.8 % quantiles', () => {
    const onRings = radiusHistogram(ringPointCloud(FRAME), FRAME)!;
    const radii = TWO_THETAS.map((angle) => Math.floor(FRAME.k * Math.tan(angle) - onRings.low));
    const near = radii.reduce((sum, b) => sum + (onRings.counts[b - 1] ?? 0) + (onRings.counts[b] ?? 0), 0);
    // The first ring is where counting begins, so that rounding may put its points one bin off.
    expect(near / onRings.total).toBeGreaterThan(0.99);
    expect(onRings.total).toBeGreaterThanOrEqual(1194);
  });

  it.each([
    [900, 1.2, 0],
    [880, 2, 0.002],
    [430, 2, 0.002],
  ])('is the mean log of the mixture, k = %d', (k, width, relative) => {
    const expected = byDefinition(histogram, tangents, k, width, relative);
    // The bell is cut at 3.5 standard deviations, where it is 0.2 % of its height, and read from 128 entries per one.
    expect(likelihoodAt(histogram, tangents, k, width, relative)).toBeCloseTo(expected, 2);
  });

  it('is largest at the true distance', () => {
    const at = (k: number): number => likelihoodAt(histogram, tangents, k, 2, 0.002);
    for (const factor of [0.5, 0.9, 0.98, 1.02, 1.1, 2]) expect(at(900)).toBeGreaterThan(at(900 * factor) + 0.3);
  });

  it('stays below its bound', () => {
    const bound = likelihoodBound(histogram, tangents, 2, 0.002, 0.0025);
    let excess = -Infinity;
    for (let k = 60; k < 6000; k *= 1.0171) {
      const above = likelihoodAt(histogram, tangents, k, 2, 0.002) - bound(k);
      if (above > excess) excess = above; // not where neither has a line
    }
    // Radii are rounded to 0.125 %: half a standard deviation at most where rings are narrow.
    expect(excess).toBeLessThan(0.1);
    expect(excess).toBeGreaterThan(-1);
  });

  it('is nothing where no line is in range', () => {
    expect(likelihoodAt(histogram, tangents, 1, 2, 0)).toBe(-Infinity);
    expect(likelihoodBound(histogram, tangents, 2, 0, 0.0025)(1)).toBe(-Infinity);
  });

  it('takes the tangents of rings downstream, and upstream those of the cones behind', () => {
    const angles = [0.2, 1, 1.5, 2.6];
    expect([...tangentsOf(angles, 1)]).toEqual([Math.tan(0.2), Math.tan(1)]);
    expect([...tangentsOf(angles, -1)]).toEqual([Math.tan(Math.PI - 2.6)]);
  });

  it('needs twenty points that spread over 8 px', () => {
    expect(radiusHistogram(ringPointCloud(FRAME, { count: 19 }), FRAME)).toBeNull();
    expect(radiusHistogram(ringPointCloud(FRAME, { twoThetas: [0.3] }), FRAME)).toBeNull();
  });
});
