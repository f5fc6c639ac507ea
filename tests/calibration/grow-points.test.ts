import { describe, expect, it } from 'vitest';
import { beamFrameOf, twoThetaAt } from '../../src-shared/calibration/beam-frame.ts';
import type { CalibrationImage } from '../../src-shared/calibration/calibration-image.ts';
import { growPoints, type PointsAlong } from '../../src-shared/calibration/grow-points.ts';
import { placeOnCone } from '../../src-shared/calibration/place-on-cone.ts';
import { twoThetaFromDSpacing } from '../../src-shared/quantity/scattering-vector.ts';
import { PIXEL, simulateCase, spacingsOf, WAVELENGTH, type SimulatedCase } from './simulated-image.ts';

const spacings = spacingsOf('CeO2');

/** Distance of points from a ring, px, positive outwards. */
function misses({ truth }: SimulatedCase, { rows, columns }: PointsAlong, ring: number): number[] {
  const frame = beamFrameOf(truth);
  const angle = twoThetaFromDSpacing(spacings[ring]!, WAVELENGTH);
  const at = (y: number, x: number): number => twoThetaAt(frame, y * PIXEL, x * PIXEL);
  return Array.from(rows, (y, i) => {
    const x = columns[i]!;
    const slope = Math.hypot(at(y + 0.5, x) - at(y - 0.5, x), at(y, x + 0.5) - at(y, x - 0.5));
    return (at(y, x) - angle) / slope;
  });
}

/** A place `off` px outside of a ring. */
function placeOn({ truth }: SimulatedCase, ring: number, direction: number, off = 0): { x: number; y: number } {
  const place = placeOnCone(beamFrameOf(truth), twoThetaFromDSpacing(spacings[ring]!, WAVELENGTH), direction)!;
  return { x: place.x / PIXEL + off * Math.cos(direction), y: place.y / PIXEL + off * Math.sin(direction) };
}

/** Directions of points from the beam centre, in degrees covered by steps of 10. */
function turn({ truth }: SimulatedCase, { rows, columns }: PointsAlong): number {
  const { c1, c2 } = beamFrameOf(truth);
  const steps = Array.from(rows, (y, i) =>
    Math.floor((Math.atan2(y * PIXEL - c1, columns[i]! * PIXEL - c2) * 18) / Math.PI),
  );
  return 10 * new Set(steps).size;
}

const largest = (values: readonly number[]): number => Math.max(...values.map(Math.abs));
const rms = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
const without = (image: CalibrationImage, hide: (row: number, column: number) => boolean): CalibrationImage => ({
  ...image,
  unusable: image.unusable.map((flag, p) => (hide(Math.floor(p / image.shape[1]), p % image.shape[1]) ? 1 : flag)),
});

describe('growPoints', () => {
  const usual = simulateCase();
  const strong = simulateCase({ tiltDeg: 35, tiltPlaneDeg: 70 });

  for (const ring of [0, 2, 3])
    it.each([-3, -2, -0.9, 0.4, 1.1, 2.2])(
      `goes all round ring ${ring} from a click 3 px outside, at %f rad`,
      (direction) => {
        const { x, y } = placeOn(usual, ring, direction, 3);
        const grown = growPoints(usual.image, x, y, { along: true });
        // Pixels of 20 000 counts and a ring 3 px wide: the noise of one profile is some 0.01 px; tilt makes no circle.
        expect(rms(misses(usual, grown, ring))).toBeLessThan(0.03);
        expect(largest(misses(usual, grown, ring))).toBeLessThan(0.15);
        expect(turn(usual, grown)).toBeGreaterThan(330);
      },
    );

  it('follows the oval of a tilt of 35° by its curvature', () => {
    const { x, y } = placeOn(strong, 1, 0.5, 2);
    const grown = growPoints(strong.image, x, y, { along: true });
    expect(rms(misses(strong, grown, 1))).toBeLessThan(0.05);
    expect(turn(strong, grown)).toBeGreaterThan(330);
  });

  it('stays on its ring where the geometry that leads is off by 2 % and 5 px', () => {
    const { x, y } = placeOn(usual, 2, 1.3, -2);
    const { truth } = usual;
    const geometry = { ...truth, dist: truth.dist * 1.02, poni1: truth.poni1 + 5 * PIXEL };
    const grown = growPoints(usual.image, x, y, { along: true, geometry });
    expect(largest(misses(usual, grown, 2))).toBeLessThan(0.15);
    expect(turn(usual, grown)).toBeGreaterThan(330);
  });

  it('gives one point, to a twentieth of a pixel, when one is asked for', () => {
    const { x, y } = placeOn(usual, 3, 2.7, -2.5);
    const one = growPoints(usual.image, x, y, { along: false });
    expect(one.rows).toHaveLength(1);
    expect(largest(misses(usual, one, 3))).toBeLessThan(0.05);
    expect(Math.hypot(one.rows[0]! - y, one.columns[0]! - x)).toBeLessThan(4);
  });

  it('takes the ring nearest to the click, not its neighbour', () => {
    // Rings 0 and 1 are 16 px apart.
    for (const ring of [0, 1]) {
      const { x, y } = placeOn(usual, ring, 1.9, ring === 0 ? 4 : -4);
      const grown = growPoints(usual.image, x, y, { along: true });
      expect(largest(misses(usual, grown, ring))).toBeLessThan(0.15);
    }
  });

  it('crosses a gap of 30 px and ends where half of the image is hidden', () => {
    const { x, y } = placeOn(usual, 2, 0.3);
    const gap = without(usual.image, (row) => row >= 300 && row < 330);
    const whole = growPoints(gap, x, y, { along: true });
    expect(turn(usual, whole)).toBeGreaterThan(280);
    expect(largest(misses(usual, whole, 2))).toBeLessThan(0.15);
    const half = growPoints(
      without(usual.image, (_, column) => column < 260),
      x,
      y,
      { along: true },
    );
    expect(Math.min(...half.columns)).toBeGreaterThan(260);
    expect(turn(usual, half)).toBeGreaterThan(150);
  });

  it('orders points along the ring, at least 8 px apart', () => {
    const { x, y } = placeOn(usual, 2, 0.3);
    const { rows, columns } = growPoints(
      without(usual.image, (_, column) => column < 260),
      x,
      y,
      { along: true },
    );
    const steps = Array.from(rows.slice(1), (row, i) => Math.hypot(row - rows[i]!, columns[i + 1]! - columns[i]!));
    // One step is 10 px; the widest gap that is crossed is 90.
    expect(Math.min(...steps)).toBeGreaterThan(5);
    expect(Math.max(...steps)).toBeLessThan(100);
  });

  it('counts rows and columns in pixels of their own size', () => {
    // Two rows in one: a ring of half the height.
    const { samples, unusable, shape } = usual.image;
    const rows = shape[0] / 2;
    const halved = Float32Array.from({ length: rows * shape[1] }, (_, p) => {
      const [i, j] = [Math.floor(p / shape[1]), p % shape[1]];
      return samples[2 * i * shape[1] + j]! + samples[(2 * i + 1) * shape[1] + j]!;
    });
    const dead = Uint8Array.from(halved, (_, p) => {
      const [i, j] = [Math.floor(p / shape[1]), p % shape[1]];
      return unusable[2 * i * shape[1] + j]! | unusable[(2 * i + 1) * shape[1] + j]!;
    });
    const image = {
      samples: halved,
      unusable: dead,
      shape: [rows, shape[1]] as const,
      pixel1: 2 * PIXEL,
      pixel2: PIXEL,
    };
    const { x, y } = placeOn(usual, 3, 0.6, 2);
    const grown = growPoints(image, x, y / 2, { along: true });
    const back = { rows: grown.rows.map((row) => 2 * row), columns: grown.columns };
    expect(rms(misses(usual, back, 3))).toBeLessThan(0.05);
    expect(turn(usual, back)).toBeGreaterThan(300);
  });

  it('finds nothing where there is nothing', () => {
    const empty = { ...usual.image, samples: new Float32Array(usual.image.samples.length).fill(7) };
    expect(growPoints(empty, 200, 200, { along: true }).rows).toHaveLength(0);
    expect(growPoints(usual.image, -50, 9000, { along: true }).rows).toHaveLength(0);
    const dark = without(usual.image, () => true);
    expect(growPoints(dark, 200, 200, { along: false }).rows).toHaveLength(0);
  });
});
