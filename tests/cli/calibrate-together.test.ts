import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { parseNpt } from '../../src-shared/format/npt-format.ts';
import { parsePoni } from '../../src-shared/format/poni-file.ts';
import { writeTiff } from '../../src-shared/format/tiff-writer.ts';
import { geometryFromFit2d } from '../../src-shared/geometry/fit2d-geometry.ts';
import type { TogetherRecipe } from '../../src-shared/model/schema-types.generated.ts';
import { simulateCalibrantImage } from '../../src-shared/simulation/simulate-calibrant-image.ts';
import { ensureBuilt, runAnnulus } from './run-annulus.ts';

const PIXEL = 200e-6;
const SHAPE = [420, 460] as const;
const DISTANCES = [120, 150, 200]; // mm
const WAVELENGTH = 0.4; // Å

interface TogetherReport {
  readonly together: {
    readonly verdict: string;
    readonly reasons: string[];
    readonly model: string;
    readonly wavelength: number;
    readonly wavelengthUncertainty: number;
    readonly parameters: { name: string; value: number; uncertainty: number; held: boolean }[];
    readonly correlation: { names: string[]; matrix: number[][] };
  };
  readonly results: {
    readonly image: string;
    readonly poni: Record<string, number>;
    readonly directDistanceMm: number;
    readonly centre: [number, number];
    readonly tiltDeg: number;
    readonly rings: number;
    readonly controlPoints: number;
    readonly rmsPx: number;
    readonly rmsAlonePx: number;
    readonly alone: { verdict: string };
  }[];
}

let folder = '';
const path = (name: string): string => join(folder, name);
const ANGLES = [0, 12, -9]; // degrees, of an arm that turns about an axis across the detector
const images = (): string[] => DISTANCES.map((distance) => path(`at-${distance}.tif`));
const given = (wavelength: number): string[] => [
  ...['--calibrant', 'CeO2', '--wavelength', String(wavelength), '--pixel-size', '200'],
];

beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), 'annulus-together-'));
  const calibrant = findCalibrant('CeO2');
  if (!calibrant) throw new Error('no CeO2');
  const detector = { name: 'Detector', pixel1: PIXEL, pixel2: PIXEL, orientation: 3 as const };
  for (const [i, distance] of DISTANCES.entries()) {
    const fit2d = { directDistanceMm: distance, centreX: 240.3, centreY: 190.7, tiltDeg: 3, tiltPlaneDeg: 60 };
    const geometry = { ...geometryFromFit2d(fit2d, PIXEL, PIXEL), wavelength: WAVELENGTH * 1e-10 };
    const { image } = simulateCalibrantImage({
      calibration: { geometry, detector },
      calibrant,
      shape: SHAPE,
      seed: i + 1,
    });
    await writeFile(path(`at-${distance}.tif`), writeTiff(image));
  }
  for (const [i, angle] of ANGLES.entries()) {
    const rot2 = 0.02 - (angle * Math.PI) / 180;
    const geometry = {
      dist: 0.15,
      poni1: 0.041,
      poni2: 0.047,
      rot1: 0.01,
      rot2,
      rot3: 0,
      wavelength: WAVELENGTH * 1e-10,
    };
    const calibration = { geometry, detector };
    const { image } = simulateCalibrantImage({ calibration, calibrant, shape: SHAPE, seed: i + 11 });
    await writeFile(path(`arm-${i}.tif`), writeTiff(image));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('annulus calibrate --together', () => {
  it('finds the wavelength from known distances, and writes a calibration for each image', async () => {
    const run = await runAnnulus([
      ...['calibrate', ...images(), ...given(1.002 * WAVELENGTH), '--together', '--distances', '0,30,80'],
      ...['--refine', 'wavelength', '--out', path('setup.poni'), '--report', path('setup.html'), '--json'],
    ]);
    expect(run.code).toBe(0);
    const { together, results } = JSON.parse(run.stdout) as TogetherReport;
    expect(together.model).toBe('moved');
    // Alone, the images asked for another wavelength; with the one found they do not any more.
    expect(together.verdict).toBe('good');
    expect(results.map(({ alone }) => alone.verdict)).toEqual(['good', 'good', 'good']);
    expect(together.correlation.names).toContain('path1');
    // Three distances over a factor of 1.7 with rings placed to 0.01 px of 200: some 1e-4.
    expect(together.wavelength / (WAVELENGTH * 1e-10)).toBeCloseTo(1, 3);
    expect(Math.abs(together.wavelength - WAVELENGTH * 1e-10)).toBeLessThan(5 * together.wavelengthUncertainty + 4e-15);
    expect(results.map(({ image }) => image)).toEqual(images());
    for (const [i, result] of results.entries()) {
      expect(result.directDistanceMm / DISTANCES[i]!).toBeCloseTo(1, 3);
      expect(result.centre[0]).toBeCloseTo(240.3, 1);
      expect(result.centre[1]).toBeCloseTo(190.7, 1);
      expect(result.tiltDeg).toBeCloseTo(3, 1);
      expect(result.rmsPx).toBeLessThan(1.3 * result.rmsAlonePx + 0.02);
      const { calibration } = parsePoni(readFileSync(path(`setup_at-${DISTANCES[i]!}.poni`), 'utf8'));
      expect(calibration.geometry.dist).toBe(result.poni['dist']);
      expect(calibration.geometry.wavelength).toBe(together.wavelength);
    }
    // One detector: the same tilt in all to the bit.
    expect(new Set(results.map(({ poni }) => poni['rot1'])).size).toBe(1);

    const read = (name: string): string => readFileSync(path(name), 'utf8');
    const recipe = JSON.parse(read('setup.calibration.json')) as TogetherRecipe;
    expect(recipe).toMatchObject({ command: 'calibrate-together', arrangement: 'moved', values: [0, 0.03, 0.08] });
    expect(recipe.result.parameters.find(({ name }) => name === 'wavelength')?.value).toBe(together.wavelength);
    for (const [i, { image, points, result }] of recipe.images.entries()) {
      expect([image, result.geometry?.dist]).toEqual([`at-${DISTANCES[i]!}.tif`, results[i]!.poni['dist']]);
      const kept = points.rejected.filter((flag) => flag === 0).length;
      expect(kept).toBe(results[i]!.controlPoints);
      expect(parseNpt('points', read(`setup_at-${DISTANCES[i]!}.npt`)).points.rows).toHaveLength(kept);
      expect(result.rmsPx).toBeCloseTo(results[i]!.rmsPx, 12);
    }
    const html = read('setup.html');
    expect(html.match(/<h2>[^<]*at-(120|150|200)\.tif<\/h2>/g)).toHaveLength(3);
    expect(html).toMatch(
      /<tr><th>wavelength<\/th><td class="number">0\.(3999|4000)\d+<\/td><td class="number">0\.0000\d+</,
    );
    expect(html).toContain('<td class="number">80</td>'); // as given, mm
    expect(html).toContain(together.reasons[0]);
    expect(html).not.toMatch(/<script|src="http|href="http/); // needs nothing else

    const again = await runAnnulus([
      ...['calibrate', '--recipe', path('setup.calibration.json'), '--out', path('again.poni'), '--quiet'],
    ]);
    expect([again.stderr, again.code]).toEqual(['', 0]);
    expect(read('again.calibration.json')).toBe(read('setup.calibration.json'));
    for (const distance of DISTANCES)
      for (const suffix of ['poni', 'npt'])
        expect(read(`again_at-${distance}.${suffix}`)).toBe(read(`setup_at-${distance}.${suffix}`));
  }, 240_000);

  it('names an image that cannot take part in recipe and report, and repeats that too', async () => {
    const dark = { samples: new Uint16Array(SHAPE[0] * SHAPE[1]).fill(3), shape: SHAPE };
    await writeFile(path('dark.tif'), writeTiff(dark));
    const names = [path('at-120.tif'), path('dark.tif'), path('at-200.tif')];
    const run = await runAnnulus([
      ...['calibrate', ...names, ...given(WAVELENGTH), '--together', '--distances', '0,30,80'],
      ...['--out', path('part'), '--report', path('part.html')],
    ]);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/dark\.tif is left out: No ring/);
    expect(existsSync(path('part_dark.poni'))).toBe(false);
    const text = readFileSync(path('part.calibration.json'), 'utf8');
    expect(
      (JSON.parse(text) as TogetherRecipe).images.map(({ result }) => [result.verdict, result.geometry === null]),
    ).toEqual([
      ['good', false],
      ['bad', true],
      ['good', false],
    ]);
    expect(readFileSync(path('part.html'), 'utf8')).toMatch(/dark\.tif<\/th><td colspan="\d+">Left out: No ring/);
    const again = await runAnnulus([
      'calibrate',
      '--recipe',
      path('part.calibration.json'),
      '--out',
      path('other.poni'),
    ]);
    expect(again.code).toBe(1);
    expect(readFileSync(path('other.calibration.json'), 'utf8')).toBe(text);
    const fewer = await runAnnulus(['calibrate', path('at-120.tif'), '--recipe', path('part.calibration.json')]);
    expect([fewer.code, fewer.stderr]).toEqual([2, expect.stringContaining('is of 3 images, and 1 were given')]);
  }, 240_000);

  it('finds how an arm turned the detector', async () => {
    const arm = ANGLES.map((_, i) => path(`arm-${i}.tif`));
    const run = await runAnnulus([
      ...['calibrate', ...arm, ...given(WAVELENGTH), '--together', '--rotations', ANGLES.join(','), '--json'],
    ]);
    const { together, results } = JSON.parse(run.stdout) as TogetherReport;
    expect([run.code, together.model, together.verdict]).toEqual([0, 'rotated', 'good']);
    // Some ten times the uncertainties that rings placed to 0.01 px give over the arm of 150 mm.
    expect(together.parameters.find(({ name }) => name === 'scale')?.value).toBeCloseTo(1, 3);
    for (const [i, { poni }] of results.entries()) {
      expect(poni['dist']).toBeCloseTo(0.15, 4);
      expect(poni['poni1']).toBeCloseTo(0.041, 4);
      expect(poni['rot1']).toBeCloseTo(0.01, 3);
      expect(poni['rot2']).toBeCloseTo(0.02 - (ANGLES[i]! * Math.PI) / 180, 3);
      expect(Math.abs(poni['rot3']!)).toBeLessThan(1e-4);
    }
  });

  it('says which image a wrong distance belongs to', async () => {
    const run = await runAnnulus([
      ...['calibrate', ...images(), ...given(WAVELENGTH), '--together', '--distances', '0,30,83', '--json'],
    ]);
    const { together } = JSON.parse(run.stdout) as TogetherReport;
    expect([run.code, together.verdict]).toEqual([1, 'bad']);
    expect(together.reasons.join(' ')).toMatch(/points of at-\d+\.tif do not fit the joint geometry/);
  });

  it('prints a table of the images', async () => {
    const run = await runAnnulus(['calibrate', ...images().slice(0, 2), ...given(WAVELENGTH), '--together']);
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/^2 images of Ceria.*, refined together\nVerdict: good\n/);
    expect(run.stdout).toMatch(/\nWavelength 0\.4000000 \(held\) Å\n/);
    expect(run.stdout).toMatch(/at-120\.tif +(119\.99|120\.00)\d+ +0\.\d+ +240\.\d+ +190\.\d+ +(2\.99|3\.00)/);
  });

  it.each([
    [['--together'], 1, '1 was given: give two or more'],
    [['--together', '--distances', '0,30'], 3, '--distances has 2 values, and 3 images were given'],
    [['--together', '--rotations', '0,1,2,3'], 3, '--rotations has 4 values, and 3 images were given'],
    [['--together', '--distances', '0,1,2', '--rotations', '0,1,2'], 3, 'give one of them'],
    [['--distances', '0,30,80'], 3, 'give --together too'],
    [['--together', '--distances', '0,30,x'], 3, '--distances is "x": a number was expected'],
  ])('refuses %j for %d images', async (options, count, sentence) => {
    const before = await readdir(folder);
    const run = await runAnnulus([
      ...['calibrate', ...images().slice(0, count), ...given(WAVELENGTH), ...options, '--out', path('none.poni')],
    ]);
    expect([run.code, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toContain(sentence);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
    expect(await readdir(folder)).toEqual(before);
  });

  it('replaces nothing by surprise', async () => {
    await writeFile(path('mine_at-150.poni'), 'mine');
    const run = await runAnnulus([
      ...['calibrate', ...images(), ...given(WAVELENGTH), '--together', '--out', path('mine.poni')],
    ]);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/mine_at-150\.poni exists already: give --overwrite/);
    expect(readFileSync(path('mine_at-150.poni'), 'utf8')).toBe('mine');
    expect(existsSync(path('mine_at-120.poni'))).toBe(false);
  });
});
