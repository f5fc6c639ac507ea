import { describe, expect, it } from 'vitest';
import type { ControlPoints } from '../../src-shared/calibration/control-points.ts';
import { selectPoints } from '../../src-shared/calibration/control-points.ts';
import { leaveGroupsOut } from '../../src-shared/calibration/leave-out.ts';
import { refineGeometry } from '../../src-shared/calibration/refine-geometry.ts';
import { ringDifference } from '../../src-shared/calibration/ring-errors.ts';
import { pixelOf } from '../../src-shared/geometry/pixel-of.ts';
import type { Detector } from '../../src-shared/model/schema-types.generated.ts';
import { twoThetaFromDSpacing } from '../../src-shared/quantity/scattering-vector.ts';
import { createRandom } from '../../src-shared/simulation/random.ts';

const detector: Detector = { name: 'Detector', pixel1: 172e-6, pixel2: 100e-6, orientation: 3 };
const image = { shape: [900, 1200], pixel1: 172e-6, pixel2: 100e-6 } as const;
const D_SPACINGS = [3.12442, 2.70583, 1.91331, 1.63167, 1.24152]; // ceria, Å
const truth = { dist: 0.2, poni1: 0.09, poni2: 0.05, rot1: 0.2, rot2: -0.15, rot3: 0, wavelength: 0.5e-10 };
const SOFT = { softScale: 3 };

/** Every 10° on each ring, off by normal noise of `sigma` rad, which is what their weights say. */
function points(sigma: number): ControlPoints {
  const random = createRandom(3);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const [rows, columns, rings]: [number[], number[], number[]] = [[], [], []];
  for (const [ring, d] of D_SPACINGS.entries())
    for (let degrees = 0; degrees < 360; degrees += 10) {
      const twoTheta = twoThetaFromDSpacing(d, truth.wavelength) + sigma * normal();
      const pixel = pixelOf(truth, detector, [0, 0], twoTheta, (degrees * Math.PI) / 180);
      if (!pixel) throw new Error('the ring misses the detector');
      rows.push(pixel[0]);
      columns.push(pixel[1]);
      rings.push(ring);
    }
  return {
    rows: Float64Array.from(rows),
    columns: Float64Array.from(columns),
    rings: Int32Array.from(rings),
    weights: new Float64Array(rings.length).fill(1 / sigma ** 2),
  };
}

describe('leaveGroupsOut', () => {
  const noisy = points(1e-4); // rad, some 0.15 px
  const full = refineGeometry(noisy, D_SPACINGS, detector, truth, SOFT);
  const solution = { ...full.geometry, wavelength: truth.wavelength };

  it('moves as a fit without the group does', () => {
    const moved = leaveGroupsOut(noisy, D_SPACINGS, detector, solution, noisy.rings, D_SPACINGS.length, SOFT);
    for (const [ring, one] of moved.entries()) {
      const rest = selectPoints(noisy, (i) => noisy.rings[i] !== ring);
      const again = refineGeometry(rest, D_SPACINGS, detector, solution, SOFT);
      const moves = ringDifference(image, solution, again.geometry);
      expect(moves).toBeGreaterThan(1e-3);
      // The soft loss weighs by residuals that change along the way: a few per cent.
      expect(ringDifference(image, one!, again.geometry)).toBeLessThan(0.1 * moves);
    }
  });

  it('stays where the group agrees with the rest, and holds what is held', () => {
    const exact = { ...points(1e-4), ...pick(points(1e-9)) };
    const fixed = ['rot1'] as const;
    const moved = leaveGroupsOut(exact, D_SPACINGS, detector, truth, exact.rings, D_SPACINGS.length, {
      ...SOFT,
      fixed,
    });
    for (const one of moved) {
      expect(one!.rot1).toBe(truth.rot1);
      expect(ringDifference(image, truth, one!)).toBeLessThan(1e-4);
    }
  });

  it('knows nothing of an empty group, nor of a rest that is too small', () => {
    const first = noisy.rings.map((_, i) => (i < 3 ? 1 : 0));
    const moved = leaveGroupsOut(noisy, D_SPACINGS, detector, solution, first, 3, SOFT);
    expect(moved[0]).toBeNull();
    expect(moved[1]).not.toBeNull();
    expect(moved[2]).toBeNull();
  });
});

function pick({ rows, columns }: ControlPoints): Pick<ControlPoints, 'rows' | 'columns'> {
  return { rows, columns };
}
