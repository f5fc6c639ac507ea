import { describe, expect, it } from 'vitest';
import { beamDrift } from '../../src-shared/geometry/beam-drift.ts';

// CeO2_Pilatus1M.tif, 1043 rows: the calibration that Dioptas wrote for it, and the same image as stored.
const dioptas = { directDistanceMm: 208.689, centreX: 487.26, centreY: 512.55, tiltDeg: 1.03, tiltPlaneDeg: 13 };
const asStored = { directDistanceMm: 208.712, centreX: 487.407, centreY: 530.409, tiltDeg: 1.06, tiltPlaneDeg: -13 };

describe('beamDrift', () => {
  it('is later minus earlier', () => {
    const { directDistanceMm, centre, tiltDeg } = beamDrift(asStored, dioptas, 1043);
    // Differences of the numbers above; rounding of doubles leaves 1e-12.
    expect(directDistanceMm).toBeCloseTo(0.023, 10);
    expect(centre[0]).toBeCloseTo(0.147, 10);
    expect(centre[1]).toBeCloseTo(17.859, 10);
    expect(tiltDeg).toBeCloseTo(0.03, 10);
  });

  it('knows a calibration of the image with its rows reversed: 1043 − 512.55 is 530.45', () => {
    expect(beamDrift(asStored, dioptas, 1043).isReversed).toBe(true);
    expect(beamDrift(asStored, dioptas, 1003).isReversed).toBe(false);
  });

  it('makes nothing of a real move, or of a beam in the middle row', () => {
    const moved = { ...asStored, centreY: 540 };
    expect(beamDrift(moved, asStored, 1043).isReversed).toBe(false);
    expect(beamDrift({ ...asStored, centreY: 521 }, { ...asStored, centreY: 522 }, 1043).isReversed).toBe(false);
  });
});
