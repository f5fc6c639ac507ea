import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { placeOnCone } from '../../src-shared/calibration/place-on-cone.ts';
import { beamFrameOf } from '../../src-shared/calibration/beam-frame.ts';
import { existingRings } from '../../src-shared/calibration/refine-on-image.ts';
import { writeNpy } from '../../src-shared/format/npy-writer.ts';
import { writeTiff } from '../../src-shared/format/tiff-writer.ts';
import { geometryFromFit2d } from '../../src-shared/geometry/fit2d-geometry.ts';
import { simulateCalibrantImage } from '../../src-shared/simulation/simulate-calibrant-image.ts';
import { spacingsOf } from '../calibration/simulated-image.ts';
import { ensureBuilt, runAnnulus, type Finished } from './run-annulus.ts';

const PIXEL = 300e-6;
const SHAPE = [300, 320] as const;
const WAVELENGTH = 0.4e-10;
const DETECTOR = { name: 'Detector', pixel1: PIXEL, pixel2: PIXEL, orientation: 3 as const };
const FIT2D = { directDistanceMm: 110, centreX: 166.3, centreY: 141.7, tiltDeg: 4, tiltPlaneDeg: 60 };
const GEOMETRY = { ...geometryFromFit2d(FIT2D, PIXEL, PIXEL), rot3: 0, wavelength: WAVELENGTH };
const GIVEN = ['--calibrant', 'CeO2', '--pixel-size', '300'];
const AT_TRUTH = ['--wavelength', '0.4'];

let folder = '';
const path = (name: string): string => join(folder, name);

/** Points of the image as somebody clicks them, to the middle of a pixel. */
function recipe(points: { rings: readonly number[]; azimuths: readonly number[]; told?: (ring: number) => number }) {
  const frame = beamFrameOf(GEOMETRY);
  const twoThetas = existingRings(spacingsOf('CeO2'), WAVELENGTH);
  const { told = (ring) => ring } = points;
  const places = points.rings.flatMap((ring) =>
    points.azimuths.map((degrees) => {
      const place = placeOnCone(frame, twoThetas[ring]!, (degrees * Math.PI) / 180)!;
      return { row: Math.floor(place.y / PIXEL) + 0.5, column: Math.floor(place.x / PIXEL) + 0.5, ring: told(ring) };
    }),
  );
  const rejected = places.map(() => 0);
  return JSON.stringify({
    ...{ annulus: 'annulus', command: 'calibrate', image: 'ceria.tif', frame: 0, calibrant: { id: 'CeO2' } },
    ...{ wavelength: WAVELENGTH, detector: DETECTOR, masks: [], detectorMask: false, method: 'points' },
    points: {
      rows: places.map(({ row }) => row),
      columns: places.map(({ column }) => column),
      rings: places.map(({ ring }) => ring),
      rejected,
    },
    result: { verdict: 'bad', reasons: [], geometry: null, uncertainties: {}, rmsPx: null, rmsDeg: null },
  });
}
const AROUND = [0, 40, 80, 120, 160, 200, 240, 280, 320];

beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), 'annulus-bad-'));
  const ceria = findCalibrant('CeO2');
  if (ceria?.kind !== 'crystal') throw new Error('ceria is known by its structure');
  const simulate = (only?: string[], peakCounts = 2000): Uint8Array => {
    const calibrant = only ? { ...ceria, only } : ceria;
    const calibration = { geometry: GEOMETRY, detector: DETECTOR };
    return writeTiff(simulateCalibrantImage({ calibration, calibrant, shape: SHAPE, peakCounts }).image);
  };
  await writeFile(path('ceria.tif'), simulate());
  await writeFile(path('no-ring.tif'), simulate(undefined, 1e-3));
  await writeFile(path('one-ring.tif'), simulate(['2 2 0']));
  await writeFile(path('one-line.D'), '3.12442\n');
  const all = new Uint8Array(SHAPE[0] * SHAPE[1]).fill(1);
  await writeFile(path('everything.npy'), writeNpy({ samples: all, shape: SHAPE }));
  const picks = {
    'two-points': recipe({ rings: [1], azimuths: [0, 120] }),
    'short-arc': recipe({ rings: [0, 1, 2, 3], azimuths: [10, 13, 16, 19] }),
    'one-ring-points': recipe({ rings: [2], azimuths: AROUND }),
    'wrong-ring': recipe({ rings: [0, 1, 2, 4, 6], azimuths: AROUND, told: (ring) => (ring === 2 ? 3 : ring) }),
    right: recipe({ rings: [0, 1, 2, 4, 6], azimuths: AROUND }),
  };
  for (const [name, text] of Object.entries(picks)) await writeFile(path(`${name}.json`), text);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Says what is wrong in a sentence, writes nothing. */
async function refused(args: readonly string[]): Promise<Finished> {
  const out = path('never.poni');
  const run = await runAnnulus(['calibrate', ...args, '--out', out]);
  expect(existsSync(out)).toBe(false);
  return run;
}

/** Begins with a capital, a name or a number, ends with a full stop, and has no other before a new beginning. */
const ONE_SENTENCE = /^ {2}(?!.*\. [A-Z]).*[.?]$/;

describe('annulus calibrate with bad input', () => {
  it.each<[string, string[], RegExp]>([
    ['no ring', ['no-ring.tif', ...GIVEN, ...AT_TRUTH], /^ {2}No ring .*in the image\.$/],
    [
      'one ring of many',
      ['one-ring.tif', ...GIVEN, ...AT_TRUTH],
      /No ring of the calibrant could be confirmed|Only 1 ring/,
    ],
    [
      'a calibrant with one line',
      ['ceria.tif', '--calibrant', 'one-line.D', '--pixel-size', '300', ...AT_TRUTH],
      /Only 1 ring of the calibrant was found: that fixes neither distance nor tilt\./,
    ],
    [
      'a wavelength 2 % off at wide angle',
      ['ceria.tif', ...GIVEN, '--wavelength', '0.408'],
      /wavelength.* differ.* by -2\.\d %/,
    ],
    [
      'one ring that alone is asked for',
      ['ceria.tif', ...GIVEN, ...AT_TRUTH, '--rings', '1'],
      /^ {2}One ring alone, as was asked for, fixes neither distance nor tilt: use two or more\.$/,
    ],
    [
      'a mask that hides everything',
      ['ceria.tif', ...GIVEN, ...AT_TRUTH, '--mask', 'everything.npy'],
      /No pixel of the image is left: all are masked/,
    ],
  ])(
    'calls %s bad, with the reason, and exits with 1',
    async (_, args, reason) => {
      const run = await refused(args.map((arg) => (/\.(tif|npy|D)$/.test(arg) ? path(arg) : arg)));
      const [verdict, ...rest] = run.stdout.split('\n').slice(1);
      expect(verdict).toBe('Verdict: bad');
      const reasons = rest.filter((line) => line.startsWith('  '));
      expect(reasons.join('\n')).toMatch(reason);
      for (const line of reasons) expect(line).toMatch(ONE_SENTENCE);
      expect(run.code).toBe(1);
    },
    60_000,
  );

  it.each<[string, RegExp]>([
    ['two-points', /2 points do not fix a geometry: pick at least three/],
    ['short-arc', /All points lie within \d+° of azimuth: that fixes neither centre nor tilt\./],
    ['one-ring-points', /All points lie on one ring: that fixes neither distance nor tilt/],
    ['wrong-ring', /The points of ring 4 are .* they would fit ring 3\./],
  ])(
    'refuses points: %s, keeps them, and exits with 1',
    async (name, reason) => {
      const before = await readFile(path(`${name}.json`), 'utf8');
      const run = await refused(['--recipe', path(`${name}.json`)]);
      expect(run.stdout + run.stderr).toMatch(reason);
      const said = run.stdout.split('\n').filter((line) => line.startsWith('  '));
      for (const line of said.length > 0 ? said : [run.stderr.trim().replace('annulus: ', '  ')])
        expect(line).toMatch(ONE_SENTENCE);
      expect(run.code).toBe(1);
      expect(await readFile(path(`${name}.json`), 'utf8')).toBe(before);
    },
    60_000,
  );

  it('takes the same points where they are right', async () => {
    const run = await runAnnulus(['calibrate', '--recipe', path('right.json'), '--json']);
    const { verdict, centre } = JSON.parse(run.stdout) as { verdict: string; centre: [number, number] };
    expect([run.code, verdict]).toEqual([0, 'good']);
    // 45 clicks to the pixel
    expect(Math.hypot(centre[0] - FIT2D.centreX, centre[1] - FIT2D.centreY)).toBeLessThan(0.5);
  });
});
