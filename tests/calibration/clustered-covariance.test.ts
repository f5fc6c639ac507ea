import { describe, expect, it } from 'vitest';
import { clusteredCovariance } from '../../src-shared/calibration/clustered-covariance.ts';
import { createRandom, type Random } from '../../src-shared/simulation/random.ts';

/** Normal number by the polar method of Box and Muller. */
const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

const CLUSTERS = 12;
const SIZE = 20;
const n = CLUSTERS * SIZE;

/** A mean fitted to points whose clusters are off together. */
function fitMean(pointSigma: number, commonSigma: number, random: Random) {
  const common = Array.from({ length: CLUSTERS }, () => commonSigma * normal(random));
  const values = Array.from({ length: n }, (_, i) => common[Math.floor(i / SIZE)]! + pointSigma * normal(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const result = clusteredCovariance({
    residuals: Float64Array.from(values, (value) => mean - value),
    jacobian: new Float64Array(n).fill(1),
    free: [0],
    clusters: Int32Array.from({ length: n }, (_, i) => Math.floor(i / SIZE)),
    effects: new Float64Array(n).fill(1),
  });
  return { mean, ...result };
}

describe('clusteredCovariance', () => {
  it('is that of the mean of cluster means: τ²/clusters + σ²/points', () => {
    const random = createRandom(3);
    const runs = Array.from({ length: 300 }, () => fitMean(1, 0.5, random));
    const expected = 0.25 / CLUSTERS + 1 / n;
    const told = runs.reduce((sum, { covariance }) => sum + covariance[0]!, 0) / runs.length;
    const seen = runs.reduce((sum, { mean }) => sum + mean * mean, 0) / runs.length;
    // A variance from 11 degrees of freedom scatters by 43 %, the mean of 300 by 2.5 %: four times that.
    expect(told / expected).toBeGreaterThan(0.9);
    expect(told / expected).toBeLessThan(1.1);
    // The square of one number from 300 runs scatters by 8 %.
    expect(seen / told).toBeGreaterThan(0.7);
    expect(seen / told).toBeLessThan(1.3);
    const common = runs.reduce((sum, { commonError }) => sum + commonError ** 2, 0) / runs.length;
    expect(common).toBeCloseTo(0.25, 1);
  });

  it('is that of independent points where nothing is common', () => {
    const random = createRandom(4);
    const runs = Array.from({ length: 300 }, () => fitMean(1, 0, random));
    const told = runs.reduce((sum, { covariance }) => sum + covariance[0]!, 0) / runs.length;
    // A common part cannot come out negative, which adds 17 % here: half a normal variate of 0.42 times the whole.
    expect(told * n).toBeGreaterThan(1);
    expect(told * n).toBeLessThan(1.3);
  });

  it('follows the scatter of the points, not their weights', () => {
    // y = b·x with noise that grows with x, all weights 1: Σ x² r² / (Σ x²)², each residual freed of its own pull (HC2).
    const xs = [1, 2, 3, 4, 5, 6];
    const rs = [0.1, -0.1, 0.2, -0.2, 0.5, -0.4];
    const square = xs.reduce((sum, x) => sum + x * x, 0);
    const expected =
      xs.reduce((sum, x, i) => sum + (x * x * rs[i]! ** 2) / (1 - (x * x) / square), 0) / (square * square);
    const { covariance } = clusteredCovariance({
      residuals: Float64Array.from(rs),
      jacobian: Float64Array.from(xs),
      free: [0],
      clusters: Int32Array.from([0, 0, 0, 0, 0, 0]),
      effects: new Float64Array(6),
    });
    expect(covariance[0]! / expected).toBeCloseTo(1, 12);
  });

  it('leaves zeros for held parameters and NaN where columns depend on each other', () => {
    const fit = {
      residuals: Float64Array.of(0.1, -0.1, 0.2),
      clusters: Int32Array.of(0, 0, 0),
      effects: new Float64Array(3),
    };
    const jacobian = Float64Array.of(1, 2, 1, 4, 1, 6);
    const held = clusteredCovariance({ ...fit, jacobian, free: [1] }).covariance;
    expect([held[0], held[1], held[2]]).toEqual([0, 0, 0]);
    expect(held[3]).toBeGreaterThan(0);
    const twice = Float64Array.of(1, 2, 2, 4, 3, 6);
    expect([...clusteredCovariance({ ...fit, jacobian: twice, free: [0, 1] }).covariance]).toEqual([
      NaN,
      NaN,
      NaN,
      NaN,
    ]);
  });
});
