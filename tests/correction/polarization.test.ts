import { describe, expect, it } from 'vitest';
import { polarizationFactors } from '../../src-shared/correction/polarization.ts';
import { azimuthAtCentres, radialAtCentres } from '../../src-shared/geometry/detector-grid.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';

const tilted: Calibration = {
  geometry: { dist: 0.1, poni1: 0.003, poni2: -0.002, rot1: 0.3, rot2: -0.2, rot3: 0.7, wavelength: 1e-10 },
  detector: { name: 'Detector', pixel1: 1e-3, pixel2: 2e-3, orientation: 3 },
};
/** One pixel whose centre is seen at 2θ = 45° along +column (χ = 0). */
const along: Calibration = {
  geometry: { dist: 1, poni1: 0.5, poni2: -0.5, rot1: 0, rot2: 0, rot3: 0 },
  detector: { name: 'Detector', pixel1: 1, pixel2: 1, orientation: 3 },
};

describe('polarizationFactors', () => {
  it('follows the formula in 2θ and χ on a tilted detector, for every orientation', () => {
    for (const orientation of [1, 2, 3, 4] as const) {
      const calibration = { ...tilted, detector: { ...tilted.detector, orientation } };
      const shape = [5, 7] as const;
      const twoTheta = radialAtCentres(calibration, shape, '2theta');
      const azimuth = azimuthAtCentres(calibration, shape);
      const offset = (20 * Math.PI) / 180;
      polarizationFactors(calibration, shape, { factor: 0.9, offsetDeg: 20 }).forEach((p, i) => {
        const expected =
          0.5 *
          (1 + Math.cos(twoTheta[i]!) ** 2 - 0.9 * Math.cos(2 * (azimuth[i]! + offset)) * Math.sin(twoTheta[i]!) ** 2);
        expect(p).toBeCloseTo(expected, 14);
      });
    }
  });

  it('is ½, ¾ and 1 at 2θ = 45° along the plane of a fully polarized beam, unpolarized, and across it', () => {
    // cos² 2θ = sin² 2θ = ½, so P = ½ [1 + ½ − ½ f cos 2(χ + o)].
    const at = (factor: number, offsetDeg = 0): number => polarizationFactors(along, [1, 1], { factor, offsetDeg })[0]!;
    expect(at(1)).toBeCloseTo(0.5, 15);
    expect(at(0)).toBeCloseTo(0.75, 15);
    expect(at(-1)).toBeCloseTo(1, 15);
    expect(at(1, 90)).toBeCloseTo(1, 15);
    expect(at(1, 45)).toBeCloseTo(0.75, 15);
  });

  it('equals pyFAI in the corners of a detector without tilt', () => {
    // pyFAI 0.21.3, AzimuthalIntegrator(0.2, 0.05, 0.06), 172 µm pixels: polarization(factor=0.99) and
    // polarization(factor=1, axis_offset=30°) at pixels (0, 0), (0, 618), (486, 0), (486, 618).
    const calibration: Calibration = {
      geometry: { dist: 0.2, poni1: 0.05, poni2: 0.06, rot1: 0, rot2: 0, rot3: 0 },
      detector: { name: 'Detector', pixel1: 172e-6, pixel2: 172e-6, orientation: 3 },
    };
    const corners = [0, 618, 486 * 619, 486 * 619 + 618];
    const plain = polarizationFactors(calibration, [487, 619], { factor: 0.99, offsetDeg: 0 });
    const turned = polarizationFactors(calibration, [487, 619], { factor: 1, offsetDeg: 30 });
    const expectedPlain = [0.9222198128700256, 0.9517728686332703, 0.9200112223625183, 0.9504174590110779];
    const expectedTurned = [0.9842619299888611, 0.904995322227478, 0.8943904638290405, 0.9874266982078552];
    corners.forEach((pixel, k) => {
      // 7 digits: pyFAI stores the array as float32.
      expect(plain[pixel]).toBeCloseTo(expectedPlain[k]!, 7);
      expect(turned[pixel]).toBeCloseTo(expectedTurned[k]!, 7);
    });
  });

  it('gives the same numbers block by block', () => {
    const whole = polarizationFactors(tilted, [6, 4], { factor: 0.5, offsetDeg: 10 });
    const lower = polarizationFactors(tilted, [6, 4], { factor: 0.5, offsetDeg: 10 }, { start: 2, end: 6 });
    expect(lower).toEqual(whole.slice(8));
  });

  it('rejects rows outside the image and arrays that are too short', () => {
    const settings = { factor: 0, offsetDeg: 0 };
    expect(() => polarizationFactors(tilted, [6, 4], settings, { start: 2, end: 7 })).toThrow('rows 2…7');
    expect(() => polarizationFactors(tilted, [6, 4], settings, undefined, new Float64Array(23))).toThrow('needs 24');
  });
});
