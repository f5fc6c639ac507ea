import { describe, expect, it } from 'vitest';
import type { FlatImage } from '../../src-shared/calibration/flatten-image.ts';
import { findRidgePoints, findSpotPoints, thinPoints } from '../../src-shared/calibration/search-points.ts';

const SIDE = 160;

/** Values at pixel centres, everything measured. */
function flat(value: (y: number, x: number) => number, steps: readonly [number, number] = [1, 1]): FlatImage {
  const values = new Float32Array(SIDE * SIDE);
  for (let i = 0; i < SIDE; i++)
    for (let j = 0; j < SIDE; j++) values[i * SIDE + j] = value((i + 0.5) * steps[0], (j + 0.5) * steps[1]);
  const usable = new Uint8Array(values.length).fill(1);
  return { rows: SIDE, columns: SIDE, values, usable, step1: steps[0], step2: steps[1] };
}

const bell = (x: number, sigma: number): number => Math.exp(-0.5 * (x / sigma) ** 2);
const circle =
  (radius: number, c1: number, c2: number) =>
  (y: number, x: number): number =>
    4 * bell(Math.hypot(y - c1, x - c2) - radius, 1.5);

/** Largest distance from the circle, and largest sine between normal and radius. */
function misses({ ys, xs, normals }: ReturnType<typeof findRidgePoints>, radius: number, c1: number, c2: number) {
  const all = Array.from(ys, (y, a) => {
    const [u1, u2] = [y - c1, xs[a]! - c2];
    const distance = Math.hypot(u1, u2);
    const sine = Math.abs(u1 * normals!.n2[a]! - u2 * normals!.n1[a]!) / distance;
    return [Math.abs(distance - radius), sine] as const;
  });
  return { off: Math.max(...all.map(([off]) => off)), sine: Math.max(...all.map(([, sine]) => sine)) };
}

describe('findRidgePoints', () => {
  it.each([
    [1, 1],
    [1.25, 0.8],
  ])('finds a circle to a tenth of a pixel, with normals along its radii; pixels of %f × %f', (step1, step2) => {
    const points = findRidgePoints(flat(circle(45, 80.3, 70.6), [step1, step2]));
    expect(points.ys.length).toBeGreaterThan(250);
    const { off, sine } = misses(points, 45, 80.3, 70.6);
    // Second derivatives at pixel distances; a curved crest lies 0.05 px inside of the circle after the blur.
    expect(off).toBeLessThan(0.15);
    expect(sine).toBeLessThan(0.05);
  });

  it('finds the same on the other side of a transposed image', () => {
    const a = findRidgePoints(flat(circle(45, 80.3, 60.6)));
    const b = findRidgePoints(flat(circle(45, 60.6, 80.3)));
    const places = (ys: Float64Array, xs: Float64Array) =>
      Array.from(ys, (y, i) => `${y.toFixed(3)} ${xs[i]!.toFixed(3)}`).sort();
    const [first, second] = [places(a.ys, a.xs), places(b.xs, b.ys)];
    // Sums are formed in another order: single points at the threshold may differ.
    const common = new Set(second);
    expect(first.filter((one) => common.has(one)).length).toBeGreaterThan(0.98 * first.length);
  });

  it('keeps 4 px away from gaps and edges', () => {
    const image = flat(circle(70, 80, 80));
    for (let i = 0; i < SIDE; i++) for (let j = 60; j < 64; j++) image.usable[i * SIDE + j] = 0;
    const { ys, xs } = findRidgePoints(image);
    expect(xs.filter((x) => x > 56.5 && x < 67.5)).toHaveLength(0);
    expect(Math.min(...ys, ...xs)).toBeGreaterThan(4);
    expect(Math.max(...ys, ...xs)).toBeLessThan(SIDE - 4);
    expect(xs.filter((x) => x > 68 && x < 80).length).toBeGreaterThan(20);
  });

  it('finds nothing where nothing is', () => {
    expect(findRidgePoints(flat(() => 0)).ys).toHaveLength(0);
  });
});

describe('findSpotPoints', () => {
  it('finds middles of spots to a tenth of a pixel', () => {
    const places = [
      [30.4, 41.7],
      [90.9, 20.1],
      [120.2, 119.5],
    ] as const;
    const { ys, xs, normals } = findSpotPoints(
      flat((y, x) => places.reduce((sum, [py, px]) => sum + 5 * bell(Math.hypot(y - py, x - px), 1.6), 0)),
    );
    expect(normals).toBeNull();
    expect(ys).toHaveLength(3);
    for (const [n, [y, x]] of places.entries()) expect(Math.hypot(ys[n]! - y, xs[n]! - x)).toBeLessThan(0.1);
  });
});

describe('thinPoints', () => {
  it('draws evenly', () => {
    const ys = Float64Array.from({ length: 1000 }, (_, i) => i);
    const thin = thinPoints({ ys, xs: ys, normals: null }, 100);
    expect([...thin.ys.subarray(0, 3)]).toEqual([0, 10, 20]);
    expect(thin.ys).toHaveLength(100);
    expect(thinPoints({ ys, xs: ys, normals: null }, 5000).ys).toHaveLength(1000);
  });
});
