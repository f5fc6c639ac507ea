import { twoThetaAt, twoThetaWithGradient, type BeamFrame } from '../../src-shared/calibration/beam-frame.ts';
import type { SearchPoints } from '../../src-shared/calibration/search-points.ts';
import { createRandom } from '../../src-shared/simulation/random.ts';

export const SIZE = 800;
/** Six rings of a cubic lattice, sin θ ∝ √(h² + k² + l²), rad */
export const TWO_THETAS = [3, 4, 8, 11, 12, 16].map((n) => 2 * Math.asin(0.06 * Math.sqrt(n)));

const BAND = 6; // px

/** Points exactly on rings, over a square image of 800, and others anywhere. */
export function ringPointCloud(
  frame: BeamFrame,
  {
    twoThetas = TWO_THETAS,
    count = 1200,
    strays = 0,
    seed = 1,
  }: { twoThetas?: readonly number[]; count?: number; strays?: number; seed?: number } = {},
): SearchPoints & { readonly normals: NonNullable<SearchPoints['normals']> } {
  const random = createRandom(seed);
  const [ys, xs, n1, n2]: [number[], number[], number[], number[]] = [[], [], [], []];
  const gradient = new Float64Array(5);
  for (let tries = 0; ys.length < count + strays; tries++) {
    if (tries > 1e6) throw new Error('no ring meets the image');
    let [y, x] = [random.next() * SIZE, random.next() * SIZE];
    if (ys.length < count) {
      const start = twoThetaWithGradient(frame, y, x, gradient);
      const target = twoThetas.reduce((a, b) => (Math.abs(b - start) < Math.abs(a - start) ? b : a));
      // From a band about the ring, so that all rings are equally dense along their arcs.
      if (Math.abs(start - target) > BAND * Math.hypot(gradient[1]!, gradient[2]!)) continue;
      for (let pass = 0; pass < 6; pass++) {
        const off = twoThetaWithGradient(frame, y, x, gradient) - target;
        const square = gradient[1]! ** 2 + gradient[2]! ** 2;
        // ∂2θ/∂c = −∂2θ/∂y
        y += (off * gradient[1]!) / square;
        x += (off * gradient[2]!) / square;
      }
      if (!(y > 0 && x > 0 && y < SIZE && x < SIZE) || Math.abs(twoThetaAt(frame, y, x) - target) > 1e-9) continue;
    }
    twoThetaWithGradient(frame, y, x, gradient);
    const length = Math.hypot(gradient[1]!, gradient[2]!);
    ys.push(y);
    xs.push(x);
    n1.push(gradient[1]! / length);
    n2.push(gradient[2]! / length);
  }
  return {
    ys: Float64Array.from(ys),
    xs: Float64Array.from(xs),
    normals: { n1: Float64Array.from(n1), n2: Float64Array.from(n2) },
  };
}

/** Distance of two centres. */
export const apart = (a: { c1: number; c2: number }, b: { c1: number; c2: number }): number =>
  Math.hypot(a.c1 - b.c1, a.c2 - b.c2);
