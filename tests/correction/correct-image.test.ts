import { describe, expect, it } from 'vitest';
import { correctImage } from '../../src-shared/correction/correct-image.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';

/** Pixels of 1 m, 1 m away; pixel 0 lies at the PONI, pixel 1 beside it at 45°: Ω = 2^−3/2. */
const calibration: Calibration = {
  geometry: { dist: 1, poni1: 0.5, poni2: 0.5, rot1: 0, rot2: 0, rot3: 0 },
  detector: { name: 'Detector', pixel1: 1, pixel2: 1, orientation: 3 },
};

describe('correctImage', () => {
  it('is (raw − dark − background) / (factor · flat · Ω), negative values kept', () => {
    const image = { samples: Float64Array.of(10, 4), shape: [1, 2], metadata: { header: {} } } as const;
    const corrected = correctImage(image, {
      calibration,
      settings: { solidAngle: true, normalizationFactor: 2 },
      staticMask: null,
      flat: Float32Array.of(0.5, 2),
      pedestal: Float32Array.of(3, 6),
    });
    expect(corrected[0]).toBe(7);
    expect(corrected[1]).toBeCloseTo((-2 / 4) * 2 ** 1.5, 6); // float32
  });

  it('is not a number where a pixel is ignored: masks, limits, dead pixels of the flat', () => {
    const image = {
      samples: Int32Array.of(1, 2, 3, -7, 5),
      shape: [1, 5],
      mask: Uint8Array.of(1, 0, 0, 0, 0),
      metadata: { header: {} },
    } as const;
    const corrected = correctImage(image, {
      calibration,
      settings: { solidAngle: false, normalizationFactor: 1, maskBelow: 0 },
      staticMask: Uint8Array.of(0, 1, 0, 0, 0),
      flat: Float32Array.of(1, 1, 0, 1, 1),
      pedestal: null,
    });
    expect([...corrected]).toEqual([NaN, NaN, NaN, NaN, 5]);
  });
});
