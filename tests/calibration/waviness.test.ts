import { describe, expect, it } from 'vitest';
import { waviness } from '../../src-shared/calibration/waviness.ts';
import { createRandom } from '../../src-shared/simulation/random.ts';

const N = 72;
const directions = Float64Array.from({ length: N }, (_, i) => ((i + 0.5) / N) * 2 * Math.PI - Math.PI);
const one = new Int32Array(N);
const none = new Uint8Array(N);

describe('waviness', () => {
  it('is the root mean square of a pure harmonic: amplitude / √2', () => {
    for (const order of [1, 2]) {
      const residuals = directions.map((a) => 0.7 * Math.cos(order * a - 0.4) + 0.2);
      expect(waviness(one, residuals, directions, none)).toBeCloseTo(0.7 / Math.SQRT2, 12);
    }
  });

  it('does not count a ring that is too large, nor harmonics of pixels and spots', () => {
    expect(waviness(one, new Float64Array(N).fill(0.4), directions, none)).toBeCloseTo(0, 12);
    expect(
      waviness(
        one,
        directions.map((a) => Math.cos(7 * a)),
        directions,
        none,
      ),
    ).toBeCloseTo(0, 12);
  });

  it('takes out what noise makes', () => {
    const random = createRandom(8);
    const noise = directions.map(() => 2 * random.next() - 1);
    // Four harmonics take 4/72 of the variance 1/3 each time: 0.14 px, unless it is taken out.
    expect(waviness(one, noise, directions, none)).toBeLessThan(0.1);
  });

  it('takes out of each harmonic the variance of its own coefficient', () => {
    // 24 points, cos φ + 2 cos 3φ: the fit leaves 2 cos 3φ, of which the variance is 24·2²/2 / (24 − 5) = 48/19. Each of
    // four coefficients has 2/24 of it: ½·1² − ½·4·(2/24)·48/19 = 1/2 − 8/19.
    const turns = Float64Array.from({ length: 24 }, (_, i) => ((i + 0.5) / 24) * 2 * Math.PI);
    const residuals = turns.map((a) => Math.cos(a) + 2 * Math.cos(3 * a));
    expect(waviness(one.slice(0, 24), residuals, turns, none.slice(0, 24))).toBeCloseTo(Math.sqrt(1 / 2 - 8 / 19), 12);
  });

  it('needs 16 points, in nine of twelve directions', () => {
    const wave = (points: number, twelfths: number): number => {
      const turns = Float64Array.from({ length: points }, (_, i) => (((i % twelfths) + 0.3 + 0.02 * i) * Math.PI) / 6);
      return waviness(one.slice(0, points), turns.map(Math.cos), turns, none.slice(0, points));
    };
    expect(wave(16, 9)).toBeCloseTo(Math.SQRT1_2, 9);
    expect([wave(15, 9), wave(16, 8)]).toEqual([NaN, NaN]);
  });

  it('weighs rings by their points and leaves out what was rejected', () => {
    const rings = Int32Array.from([...one, ...one.map(() => 1)]);
    const both = Float64Array.from([...directions, ...directions]);
    const residuals = Float64Array.from(both, (a, i) => (i < N ? Math.sin(a) : 0));
    const kept = new Uint8Array(2 * N);
    expect(waviness(rings, residuals, both, kept)).toBeCloseTo(0.5, 12);
    expect(waviness(rings, residuals, both, kept.fill(1, 0, N))).toBeCloseTo(0, 12);
  });

  it('cannot be told from half a ring', () => {
    const half = directions.map((a) => a / 2);
    expect(waviness(one, half, half, none)).toBeNaN();
  });
});
