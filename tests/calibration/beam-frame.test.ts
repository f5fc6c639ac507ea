import { describe, expect, it } from 'vitest';
import {
  beamFrameOf,
  geometryOf,
  twoThetaAt,
  twoThetaWithGradient,
  type BeamFrame,
} from '../../src-shared/calibration/beam-frame.ts';
import { scatteringAngles } from '../../src-shared/geometry/scattering-angle.ts';

const GEOMETRIES = [
  { dist: 0.2, poni1: 0.09, poni2: 0.08, rot1: -0.018, rot2: -0.0038, rot3: 0 },
  { dist: 0.14, poni1: 0.02, poni2: -0.01, rot1: -0.56, rot2: 0.24, rot3: 0 },
  { dist: -0.06, poni1: 0.047, poni2: 0.042, rot1: 0.03, rot2: -0.05, rot3: 0 },
  { dist: 0.3, poni1: 0.1, poni2: 0.1, rot1: 0, rot2: 0, rot3: 0 },
];
const POINTS = [0.01, 0.02, 0.15, 0.03, 0.05, 0.17, -0.04, 0.1];

describe('beam frame', () => {
  it.each(GEOMETRIES)('keeps every scattering angle of %o', (geometry) => {
    const frame = beamFrameOf(geometry);
    const angles = scatteringAngles(geometry, Float64Array.from(POINTS));
    for (let i = 0; i < angles.length; i++)
      expect(twoThetaAt(frame, POINTS[2 * i]!, POINTS[2 * i + 1]!)).toBeCloseTo(angles[i]!, 13);
  });

  it.each(GEOMETRIES)('comes back as the geometry %o', (geometry) => {
    const back = geometryOf(beamFrameOf(geometry));
    for (const key of ['dist', 'poni1', 'poni2', 'rot1', 'rot2'] as const)
      expect(back[key]).toBeCloseTo(geometry[key], 14);
  });

  it.each(GEOMETRIES)('has the derivatives of its angles: %o', (geometry) => {
    const frame = beamFrameOf(geometry);
    const gradient = new Float64Array(5);
    const keys = ['k', 'c1', 'c2', 's1', 's2'] as const;
    for (let i = 0; i < POINTS.length; i += 2) {
      const [y, x] = [POINTS[i]!, POINTS[i + 1]!];
      expect(twoThetaWithGradient(frame, y, x, gradient)).toBe(twoThetaAt(frame, y, x));
      for (const [j, key] of keys.entries()) {
        const moved = (by: number): BeamFrame => ({ ...frame, [key]: frame[key] + by });
        // Central differences over 2e-6: truncation and rounding are both some 1e-9 of slopes of 1 to 20.
        const slope = (twoThetaAt(moved(1e-6), y, x) - twoThetaAt(moved(-1e-6), y, x)) / 2e-6;
        expect(gradient[j]).toBeCloseTo(slope, 6);
      }
    }
  });
});
