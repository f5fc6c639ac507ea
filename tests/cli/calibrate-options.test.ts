import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SummaryRow } from '../../src-main/cli/calibrate-summary.ts';
import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { parseNpt } from '../../src-shared/format/npt-format.ts';
import { writeNpy } from '../../src-shared/format/npy-writer.ts';
import { parsePoni } from '../../src-shared/format/poni-file.ts';
import { writeTiff } from '../../src-shared/format/tiff-writer.ts';
import { geometryFromFit2d } from '../../src-shared/geometry/fit2d-geometry.ts';
import type { CalibrationRecipe } from '../../src-shared/model/schema-types.generated.ts';
import { simulateCalibrantImage } from '../../src-shared/simulation/simulate-calibrant-image.ts';
import { ensureBuilt, runAnnulus, type Finished } from './run-annulus.ts';

const PIXEL = 200e-6;
const SHAPE = [380, 420] as const;
const TRUTH = { directDistanceMm: 150, centreX: 220.3, centreY: 180.7, tiltDeg: 3, tiltPlaneDeg: 60 };
const SETUP = ['--wavelength', '0.4', '--pixel-size', '200'];
const CERIA = ['--calibrant', 'CeO2', ...SETUP];

interface Report {
  readonly image: string;
  readonly poni: Record<string, number>;
  readonly wavelength: number;
  readonly uncertainties: Record<string, number>;
  readonly centre: [number, number];
  readonly directDistanceMm: number;
  readonly verdict: string;
  readonly reasons: string[];
  readonly calibrant: string;
}
const reportOf = ({ stdout }: Finished): Report => JSON.parse(stdout) as Report;

let folder = '';
const path = (name: string): string => join(folder, name);
const read = (name: string): string => readFileSync(path(name), 'utf8');

beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), 'annulus-calibrate-options-'));
  const geometry = { ...geometryFromFit2d(TRUTH, PIXEL, PIXEL), wavelength: 0.4e-10 };
  const detector = { name: 'Detector', pixel1: PIXEL, pixel2: PIXEL, orientation: 3 as const };
  const calibrant = findCalibrant('CeO2')!;
  const image = simulateCalibrantImage({ calibration: { geometry, detector }, calibrant, shape: SHAPE }).image;
  await mkdir(path('images'));
  await writeFile(path('images/ceria.tif'), writeTiff(image));
  const corner = new Uint8Array(SHAPE[0] * SHAPE[1]);
  for (let i = 0; i < 60; i++) corner.fill(1, i * SHAPE[1], i * SHAPE[1] + 80);
  await writeFile(path('corner.npy'), writeNpy({ samples: corner, shape: SHAPE }));
  await writeFile(path('empty.D'), '# nothing\n');
  await writeFile(path('not.json'), 'not a recipe');
  await writeFile(path('other.json'), '{"command": "integrate"}');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ceria = (): string => path('images/ceria.tif');

describe('annulus calibrate', () => {
  it('writes beside the calibration what repeats it, byte for byte, from another folder', async () => {
    const options = [...CERIA, '--mask', path('corner.npy'), '--rings', '6', '--out', path('a.poni')];
    const first = await runAnnulus(['calibrate', ceria(), ...options, '--report', path('a.html'), '--json']);
    expect([first.code, reportOf(first).verdict]).toEqual([0, 'good']);
    const recipe = JSON.parse(read('a.calibration.json')) as CalibrationRecipe;
    expect(recipe).toMatchObject({
      image: 'images/ceria.tif',
      masks: ['corner.npy'],
      ringCount: 6,
      wavelength: 0.4e-10,
    });
    expect(recipe.detector.pixel1).toBe(0.0002);
    const { points, wavelength } = parseNpt('a.npt', read('a.npt'));
    expect([points.rows.length, wavelength]).toEqual([
      recipe.points.rejected.filter((flag) => flag === 0).length,
      0.4e-10,
    ]);
    expect(read('a.html')).toContain('<svg');
    const again = await runAnnulus(['calibrate', '--recipe', path('a.calibration.json'), '--out', path('b.poni')]);
    expect([again.stderr, again.code]).toEqual(['', 0]);
    for (const suffix of ['.poni', '.npt', '.calibration.json']) expect(read(`b${suffix}`)).toBe(read(`a${suffix}`));
  });

  it('holds what --fix names at the values of --distance and --centre', async () => {
    const held = ['--fix', 'dist,poni1,poni2,rot1,rot2', '--distance', '150.2', '--centre', '220,181'];
    const run = await runAnnulus(['calibrate', ceria(), ...CERIA, '--refine', 'wavelength', ...held, '--json']);
    const { poni, uncertainties, wavelength } = reportOf(run);
    expect(poni['dist']).toBeCloseTo(0.1502, 12);
    expect(poni['poni1']).toBeCloseTo(181 * PIXEL, 12);
    expect(poni['poni2']).toBeCloseTo(220 * PIXEL, 12);
    expect(Math.hypot(poni['rot1'] ?? NaN, poni['rot2'] ?? NaN)).toBe(0);
    expect(Object.keys(uncertainties)).toEqual(['wavelength']);
    // Longer distance, shorter wavelength: in proportion, but for wide rings and the tilt.
    expect(wavelength * 1e10).toBeCloseTo((0.4 * 150) / 150.2, 2);
  });

  it('takes a unit cell, and says that a calibrant it chose by itself may be another', async () => {
    const cell = await runAnnulus(['calibrate', ceria(), '--cell', 'F,5.411651', ...SETUP, '--json']);
    expect(reportOf(cell)).toMatchObject({ verdict: 'good', calibrant: 'cell' });
    const chosen = await runAnnulus(['calibrate', ceria(), ...SETUP, '--json']);
    expect(reportOf(chosen)).toMatchObject({ verdict: 'check', calibrant: 'CeO2' });
    expect(reportOf(chosen).reasons.join(' ')).toContain('The calibrant was not given');
  });

  it('writes the orientation that was asked for; places stay those of the stored image', async () => {
    const run = await runAnnulus([
      ...['calibrate', ceria(), ...CERIA, '--orientation', '2', '--out', path('o2.poni'), '--json'],
    ]);
    const { calibration } = parsePoni(read('o2.poni'));
    expect(calibration.detector.orientation).toBe(2);
    expect(calibration.geometry.rot2).toBeCloseTo(-geometryFromFit2d(TRUTH, PIXEL, PIXEL).rot2, 3);
    expect(reportOf(run).centre[1]).toBeCloseTo(TRUTH.centreY, 1);
    // And from there: nothing has moved.
    const next = await runAnnulus([
      ...['calibrate', ceria(), '--calibrant', 'CeO2', '--poni', path('o2.poni'), '--json'],
    ]);
    expect(reportOf(next)).toMatchObject({ verdict: 'good' });
    expect(reportOf(next).poni['rot2']).toBeCloseTo(calibration.geometry.rot2, 5);
  });

  it('calibrates several images at a time and lists them in their order', async () => {
    await writeFile(path('images/b.tif'), readFileSync(ceria()));
    await writeFile(path('images/a-bad.tif'), 'no image');
    const names = [path('images/b.tif'), path('images/a-bad.tif'), ceria()];
    const run = await runAnnulus(['calibrate', ...names, ...CERIA, '--workers', '3', '--json']);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('a-bad.tif');
    const { results } = JSON.parse(run.stdout) as { results: Report[] };
    expect(results.map(({ image, verdict }) => [image, verdict])).toEqual([
      [names[0], 'good'],
      [names[2], 'good'],
    ]);
    expect(results[0]!.poni).toEqual(results[1]!.poni);
  });

  it('F008: ends several images with a table of all of them, those that failed too, and exits with 1', async () => {
    const dark = new Uint16Array(SHAPE[0] * SHAPE[1]).fill(7);
    await writeFile(path('images/dark.tif'), writeTiff({ samples: dark, shape: SHAPE }));
    await writeFile(path('images/a-bad.tif'), 'no image');
    const names = ['images/dark.tif', 'images/a-bad.tif', 'images/missing.tif', 'images/ceria.tif'];
    const told = await runAnnulus(['calibrate', ...names, ...CERIA], { cwd: folder });
    expect(told.code).toBe(1);
    expect(told.stderr).toMatch(
      /^annulus: There is no file images\/missing\.tif\.\nannulus: images\/a-bad\.tif is not an image.*\n$/,
    );
    const [head, ...rows] = told.stdout.split('\n').slice(-7, -1);
    expect(head).toBe('image               verdict  distance mm  centre x  centre y    tilt°  rms px  rings');
    expect(rows.slice(0, 3)).toEqual([
      expect.stringMatching(/^images\/missing\.tif {2}failed +0$/),
      expect.stringMatching(/^images\/dark\.tif {5}bad +0$/),
      expect.stringMatching(/^images\/a-bad\.tif {4}failed +0$/),
    ]);
    // 150 mm, centre 220.3, 180.7 px, tilt 3°, to what rings of 2000 counts tell.
    expect(rows[3]).toMatch(
      /^images\/ceria\.tif {4}good +(149\.99|150\.00)\d\d +220\.(29|30)\d +180\.(69|70)\d +(2\.99|3\.00)\d\d +0\.0\d\d +\d+$/,
    );
    expect(rows[4]).toBe('4 images: 1 good, 1 bad, 2 failed');
    const json = await runAnnulus(['calibrate', ...names, ...CERIA, '--json'], { cwd: folder });
    const { results, summary } = JSON.parse(json.stdout) as { results: Report[]; summary: SummaryRow[] };
    expect(results.map(({ image }) => image)).toEqual(['images/dark.tif', 'images/ceria.tif']);
    expect(summary.map(({ image, verdict }) => [image, verdict])).toEqual([
      ['images/missing.tif', null],
      ['images/dark.tif', 'bad'],
      ['images/a-bad.tif', null],
      ['images/ceria.tif', 'good'],
    ]);
    expect(summary[0]!.reason).toContain('missing.tif');
    expect(summary[3]).toMatchObject({ centre: results[1]!.centre, directDistanceMm: results[1]!.directDistanceMm });
  });

  it('calls bad, and says why, what shows no ring of the calibrant', async () => {
    const dark = await runAnnulus(['calibrate', ceria(), ...CERIA, '--mask-above=-1', '--json']);
    expect([dark.code, reportOf(dark).verdict, reportOf(dark).reasons[0]]).toEqual([
      1,
      'bad',
      'No pixel of the image is left: all are masked, in gaps, beyond the limits, or without a count.',
    ]);
    const long = await runAnnulus([
      ...['calibrate', ceria(), '--calibrant', 'CeO2', '--wavelength', '9', '--pixel-size', '200', '--json'],
    ]);
    expect([long.code, reportOf(long).verdict]).toEqual([1, 'bad']);
    expect(reportOf(long).reasons[0]).toContain('no ring at this wavelength');
  });

  it.each([
    [[], 'No image was named'],
    [['images/ceria.tif', '--cell', 'X,5', ...SETUP], 'the lattice one of P I F C R'],
    [['images/ceria.tif', '--cell', 'P,5,6,7,20,20,150', ...SETUP], 'they do not close in space'],
    [['images/ceria.tif', '--cell', 'F,5.4', '--calibrant', 'CeO2', ...SETUP], 'give one of them'],
    [['images/ceria.tif', '--calibrant', 'empty.D', ...SETUP], 'no spacing'],
    [['images/ceria.tif', '--orientation', '5', ...CERIA], '--orientation is "5"'],
    [['images/ceria.tif', '--fix', 'poni1', '--distance', '150', ...CERIA], '--poni FILE or --centre X,Y'],
    [['images/ceria.tif', '--points', 'not.json', ...CERIA], 'no control point'],
    [['images/ceria.tif', '--distances', '1,2', ...CERIA], 'give --together too'],
    [['--recipe', 'not.json'], 'it is not JSON'],
    [['--recipe', 'other.json'], 'no recipe of a calibration'],
    [['--recipe', 'other.json', '--rings', '3'], 'leave out --rings'],
    [['--recipe', 'missing.json'], 'missing.json'],
  ])('refuses %j', async (args, sentence) => {
    const run = await runAnnulus(['calibrate', ...args], { cwd: folder });
    expect(run.stderr).toContain(sentence);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
    expect([run.code, run.stdout]).toEqual([2, '']);
  });

  it('writes nothing at all if one of the three files is there', async () => {
    await writeFile(path('c.npt'), 'mine');
    const run = await runAnnulus(['calibrate', ceria(), ...CERIA, '--out', path('c.poni')]);
    expect([run.code, run.stderr]).toEqual([
      2,
      `annulus: ${path('c.npt')} exists already: give --overwrite to replace it.\n`,
    ]);
    expect(existsSync(path('c.poni'))).toBe(false);
  });

  it('stops at once when interrupted', async () => {
    const run = await runAnnulus(['calibrate', ceria(), ...CERIA, '--progress', '--out', path('never.poni')], {
      onStderr: (text, kill) => {
        if (text.includes('Looking for')) kill('SIGINT');
      },
    });
    expect(run.code).toBe(130);
    expect(existsSync(path('never.poni'))).toBe(false);
  });
});
