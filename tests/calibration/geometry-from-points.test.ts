import { describe, expect, it } from 'vitest';
import { beamFrameOf, geometryOf, type BeamFrame } from '../../src-shared/calibration/beam-frame.ts';
import type { ControlPoints } from '../../src-shared/calibration/control-points.ts';
import { geometryFromPoints } from '../../src-shared/calibration/geometry-from-points.ts';
import { placeOnCone } from '../../src-shared/calibration/place-on-cone.ts';
import { createRandom } from '../../src-shared/simulation/random.ts';
import { twoThetaFromDSpacing } from '../../src-shared/quantity/scattering-vector.ts';

const WAVELENGTH = 0.7e-10; // m
const SPACINGS = [3.124, 2.706, 1.913, 1.632, 1.562, 1.353]; // Å
const DETECTOR = { pixel1: 100e-6, pixel2: 150e-6 };
const DEGREES = Math.PI / 180;

/** `count` points per ring between two directions, with a click error, px; the frame in metres. */
function pointsOn(
  frame: BeamFrame,
  rings: readonly number[],
  { count = 8, from = 0, to = 2 * Math.PI, error = 0, wavelength = WAVELENGTH } = {},
): ControlPoints {
  const random = createRandom(7);
  const rows: number[] = [];
  const columns: number[] = [];
  const numbers: number[] = [];
  for (const ring of rings)
    for (let i = 0; i < count; i++) {
      const direction = from + ((to - from) * i) / count;
      const place = placeOnCone(frame, twoThetaFromDSpacing(SPACINGS[ring]!, wavelength), direction);
      if (!place) continue;
      rows.push(place.y / DETECTOR.pixel1 + error * (2 * random.next() - 1));
      columns.push(place.x / DETECTOR.pixel2 + error * (2 * random.next() - 1));
      numbers.push(ring);
    }
  return { rows: Float64Array.from(rows), columns: Float64Array.from(columns), rings: Int32Array.from(numbers) };
}

const frameWith = (tiltDeg: number, planeDeg: number, k = 0.2): BeamFrame => ({
  ...{ k, c1: 0.05, c2: 0.06 },
  s1: Math.sin(tiltDeg * DEGREES) * Math.sin(planeDeg * DEGREES),
  s2: Math.sin(tiltDeg * DEGREES) * Math.cos(planeDeg * DEGREES),
});

describe('geometryFromPoints', () => {
  it.each([
    [0, 0],
    [12, 30],
    [45, 30],
    [45, 200],
    [40, -75],
    [25, 120],
  ])('is exact for exact points: tilt %i° towards %i°', (tilt, plane) => {
    const frame = frameWith(tilt, plane);
    const found = geometryFromPoints(pointsOn(frame, [0, 1, 3]), SPACINGS, WAVELENGTH, DETECTOR);
    const { k, c1, c2, s1, s2 } = beamFrameOf(found.geometry);
    expect(found.held).toEqual([]);
    // Rounding of the points is 1e-14 m; the fit stops at a relative decrease of the cost of 1e-12.
    expect([k, c1, c2]).toEqual([frame.k, frame.c1, frame.c2].map((v) => expect.closeTo(v, 7)));
    expect([s1, s2]).toEqual([frame.s1, frame.s2].map((v) => expect.closeTo(v, 6)));
  });

  it('finds a detector upstream of the sample', () => {
    const wavelength = 5e-10; // 2θ of the first two rings: 106° and 135°
    const frame = frameWith(8, 60, -0.1);
    const points = pointsOn(frame, [0, 1], { wavelength });
    const { geometry } = geometryFromPoints(points, SPACINGS, wavelength, DETECTOR);
    const found = beamFrameOf(geometry);
    expect(found.k).toBeCloseTo(-0.1, 6);
    expect([found.s1, found.s2]).toEqual([expect.closeTo(frame.s1, 5), expect.closeTo(frame.s2, 5)]);
  });

  it('comes near with clicks a pixel off on a third of two rings', () => {
    const frame = frameWith(20, 70);
    const points = pointsOn(frame, [1, 4], { from: 0.3, to: 2.6, count: 9, error: 1 });
    const found = beamFrameOf(geometryFromPoints(points, SPACINGS, WAVELENGTH, DETECTOR).geometry);
    // Errors of 1 px on 0.1 mm pixels over 120° of rings of 5 cm: some 2 % of the distance
    expect(Math.abs(found.k / frame.k - 1)).toBeLessThan(0.05);
    expect(Math.hypot(found.c1 - frame.c1, found.c2 - frame.c2)).toBeLessThan(3e-3);
  });

  it('holds the tilt at 0 where points of one ring leave it open', () => {
    const frame = frameWith(0, 0);
    const found = geometryFromPoints(pointsOn(frame, [2], { count: 6 }), SPACINGS, WAVELENGTH, DETECTOR);
    expect(found.held).toEqual(['rot1', 'rot2']);
    expect(found.geometry.dist).toBeCloseTo(0.2, 8);
  });

  it('takes three points on two rings', () => {
    const { rows, columns, rings } = pointsOn(frameWith(0, 0), [0, 2], { count: 4 });
    const pick = [0, 1, 6];
    const points = {
      rows: Float64Array.from(pick, (i) => rows[i]!),
      columns: Float64Array.from(pick, (i) => columns[i]!),
      rings: Int32Array.from(pick, (i) => rings[i]!),
    };
    const { geometry } = geometryFromPoints(points, SPACINGS, WAVELENGTH, DETECTOR);
    expect(geometry.dist).toBeCloseTo(0.2, 6);
  });

  it('refuses what cannot fix a geometry, in one sentence', () => {
    const attempt = (points: ControlPoints) => (): unknown =>
      geometryFromPoints(points, SPACINGS, WAVELENGTH, DETECTOR);
    const frame = frameWith(10, 0);
    expect(attempt(pointsOn(frame, [0], { count: 2 }))).toThrow('2 points do not fix a geometry');
    expect(attempt(pointsOn(frame, [0], { count: 12, from: 0.1, to: 0.3, error: 1 }))).toThrow('one short arc');
    expect(attempt(pointsOn(frame, [0, 1], { count: 6, from: 0.1, to: 0.11 }))).toThrow('arcs too short');
    const far = pointsOn(frame, [0]);
    expect(attempt({ ...far, rings: far.rings.map(() => 9) })).toThrow('ring 10');
  });

  it('does the same whatever the order of the points', () => {
    const points = pointsOn(frameWith(30, 10), [0, 1, 2], { error: 0.5 });
    const reversed = {
      rows: points.rows.slice().reverse(),
      columns: points.columns.slice().reverse(),
      rings: points.rings.slice().reverse(),
    };
    const one = geometryFromPoints(points, SPACINGS, WAVELENGTH, DETECTOR).geometry;
    const other = geometryFromPoints(reversed, SPACINGS, WAVELENGTH, DETECTOR).geometry;
    // Both stop within 1e-12 of the least cost, whose root is the relative error.
    for (const name of ['dist', 'poni1', 'poni2', 'rot1', 'rot2'] as const)
      expect(other[name]).toBeCloseTo(one[name], 5);
  });

  it('makes geometryOf and the frame agree', () => {
    const frame = frameWith(33, 44);
    expect(beamFrameOf(geometryOf(frame)).c1).toBeCloseTo(frame.c1, 14);
  });
});
