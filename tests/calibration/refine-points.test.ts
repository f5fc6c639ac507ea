import { describe, expect, it } from 'vitest';
import { describeCalibration } from '../../src-shared/calibration/describe-calibration.ts';
import type { ControlPoints } from '../../src-shared/calibration/control-points.ts';
import { beamFrameOf } from '../../src-shared/calibration/beam-frame.ts';
import { refinePoints } from '../../src-shared/calibration/refine-points.ts';
import { placeOnCone } from '../../src-shared/calibration/place-on-cone.ts';
import { calibrantLines } from '../../src-shared/calibrant/calibrant-lines.ts';
import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { createRandom } from '../../src-shared/simulation/random.ts';
import { twoThetaFromDSpacing } from '../../src-shared/quantity/scattering-vector.ts';

const WAVELENGTH = 0.4e-10; // m
const DETECTOR = { name: 'Detector', pixel1: 200e-6, pixel2: 200e-6, orientation: 3 as const };
const SHAPE = [500, 500] as const;
const TRUTH = { dist: 0.16, poni1: 0.05, poni2: 0.053, rot1: 0.04, rot2: -0.03, rot3: 0, wavelength: WAVELENGTH };
const calibrant = findCalibrant('CeO2')!;
const lines = calibrantLines(calibrant, 0.4);
const spacings = lines.map(({ dSpacing }) => dSpacing);

/** Points every 10° of rings 0, 1, 2 and 3 with an even error of up to so many px. */
function pointsWith(error: number): ControlPoints {
  const random = createRandom(11);
  const rows: number[] = [];
  const columns: number[] = [];
  const rings: number[] = [];
  for (const ring of [0, 1, 2, 3])
    for (let i = 0; i < 36; i++) {
      const angle = twoThetaFromDSpacing(spacings[ring]!, WAVELENGTH);
      const { y, x } = placeOnCone(beamFrameOf(TRUTH), angle, (Math.PI * i) / 18)!;
      rows.push(y / DETECTOR.pixel1 + error * (2 * random.next() - 1));
      columns.push(x / DETECTOR.pixel2 + error * (2 * random.next() - 1));
      rings.push(ring);
    }
  return { rows: Float64Array.from(rows), columns: Float64Array.from(columns), rings: Int32Array.from(rings) };
}

const start = { ...TRUTH, dist: 0.163, poni1: 0.0505, rot1: 0 };

describe('refinePoints', () => {
  it('finds the geometry of exact points', () => {
    const { geometry, residualsPx } = refinePoints(pointsWith(0), spacings, DETECTOR, start, { rejectOutliers: false });
    for (const name of ['dist', 'poni1', 'poni2', 'rot1', 'rot2'] as const)
      expect(geometry[name]).toBeCloseTo(TRUTH[name], 9); // the fit stops at a relative decrease of 1e-12
    expect(Math.max(...residualsPx.map(Math.abs))).toBeLessThan(1e-6);
  });

  it('drops points that were given a wrong ring, if it may, and shows them', () => {
    const points = pointsWith(0.1);
    const wrong = [5, 40, 41, 100];
    const rings = points.rings.map((ring, i) => (wrong.includes(i) ? ring + 1 : ring));
    const robust = refinePoints({ ...points, rings }, spacings, DETECTOR, start, { rejectOutliers: true });
    const dropped = [...robust.refinement.rejected].flatMap((flag, i) => (flag ? [i] : []));
    expect(dropped).toEqual(expect.arrayContaining(wrong));
    expect(dropped.length).toBeLessThan(wrong.length + 3);
    // 140 points of 0.06 px: the distance is good to some 1e-4.
    expect(robust.geometry.dist).toBeCloseTo(TRUTH.dist, 4);
    const plain = refinePoints({ ...points, rings }, spacings, DETECTOR, start, { rejectOutliers: false });
    expect(plain.refinement.rejected.some((flag) => flag === 1)).toBe(false);
    expect(Math.abs(plain.geometry.dist - TRUTH.dist)).toBeGreaterThan(Math.abs(robust.geometry.dist - TRUTH.dist));
  });

  it('keeps what is held, and stays inside bounds', () => {
    const options = { rejectOutliers: false, fixed: ['rot1'] as const, bounds: { dist: [0.161, 0.17] as const } };
    const { geometry } = refinePoints(pointsWith(0.1), spacings, DETECTOR, start, options);
    expect(geometry.rot1).toBe(0);
    expect(geometry.dist).toBeGreaterThanOrEqual(0.161);
  });
});

describe('describeCalibration', () => {
  const verdict = { level: 'good' as const, reasons: ['because'] };
  const describeFrom = (error: number, ringCount?: number, orientation: 1 | 2 | 3 | 4 = 3) => {
    const refined = refinePoints(pointsWith(error), spacings, DETECTOR, start, { rejectOutliers: false });
    const detector = { ...DETECTOR, orientation };
    return describeCalibration(
      { verdict, refined, evidence: null },
      { calibrant, lines, detector, shape: SHAPE, start, ...(ringCount === undefined ? {} : { ringCount }) },
    );
  };

  it('lists every line that falls on the detector, and no other', () => {
    const { rings } = describeFrom(0.1);
    // From a centre near (217, 233) px the farthest corner is 390 px = 78 mm away: 2θ up to some 26°.
    expect(rings.map(({ ring }) => ring)).toEqual(rings.map((_, i) => i));
    expect(rings.at(-1)!.twoTheta).toBeLessThan(0.5);
    expect(rings.length).toBeGreaterThan(9);
    expect(rings.map(({ state }) => state).slice(0, 6)).toEqual(['used', 'used', 'used', 'used', 'unused', 'unused']);
    expect(rings[0]).toMatchObject({ hkl: '1 1 1', points: 36, rejected: 0 });
    expect(rings[0]!.coverageDeg).toBeGreaterThan(160); // points every 10° fill every second step of 5°
    expect(rings[4]).toMatchObject({ points: 0, meanPx: null, meanDeg: null, rmsPx: null });
    for (const { meanPx, meanDeg, rmsPx, rmsDeg } of rings.slice(0, 4)) {
      // One scale per ring: tilt and azimuth change it by less than a tenth here.
      expect(Math.sign(meanDeg!)).toBe(Math.sign(meanPx!));
      expect(meanDeg! / meanPx! / (rmsDeg! / rmsPx!)).toBeCloseTo(1, 0);
    }
  });

  it('gives residuals whose mean square is that of even noise, in px and in degrees', () => {
    const { rmsPx, rmsDeg, points } = describeFrom(0.3);
    // Across the ring one component counts: 0.3/√3 px, with 144 points good to 6 %.
    expect(rmsPx).toBeCloseTo(0.3 / Math.sqrt(3), 1);
    const scale = (Math.atan(DETECTOR.pixel1 / TRUTH.dist) * 180) / Math.PI; // per px near the beam
    expect(rmsDeg! / rmsPx!).toBeLessThan(scale);
    expect(rmsDeg! / rmsPx!).toBeGreaterThan(0.85 * scale);
    expect(points.azimuths.every((chi) => chi >= -Math.PI && chi < Math.PI)).toBe(true);
  });

  it('says how far each parameter moved, in its own uncertainty', () => {
    const { drift, uncertainties, calibration } = describeFrom(0.1);
    expect(drift?.dist?.change).toBe(calibration!.geometry.dist - start.dist);
    expect(drift?.dist?.sigmas).toBe(drift!.dist!.change / uncertainties.dist!);
  });

  it('counts rows of the stored image: mirrored where the detector is', () => {
    const straight = describeFrom(0.1);
    const mirrored = describeFrom(0.1, undefined, 2);
    expect(mirrored.points.rows[7]).toBeCloseTo(SHAPE[0] - straight.points.rows[7]!, 12);
    expect(mirrored.points.columns[7]).toBe(straight.points.columns[7]);
    expect(mirrored.points.azimuths[7]).toBeCloseTo(straight.points.azimuths[7]!, 12);
  });

  it('has no numbers where nothing could be refined', () => {
    const nothing = describeCalibration(
      { verdict: { level: 'bad', reasons: ['No ring was found in the image.'] }, refined: null, evidence: null },
      { calibrant, lines, detector: DETECTOR, shape: SHAPE },
    );
    expect(nothing).toMatchObject({ calibration: null, fit2d: null, correlation: null, rmsPx: null, rings: [] });
  });
});
