import { describe, expect, it } from 'vitest';
import { withFit2d } from '../../../src-renderer/session/fit2d-edit.ts';
import { fit2dFromCalibration } from '../../../src-shared/geometry/fit2d-geometry.ts';
import { calibration } from '../fake-host.ts';

const SHAPE = [1043, 981] as const;

describe('withFit2d', () => {
  it.each([1, 2, 3, 4] as const)(
    'describes the image as stored, in orientation %i: what is set is what is read back',
    (orientation) => {
      const start = { ...calibration, detector: { ...calibration.detector, orientation } };
      const wanted = { directDistanceMm: 208.7, centreX: 487.26, centreY: 512.55, tiltDeg: 1.1, tiltPlaneDeg: 12.5 };
      const edited = withFit2d(start, wanted, SHAPE);
      const found = fit2dFromCalibration(edited, SHAPE);
      // 1e-9: both conversions work in double precision on numbers up to 1000.
      for (const key of ['directDistanceMm', 'centreX', 'centreY', 'tiltDeg', 'tiltPlaneDeg'] as const)
        expect(found?.[key]).toBeCloseTo(wanted[key], 9);
      expect(edited.detector.orientation).toBe(orientation);
      expect(edited.geometry.wavelength).toBe(calibration.geometry.wavelength);
    },
  );
});
