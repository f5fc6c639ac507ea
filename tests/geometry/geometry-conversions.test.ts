import { describe, expect, it } from 'vitest';
import { beamCentre, directDistance, tilt } from '../../src-shared/geometry/beam-centre.ts';
import { azimuthAtCentres, radialAtCentres } from '../../src-shared/geometry/detector-grid.ts';
import { fit2dFromCalibration, geometryFromFit2d } from '../../src-shared/geometry/fit2d-geometry.ts';
import { flipRows, type Orientation } from '../../src-shared/geometry/orientation.ts';
import { reverseRows } from '../../src-shared/geometry/reverse-rows.ts';
import { geometryFromSaxsdog, saxsdogFromCalibration } from '../../src-shared/geometry/saxsdog-geometry.ts';
import { scatteringAngles } from '../../src-shared/geometry/scattering-angle.ts';
import { scatteringAt } from '../../src-shared/geometry/scattering-at.ts';
import type { Calibration, Geometry } from '../../src-shared/model/schema-types.generated.ts';

const detector = { name: 'Detector', pixel1: 172e-6, pixel2: 172e-6, orientation: 3 } as const;
const SHAPE = [60, 50] as const;

describe('Fit2D', () => {
  // pyFAI 0.21.3, setFit2D; rot3 as newer versions compute it.
  const fit2d = {
    directDistanceMm: 1312.9274433516048,
    centreX: 109.1733452896346,
    centreY: 1311.8068309454268,
    tiltDeg: 39.24879606109508,
    tiltPlaneDeg: -173.33380163872414,
  };
  const expected = {
    dist: 1.0167388092887155,
    poni1: 0.3220594924768668,
    poni2: 0.8438367027565243,
    rot1: 0.6816992852585231,
    rot2: -0.07351177146066809,
    rot3: -0.026084389138707108,
  };

  it('becomes the geometry of pyFAI', () => {
    const geometry = geometryFromFit2d(fit2d, 172e-6, 172e-6);
    for (const key of ['dist', 'poni1', 'poni2', 'rot1', 'rot2', 'rot3'] as const)
      expect(geometry[key]).toBeCloseTo(expected[key], 11);
  });

  it('comes back', () => {
    const back = fit2dFromCalibration({ geometry: expected, detector }, SHAPE)!;
    for (const key of ['directDistanceMm', 'centreX', 'centreY', 'tiltDeg', 'tiltPlaneDeg'] as const)
      expect(back[key]).toBeCloseTo(fit2d[key], 9);
  });

  it('has azimuth P in the direction of the tilt', () => {
    const geometry = geometryFromFit2d(fit2d, 172e-6, 172e-6);
    const plane = (fit2d.tiltPlaneDeg * Math.PI) / 180;
    const [x, y] = [fit2d.centreX + 50 * Math.cos(plane), fit2d.centreY + 50 * Math.sin(plane)];
    expect(scatteringAt({ geometry, detector }, SHAPE, x, y).azimuth).toBeCloseTo(plane, 12);
  });

  it('is where t3 = D + sin T (x cos P + y sin P)', () => {
    const geometry = geometryFromFit2d(fit2d, 172e-6, 172e-6);
    const plane = (fit2d.tiltPlaneDeg * Math.PI) / 180;
    const [dx, dy] = [31, -17];
    const along = 172e-6 * (dx * Math.cos(plane) + dy * Math.sin(plane));
    const t3 = fit2d.directDistanceMm * 1e-3 + Math.sin((fit2d.tiltDeg * Math.PI) / 180) * along;
    const point = scatteringAt({ geometry, detector }, SHAPE, fit2d.centreX + dx, fit2d.centreY + dy);
    expect(point.r / Math.tan(point.twoTheta)).toBeCloseTo(t3, 12);
  });

  it('does not exist for a tilt of 90° or a beam that goes the other way', () => {
    const geometry = { dist: 0.2, poni1: 0, poni2: 0, rot1: 0, rot2: 0, rot3: 0 };
    expect(fit2dFromCalibration({ geometry: { ...geometry, rot1: 1.8 }, detector }, SHAPE)).toBeNull();
    expect(fit2dFromCalibration({ geometry: { ...geometry, dist: -0.2 }, detector }, SHAPE)).toBeNull();
    expect(fit2dFromCalibration({ geometry: { ...geometry, dist: -0.2, rot1: Math.PI }, detector }, SHAPE)).toBeNull();
    expect(fit2dFromCalibration({ geometry, detector }, SHAPE)).toMatchObject({ tiltDeg: 0, tiltPlaneDeg: 0 });
  });

  it.each([1, 2, 3, 4] as const)('describes the stored image of orientation %i', (orientation) => {
    const calibration = { geometry: { ...expected, wavelength: 1e-10 }, detector: { ...detector, orientation } };
    const described = fit2dFromCalibration(calibration, SHAPE)!;
    const geometry = geometryFromFit2d(described, 172e-6, 172e-6);
    const stored = radialAtCentres({ geometry, detector }, SHAPE, '2theta');
    const mirrored = radialAtCentres(calibration, SHAPE, '2theta');
    for (let k = 0; k < stored.length; k += 101) expect(stored[k]).toBeCloseTo(mirrored[k]!, 12);
  });
});

describe('SAXSdog', () => {
  const saxsdog = {
    beamCentre: [289.19358978621796, 6.074187476190552],
    imageSize: [619, 487],
    detectorDistanceMm: 2303.426077401562,
    tiltAngleDeg: 19.37665471286865,
    tiltRotDeg: -6.125453453371819,
    pixelSizeMicroM: [172, 172],
  } as const;

  it('gives the angles of its own formula', () => {
    // 2θ = acos((l² + d² − r²) / 2ld) of SAXSdog, evaluated independently at three pixels (row, column).
    const geometry = geometryFromSaxsdog(saxsdog);
    const points = [
      [184, 194],
      [240, 30],
      [124, 242],
    ].flatMap(([row, column]) => [(row! + 0.5) * 172e-6, (column! + 0.5) * 172e-6]);
    const angles = scatteringAngles(geometry, Float64Array.from(points));
    // acos loses digits at small angles: 1e-16 / sin 2θ.
    for (const [k, expected] of [0.017175341545840547, 0.006901254051782971, 0.02265380123574868].entries())
      expect(angles[k]).toBeCloseTo(expected, 12);
  });

  it('comes back, whatever the orientation', () => {
    for (const orientation of [1, 2, 3, 4] as const) {
      const geometry = geometryFromSaxsdog(saxsdog);
      const back = saxsdogFromCalibration({ geometry, detector: { ...detector, orientation } }, [619, 487])!;
      const again = geometryFromSaxsdog(back);
      const calibration = { geometry, detector: { ...detector, orientation } };
      const [a, b] = [{ geometry: again, detector }, calibration].map((each) => radialAtCentres(each, [619, 487], 'r'));
      for (let k = 0; k < a!.length; k += 9973) expect(a![k]).toBeCloseTo(b![k]!, 12);
    }
  });
});

describe('reversed rows', () => {
  const geometry: Geometry = { dist: 0.2, poni1: 0.003, poni2: 0.004, rot1: 0.2, rot2: -0.15, rot3: 0.4 };
  const rowOf = (values: Float64Array, row: number): Float64Array => values.subarray(row * 50, row * 50 + 50);

  it('keep 2θ and change the sign of χ under the conversion from and to Dioptas', () => {
    const converted = reverseRows(geometry, detector.pixel1, 60);
    expect(converted.poni1).toBeCloseTo(60 * 172e-6 - 0.003, 15);
    const [before, after] = [geometry, converted].map((each) => ({ geometry: each, detector }));
    const [angles, reversed] = [before!, after!].map((each) => radialAtCentres(each, SHAPE, '2theta'));
    const [azimuths, turned] = [before!, after!].map((each) => azimuthAtCentres(each, SHAPE));
    for (const row of [0, 13, 59])
      for (const column of [0, 27, 49]) {
        expect(rowOf(reversed!, 59 - row)[column]).toBeCloseTo(rowOf(angles!, row)[column]!, 14);
        expect(rowOf(turned!, 59 - row)[column]).toBeCloseTo(-rowOf(azimuths!, row)[column]!, 12);
      }
    expect(reverseRows(converted, detector.pixel1, 60).poni1).toBeCloseTo(0.003, 15);
  });

  it.each([1, 2, 3, 4] as const)('keep 2θ and χ when orientation %i is flipped', (orientation) => {
    const calibration: Calibration = { geometry, detector: { ...detector, orientation } };
    const flipped: Calibration = { geometry, detector: { ...detector, orientation: flipRows(orientation) } };
    const [a, b] = [calibration, flipped].map((each) => azimuthAtCentres(each, SHAPE));
    for (const row of [0, 21, 59]) expect(rowOf(b!, 59 - row)[7]).toBeCloseTo(rowOf(a!, row)[7]!, 12);
  });

  it('swap 3 with 2 and 1 with 4', () => {
    expect(([1, 2, 3, 4] satisfies Orientation[]).map((orientation) => flipRows(orientation))).toEqual([4, 3, 2, 1]);
  });
});

describe('beam centre, tilt and direct distance', () => {
  it('are those of the two rotations', () => {
    const geometry = { dist: 0.2, poni1: 0.1, poni2: 0.05, rot1: 0.1, rot2: 0, rot3: 0 };
    // The beam meets the plane dist · tan rot1 from the PONI, towards smaller columns.
    const [x, y] = beamCentre({ geometry, detector }, SHAPE)!;
    expect(x).toBeCloseTo((0.05 - 0.2 * Math.tan(0.1)) / 172e-6, 10);
    expect(y).toBeCloseTo(0.1 / 172e-6, 10);
    expect(tilt(geometry)).toBeCloseTo(0.1, 15);
    expect(directDistance(geometry)).toBeCloseTo(0.2 / Math.cos(0.1), 15);
    expect(tilt({ rot1: 1e-9, rot2: 0 })).toBeCloseTo(1e-9, 20);
    expect(tilt({ rot1: 3, rot2: 0 })).toBeCloseTo(3, 14);
  });

  it('has no beam centre behind the sample', () => {
    const geometry = { dist: -0.2, poni1: 0, poni2: 0, rot1: 0, rot2: 0, rot3: 0 };
    expect(beamCentre({ geometry, detector }, SHAPE)).toBeNull();
  });
});
