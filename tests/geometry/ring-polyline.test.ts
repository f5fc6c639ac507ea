import { describe, expect, it } from 'vitest';
import { pixelOf } from '../../src-shared/geometry/pixel-of.ts';
import { ringPolyline, type Polyline } from '../../src-shared/geometry/ring-polyline.ts';
import { scatteringAt } from '../../src-shared/geometry/scattering-at.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';

const SHAPE = [400, 500] as const;
const detector = { name: 'Detector', pixel1: 1e-4, pixel2: 1e-4, orientation: 3 } as const;
const calibrationOf = (geometry: Partial<Calibration['geometry']>, orientation: 1 | 2 | 3 | 4 = 3): Calibration => ({
  geometry: { dist: 0.1, poni1: 0.02, poni2: 0.025, rot1: 0, rot2: 0, rot3: 0, ...geometry },
  detector: { ...detector, orientation },
});

/** Every pixel edge or row that the ring crosses, found by looking at 2θ alone: an independent picture of the ring. */
function crossedPixels(calibration: Calibration, twoTheta: number): Set<string> {
  const crossed = new Set<string>();
  const isInner = (x: number, y: number): boolean => scatteringAt(calibration, SHAPE, x, y).twoTheta < twoTheta;
  for (let i = 0; i < SHAPE[0]; i += 8)
    for (let j = 0; j < SHAPE[1]; j += 8) {
      const corners = [isInner(j, i), isInner(j + 8, i), isInner(j, i + 8), isInner(j + 8, i + 8)];
      if (corners.includes(true) && corners.includes(false)) crossed.add(`${i / 8},${j / 8}`);
    }
  return crossed;
}

const touchedBlocks = (segments: readonly Polyline[]): Set<string> => {
  const touched = new Set<string>();
  for (const segment of segments)
    for (let k = 1; k < segment.length; k++) {
      const [[ax, ay], [bx, by]] = [segment[k - 1]!, segment[k]!];
      const count = 20 * Math.ceil(Math.hypot(bx - ax, by - ay)) + 1; // every 0.05 px, the flatness of the chords
      for (let n = 0; n <= count; n++) {
        const [x, y] = [ax + ((bx - ax) * n) / count, ay + ((by - ay) * n) / count];
        touched.add(`${Math.floor(Math.min(y, 399.99) / 8)},${Math.floor(Math.min(x, 499.99) / 8)}`);
      }
    }
  return touched;
};

const CASES: readonly (readonly [string, Calibration, number])[] = [
  ['a circle inside', calibrationOf({ poni1: 0.01993, poni2: 0.02518 }), 0.15],
  ['a circle cut by the upper and lower edge', calibrationOf({ poni1: 0.01993, poni2: 0.02518 }), 0.23],
  ['a circle cut into corners', calibrationOf({ poni1: 0.01993, poni2: 0.02518 }), 0.3],
  ['an ellipse', calibrationOf({ rot1: 0.5, rot2: -0.3, rot3: 0.7 }), 0.4],
  ['a hyperbola', calibrationOf({ rot1: 1.1, dist: 0.03 }), 0.9],
  ['a straight line at 90°', calibrationOf({ rot1: 1.5, dist: 0.03 }), Math.PI / 2],
  ['a hyperbola beyond 90°', calibrationOf({ rot1: 1.7, dist: 0.02 }), 1.8],
  ['back scattering', calibrationOf({ dist: -0.05, rot2: 0.2 }), 2.8],
  ['a beam centre far off the image', calibrationOf({ dist: 2, poni1: -0.4, poni2: 0.3 }), 0.245],
  ['mirrored rows', calibrationOf({ rot1: 0.4, rot2: 0.2, poni1: 0.01 }, 2), 0.35],
  ['mirrored columns', calibrationOf({ rot1: 0.4, rot2: 0.2, poni1: 0.01 }, 4), 0.35],
];

describe.each(CASES)('ringPolyline of %s', (_, calibration, twoTheta) => {
  const segments = ringPolyline(calibration, SHAPE, twoTheta);

  it('lies on the ring and in the image', () => {
    expect(segments.length).toBeGreaterThan(0);
    for (const [x, y] of segments.flat()) {
      expect(x >= 0 && x <= 500 && y >= 0 && y <= 400).toBe(true);
      expect(Math.abs(scatteringAt(calibration, SHAPE, x, y).twoTheta - twoTheta)).toBeLessThan(1e-9); // rounding
    }
  });

  it('passes through every block of pixels that the ring crosses', () => {
    const touched = touchedBlocks(segments);
    const missed = [...crossedPixels(calibration, twoTheta)].filter((block) => !touched.has(block));
    // A chord may leave out the corner of a block that the ring itself only grazes, by less than 0.05 px.
    expect(missed.length).toBeLessThanOrEqual(1);
  });

  it('strays from the ring by less than 0.1 px between its points', () => {
    for (const segment of segments)
      for (let k = 1; k < segment.length; k++) {
        const [x, y] = [0, 1].map((axis) => (segment[k - 1]![axis]! + segment[k]![axis]!) / 2) as [number, number];
        const here = scatteringAt(calibration, SHAPE, x, y).twoTheta;
        const [right, below] = [scatteringAt(calibration, SHAPE, x + 1, y), scatteringAt(calibration, SHAPE, x, y + 1)];
        const slope = Math.hypot(right.twoTheta - here, below.twoTheta - here); // rad per px
        expect(Math.abs(here - twoTheta) / slope).toBeLessThan(0.1);
      }
  });
});

describe('ringPolyline', () => {
  it('closes a ring that lies inside', () => {
    const [ring, ...others] = ringPolyline(calibrationOf({}), SHAPE, 0.15);
    expect(others).toEqual([]);
    expect(ring![0]![0]).toBeCloseTo(ring!.at(-1)![0], 9);
    expect(ring![0]![1]).toBeCloseTo(ring!.at(-1)![1], 9);
    // 90 chords of 4° stray by 151 (1 − cos 2°) = 0.09 px, more than 0.05, and are halved once.
    expect(ring).toHaveLength(181);
    // A circle about (250, 200) with radius 1000 tan 2θ.
    for (const [x, y] of ring!) expect(Math.hypot(x - 250, y - 200)).toBeCloseTo(1000 * Math.tan(0.15), 9);
  });

  it('gives four arcs where a circle is cut into corners, two where by opposite edges', () => {
    expect(ringPolyline(calibrationOf({}), SHAPE, 0.3)).toHaveLength(4); // radius 309: beyond 250 and 200
    const sides = ringPolyline(calibrationOf({}), SHAPE, 0.23); // radius 234
    expect(sides).toHaveLength(2);
    // Each side spans 2 asin(200 / 234) = 117°: 30 chords of 4°, halved once.
    expect(sides.map((side) => side.length)).toEqual([61, 61]);
  });

  it('is empty where nothing is to be seen', () => {
    expect(ringPolyline(calibrationOf({}), SHAPE, 0.5)).toEqual([]);
    expect(ringPolyline(calibrationOf({}), SHAPE, 2)).toEqual([]);
    for (const angle of [0, -1, Math.PI, NaN]) expect(ringPolyline(calibrationOf({}), SHAPE, angle)).toEqual([]);
  });
});

describe('pixelOf', () => {
  it.each([1, 2, 3, 4] as const)('undoes scatteringAt in orientation %i', (orientation) => {
    const calibration = calibrationOf({ rot1: 0.4, rot2: -0.3, rot3: 1.1 }, orientation);
    for (const [x, y] of [
      [0, 0],
      [123.4, 45.6],
      [500, 400],
      [-40, 700],
    ] as const) {
      const { twoTheta, azimuth } = scatteringAt(calibration, SHAPE, x, y);
      const [row, column] = pixelOf(calibration.geometry, calibration.detector, SHAPE, twoTheta, azimuth)!;
      expect(row).toBeCloseTo(y, 9);
      expect(column).toBeCloseTo(x, 9);
    }
  });

  it('is null for rays that miss the detector', () => {
    const { geometry } = calibrationOf({});
    expect(pixelOf(geometry, detector, SHAPE, Math.PI / 2 + 0.01, 0)).toBeNull();
    expect(pixelOf(geometry, detector, SHAPE, 3, 1)).toBeNull();
    expect(pixelOf({ ...geometry, dist: -0.1 }, detector, SHAPE, 0, 0)).toBeNull();
    expect(pixelOf({ ...geometry, dist: -0.1 }, detector, SHAPE, Math.PI, 0)).not.toBeNull();
  });
});

describe('scatteringAt', () => {
  it('gives q and d only with a wavelength', () => {
    const without = scatteringAt(calibrationOf({}), SHAPE, 350, 200);
    expect(Object.keys(without).sort()).toEqual(['azimuth', 'r', 'twoTheta']);
    expect(without.twoTheta).toBeCloseTo(Math.atan(0.1), 15);
    expect(without.r).toBeCloseTo(0.01, 15);
    const point = scatteringAt(calibrationOf({ wavelength: 1e-10 }), SHAPE, 350, 200);
    expect(point.dSpacing).toBeCloseTo(1 / (2 * Math.sin(Math.atan(0.1) / 2)), 12);
    expect(point.q! * point.dSpacing!).toBeCloseTo(20 * Math.PI, 12); // q d = 2π, in nm⁻¹ Å
  });
});
