import { describe, expect, it } from 'vitest';
import { beamFrameOf, geometryOf } from '../../src-shared/calibration/beam-frame.ts';
import type { ControlPoints } from '../../src-shared/calibration/control-points.ts';
import { judgePointEvidence, judgePoints, type PointEvidence } from '../../src-shared/calibration/judge-points.ts';
import { refineGeometry, type RefineOptions } from '../../src-shared/calibration/refine-geometry.ts';
import { existingRings } from '../../src-shared/calibration/refine-on-image.ts';
import { placeOnCone } from '../../src-shared/calibration/place-on-cone.ts';
import type { Verdict } from '../../src-shared/calibration/verdict.ts';
import { createRandom } from '../../src-shared/simulation/random.ts';
import { spacingsOf } from './simulated-image.ts';

const image = { shape: [1000, 1000], pixel1: 1e-4, pixel2: 1e-4 } as const;
const SPACINGS = spacingsOf('CeO2');
const frame = { k: 0.15, c1: 0.052, c2: 0.047, s1: 0.05, s2: -0.03 };
const truth = { ...geometryOf(frame), wavelength: 0.4e-10 };
const TWO_THETAS = existingRings(SPACINGS, truth.wavelength);

interface Picks {
  readonly rings: readonly number[];
  readonly perRing?: number;
  /** Degrees of azimuth covered, from 0 */
  readonly span?: number;
  /** Ring numbers given to some rings, in place of their own */
  readonly renamed?: Readonly<Record<number, number>>;
}

/** Points as a hand puts them: 0.3 px off in any direction. */
function pick({ rings, perRing = 8, span = 360, renamed = {} }: Picks): ControlPoints {
  const random = createRandom(11);
  const places = rings.flatMap((ring) =>
    Array.from({ length: perRing }, (_, i) => {
      const place = placeOnCone(frame, TWO_THETAS[ring]!, (((i / perRing) * span + 3 * ring) * Math.PI) / 180)!;
      const noise = (): number => (random.next() + random.next() + random.next() - 1.5) * 0.6;
      return { row: place.y / 1e-4 + noise(), column: place.x / 1e-4 + noise(), ring: renamed[ring] ?? ring };
    }),
  );
  return {
    rows: Float64Array.from(places, ({ row }) => row),
    columns: Float64Array.from(places, ({ column }) => column),
    rings: Int32Array.from(places, ({ ring }) => ring),
  };
}

function judged(picks: Picks, options: RefineOptions = {}): Verdict {
  const points = pick(picks);
  const { k, c1, c2 } = beamFrameOf(truth);
  const start = { ...geometryOf({ k, c1, c2, s1: 0, s2: 0 }), wavelength: truth.wavelength };
  const refinement = refineGeometry(points, SPACINGS, image, start, options);
  return judgePoints(points, SPACINGS, image, refinement, options);
}

describe('judgePoints', () => {
  it('calls points all around five rings good, and says what was not looked at', () => {
    const { level, reasons } = judged({ rings: [0, 1, 2, 3, 4] });
    expect(level).toBe('good');
    expect(reasons[0]).toContain('5 rings agree within');
    expect(reasons[1]).toContain('Only points were judged');
  });

  it.each<[string, Picks, string]>([
    ['one ring', { rings: [2], perRing: 20 }, 'All points lie on one ring'],
    ['one short arc', { rings: [0, 1, 2, 3], span: 12 }, '° of azimuth: that fixes neither centre nor tilt'],
    ['five points', { rings: [0, 1, 2, 3, 4], perRing: 1 }, '5 points fix 5 parameters at best'],
    [
      'a ring with the number of another',
      { rings: [0, 1, 2, 3, 4], renamed: { 3: 4, 4: 5 } },
      'Rings miss their places',
    ],
  ])('calls %s bad', (_, picks, sentence) => {
    const { level, reasons } = judged(picks);
    expect(level).toBe('bad');
    expect(reasons.join(' ')).toContain(sentence);
  });

  it('says which ring has a wrong number, and which it should have', () => {
    const { level, reasons } = judged({ rings: [0, 1, 2, 4, 6, 8], renamed: { 2: 3 } });
    expect(level).toBe('bad');
    expect(reasons.join(' ')).toContain('The points of ring 4 are');
    expect(reasons.join(' ')).toContain('they would fit ring 3');
  });

  it.each<[string, Picks, string]>([
    ['two rings', { rings: [1, 3], perRing: 14 }, 'Only two rings have points'],
    ['less than a quarter of a turn', { rings: [0, 1, 2, 3, 4], span: 70 }, '° of azimuth only'],
    ['nine points', { rings: [0, 1, 2], perRing: 3 }, '9 points are few for 5 parameters'],
  ])('asks for a check of %s', (_, picks, sentence) => {
    const { level, reasons } = judged(picks);
    expect(level).not.toBe('good');
    expect(reasons.join(' ')).toContain(sentence);
  });
});

const SOUND: PointEvidence = {
  points: 60,
  freeParameters: 5,
  ringsUsed: 6,
  spanDeg: 350,
  rejected: 0,
  scatterPx: 0.3,
  ringScatterPx: 0.1,
  jackknifePx: 0.2,
  odd: { ring: 2, offPx: 0.4, fits: 2, restPx: 0.1 },
  isDetermined: true,
  tiltDeg: 3,
  centreDiagonals: 0.1,
};

describe('judgePointEvidence', () => {
  // Each limit on both sides: still good, then not.
  it.each<[Partial<PointEvidence>, Partial<PointEvidence>, 'check' | 'bad']>([
    [{ points: 10 }, { points: 5 }, 'bad'],
    [{ isDetermined: true }, { isDetermined: false }, 'bad'],
    [{ ringsUsed: 3 }, { ringsUsed: 1 }, 'bad'],
    [{ spanDeg: 90 }, { spanDeg: 29 }, 'bad'],
    [
      { odd: { ring: 1, offPx: 2.9, fits: 1, restPx: 0.1 } },
      { odd: { ring: 1, offPx: 3.1, fits: 2, restPx: 0.1 } },
      'bad',
    ],
    [{ ringScatterPx: 0.5 }, { ringScatterPx: 1.6 }, 'bad'],
    [{ jackknifePx: 0.5 }, { jackknifePx: 5.1 }, 'bad'],
    [{ tiltDeg: 46 }, { tiltDeg: 61 }, 'bad'],
    [{ rejected: 0.2 }, { rejected: 0.51 }, 'bad'],
    [{ ringsUsed: 3 }, { ringsUsed: 2 }, 'check'],
    [{ spanDeg: 90 }, { spanDeg: 89 }, 'check'],
    [{ points: 10 }, { points: 9 }, 'check'],
    [{ scatterPx: 1.5 }, { scatterPx: 1.6 }, 'check'],
    [{ ringScatterPx: 0.5 }, { ringScatterPx: 0.51 }, 'check'],
    [{ jackknifePx: 0.5 }, { jackknifePx: 0.51 }, 'check'],
    [{ jackknifePx: 0.1 }, { jackknifePx: NaN }, 'check'],
    [{ rejected: 0.2 }, { rejected: 0.21 }, 'check'],
    [{ tiltDeg: 46 }, { tiltDeg: 46.1 }, 'check'],
    [{ centreDiagonals: 2 }, { centreDiagonals: 2.1 }, 'check'],
  ])('is good with %o and not with %o', (inside, outside, level) => {
    expect(judgePointEvidence({ ...SOUND, ...inside }).level).toBe('good');
    const verdict = judgePointEvidence({ ...SOUND, ...outside });
    expect(verdict.level).toBe(level);
    expect(verdict.reasons).toHaveLength(1);
  });
});
