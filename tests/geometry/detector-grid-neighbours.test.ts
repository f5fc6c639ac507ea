import { describe, expect, it } from 'vitest';
import { azimuthAtCentres, radialAtCentres } from '../../src-shared/geometry/detector-grid.ts';
import { azimuthOf } from '../../src-shared/geometry/laboratory-position.ts';
import { pixelPlane, positionAt } from '../../src-shared/geometry/pixel-plane.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';

const shape = [60, 80] as const;

/** Beam on the detector, rows crossing the ±π line upwards and downwards, back-scattering, near and far. */
const calibrations: Calibration[] = [0, 1, 3.1, -3.1, 1.7].flatMap((rot3) =>
  [0.005, 0.1, -0.05, 5].map((dist) => ({
    geometry: { dist, poni1: 0.003, poni2: 0.004, rot1: 0.01, rot2: -0.02, rot3 },
    detector: { name: 'Detector', pixel1: 1e-4, pixel2: 1e-4, orientation: 3 as const },
  })),
);

describe('angles on a grid, found from their neighbours', () => {
  it('equal those of single points', () => {
    for (const calibration of calibrations) {
      const plane = pixelPlane(calibration, shape);
      const twoTheta = radialAtCentres(calibration, shape, '2theta');
      const azimuth = azimuthAtCentres(calibration, shape);
      let [worstAngle, worstAzimuth] = [0, 0];
      for (let p = 0; p < twoTheta.length; p++) {
        const [t1, t2, t3] = positionAt(plane, Math.floor(p / shape[1]) + 0.5, (p % shape[1]) + 0.5);
        worstAngle = Math.max(worstAngle, Math.abs(twoTheta[p]! - Math.atan2(Math.hypot(t1, t2), t3)));
        const turn = azimuth[p]! - azimuthOf(t1, t2);
        worstAzimuth = Math.max(worstAzimuth, Math.abs(turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI))));
      }
      // 1e-14: some ten roundings of numbers up to π
      expect(worstAngle).toBeLessThan(1e-14);
      expect(worstAzimuth).toBeLessThan(1e-14);
      expect(Math.min(...azimuth)).toBeGreaterThanOrEqual(-Math.PI);
      expect(Math.max(...azimuth)).toBeLessThan(Math.PI);
    }
  });

  it('are exact to ten digits beside the beam, and nowhere negative', () => {
    for (let k = 0; k < 200; k++) {
      const offset = k < 100 ? 0 : (k - 100) / 100; // px between the beam and the middle of pixel (30, 40)
      const dist = 0.3 + 0.003 * k;
      const geometry = { dist, poni1: 30.5e-4, poni2: (40.5 + offset) * 1e-4, rot1: 0, rot2: 0, rot3: 0 };
      const twoTheta = radialAtCentres({ ...calibrations[0]!, geometry }, shape, '2theta');
      expect(Math.min(...twoTheta)).toBeGreaterThanOrEqual(0);
      expect(twoTheta[30 * shape[1] + 42]! / Math.atan2((2 - offset) * 1e-4, dist)).toBeCloseTo(1, 10);
    }
  });
});
