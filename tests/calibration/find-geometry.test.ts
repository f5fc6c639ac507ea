import { describe, expect, it } from 'vitest';
import { beamFrameOf, geometryOf } from '../../src-shared/calibration/beam-frame.ts';
import { findGeometry, type FoundGeometry, type SearchHints } from '../../src-shared/calibration/find-geometry.ts';
import { existingRings } from '../../src-shared/calibration/refine-on-image.ts';
import { ringDifference } from '../../src-shared/calibration/ring-errors.ts';
import { PIXEL, simulateCase, spacingsOf, WAVELENGTH } from './simulated-image.ts';

const RINGS = existingRings(spacingsOf('CeO2'), WAVELENGTH);
const SIDE = 320; // px
const simulated = simulateCase(
  { directDistanceMm: 105, centreX: 171.4, centreY: 148.9, tiltDeg: 14 },
  { shape: [SIDE, SIDE] },
);
const truth = beamFrameOf(simulated.truth);
const right = { k: truth.k / PIXEL, c1: truth.c1 / PIXEL, c2: truth.c2 / PIXEL };

/** px over the detector */
function errorOf(found: FoundGeometry | null): number {
  if (!found) return Infinity;
  const { k, c1, c2, s1, s2 } = found.frame;
  const geometry = geometryOf({ k: k * PIXEL, c1: c1 * PIXEL, c2: c2 * PIXEL, s1, s2 });
  return ringDifference(simulated.image, simulated.truth, geometry);
}

// Ridge points lie on their rings to some hundredths of a pixel; a refinement that begins here bears 7 px.
const FOUND = 0.3;

describe('findGeometry', () => {
  it('finds a tilted detector, its margin no more than its likelihood', () => {
    const found = findGeometry(simulated.image, RINGS)!;
    expect(errorOf(found)).toBeLessThan(FOUND);
    expect(found.likelihood).toBeGreaterThan(1.2);
    expect(found.margin).toBeGreaterThan(0.5);
    expect(found.margin).toBeLessThanOrEqual(found.likelihood);
  });

  it('says how far it is, never less than before', () => {
    const heard: (readonly [number, string])[] = [];
    findGeometry(simulated.image, RINGS, {}, { progress: (fraction, stage) => void heard.push([fraction, stage]) });
    const fractions = heard.map(([fraction]) => fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(new Set(heard.map(([, stage]) => stage))).toEqual(
      new Set(['Preparing the image', 'Looking for points on rings', 'Trying geometries']),
    );
    expect(heard.length).toBeGreaterThan(20);
  });

  const clicks = (ring: number): SearchHints['points'] => {
    const turns = [0.3, 1.4, 2.6, 4.1];
    const radius = right.k * Math.tan(RINGS[1]!);
    return {
      rows: Float64Array.from(turns, (turn) => right.c1 + radius * Math.sin(turn)),
      columns: Float64Array.from(turns, (turn) => right.c2 + radius * Math.cos(turn)),
      rings: Int32Array.from(turns, () => ring),
    };
  };

  it.each<[string, SearchHints]>([
    ['a distance', { k: right.k * 1.08 }],
    ['a centre', { centre: { c1: right.c1 + 4, c2: right.c2 - 3 } }],
    ['a start', { start: { ...right, k: right.k * 1.01, s1: truth.s1, s2: truth.s2 + 0.02 } }],
    ['clicks on a ring', { points: clicks(1)! }],
    ['a wrong distance', { k: right.k * 2 }],
    ['a wrong centre', { centre: { c1: 20, c2: 300 } }],
    ['a wrong start', { start: { k: right.k * 3, c1: 10, c2: 10, s1: 0, s2: 0.3 } }],
    ['clicks on a ring of another number', { points: clicks(4)! }],
    ['clicks that are no ring', { points: { ...clicks(1)!, rows: Float64Array.of(10, 90, 20, 300) } }],
  ])('is not hindered by %s', (_, hints) => {
    expect(errorOf(findGeometry(simulated.image, RINGS, hints))).toBeLessThan(FOUND);
  });

  it('turns the tilt round with a mirrored image', () => {
    const { image } = simulated;
    const mirror = <T extends Uint8Array | Int32Array>(values: T): T =>
      values.map((_, p) => values[p - (p % SIDE) + SIDE - 1 - (p % SIDE)]!) as T;
    const mirrored = {
      ...image,
      samples: mirror(image.samples as Int32Array),
      unusable: mirror(image.unusable),
    };
    const { frame } = findGeometry(mirrored, RINGS)!;
    // Points are drawn in another order; each is good to some hundredths of a pixel.
    expect(Math.abs(frame.c2 - (SIDE - right.c2))).toBeLessThan(FOUND);
    // At 150 px from the centre 0.3 px is a tilt of 0.004.
    expect(Math.abs(frame.s2 + truth.s2)).toBeLessThan(0.004);
    expect(Math.abs(frame.s1 - truth.s1)).toBeLessThan(0.004);
  });

  it('finds nothing in an image without a single line', () => {
    const samples = new Int32Array(SIDE * SIDE).fill(7);
    expect(findGeometry({ ...simulated.image, samples }, RINGS)).toBeNull();
  });
});
