import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { parsePoni } from '../../src-shared/format/poni-file.ts';
import { writeNpy } from '../../src-shared/format/npy-writer.ts';
import { writeTiff } from '../../src-shared/format/tiff-writer.ts';
import { geometryFromFit2d } from '../../src-shared/geometry/fit2d-geometry.ts';
import { simulateCalibrantImage } from '../../src-shared/simulation/simulate-calibrant-image.ts';
import { sharedFolder } from '../shared-folder.ts';
import { ensureBuilt, runAnnulus, type Finished } from './run-annulus.ts';

const PIXEL = 200e-6;
const SHAPE = [420, 460] as const;
// Fit2D words: what the command prints back.
const TRUTH = { directDistanceMm: 150, centreX: 240.3, centreY: 190.7, tiltDeg: 4, tiltPlaneDeg: 60 };

interface Report {
  readonly poni: Record<string, number> | null;
  readonly wavelength: number;
  readonly uncertainties: Record<string, number>;
  readonly correlation: { names: string[]; matrix: number[][] };
  readonly centre: [number, number];
  readonly directDistanceMm: number;
  readonly tiltDeg: number;
  readonly tiltPlaneDeg: number;
  readonly rings: number;
  readonly ringTable: { ring: number; points: number; meanDeg: number | null; state: string }[];
  readonly controlPoints: number;
  readonly rmsPx: number;
  readonly rmsDeg: number;
  readonly verdict: string;
  readonly reasons: string[];
  readonly seconds: number;
  readonly drift?: Record<string, { change: number; sigmas: number }>;
}
const reportOf = ({ stdout }: Finished): Report => JSON.parse(stdout) as Report;

let folder = '';
const path = (name: string): string => join(folder, name);
const GIVEN = ['--calibrant', 'CeO2', '--wavelength', '0.4', '--pixel-size', '200'];

beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), 'annulus-calibrate-'));
  const calibrant = findCalibrant('CeO2');
  if (!calibrant) throw new Error('no CeO2');
  const geometry = { ...geometryFromFit2d(TRUTH, PIXEL, PIXEL), wavelength: 0.4e-10 };
  const detector = { name: 'Detector', pixel1: PIXEL, pixel2: PIXEL, orientation: 3 as const };
  const simulate = (peakCounts: number): Uint8Array =>
    writeTiff(
      simulateCalibrantImage({ calibration: { geometry, detector }, calibrant, shape: SHAPE, peakCounts }).image,
    );
  await writeFile(path('ceria.tif'), simulate(3000));
  await writeFile(path('empty.tif'), simulate(1e-3));
  // Without a header, so that nothing is known but the shape.
  await writeFile(path('plain.npy'), writeNpy({ samples: new Uint8Array(SHAPE[0] * SHAPE[1]), shape: SHAPE }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('annulus calibrate', () => {
  it('finds the truth with nothing but calibrant, wavelength and pixel size, and writes it', async () => {
    const run = await runAnnulus(['calibrate', path('ceria.tif'), ...GIVEN, '--out', path('found.poni'), '--json']);
    expect(run.code).toBe(0);
    const report = reportOf(run);
    expect(report.verdict).toBe('good');
    // Ring positions are good to 0.01 px; distance and tilt follow from them over a radius of 200 px.
    expect(report.centre[0]).toBeCloseTo(TRUTH.centreX, 1);
    expect(report.centre[1]).toBeCloseTo(TRUTH.centreY, 1);
    expect(report.directDistanceMm).toBeCloseTo(TRUTH.directDistanceMm, 1);
    expect(report.tiltDeg).toBeCloseTo(TRUTH.tiltDeg, 1);
    expect(report.tiltPlaneDeg).toBeCloseTo(TRUTH.tiltPlaneDeg, 0);
    const used = report.ringTable.filter(({ state }) => state === 'used');
    expect([used.length, used[0]?.ring]).toEqual([report.rings, 0]);
    // Ring positions are good to 0.02 px of 0.076°.
    for (const { meanDeg } of used) expect(Math.abs(meanDeg ?? NaN)).toBeLessThan(0.004);
    expect(report.correlation.names).toEqual(['dist', 'poni1', 'poni2', 'rot1', 'rot2']);
    expect(report.correlation.matrix[3]?.[3]).toBe(1);
    expect(report.uncertainties['dist']).toBeLessThan(5e-5);
    expect(report.rings).toBeGreaterThanOrEqual(5);
    expect(report.controlPoints).toBeGreaterThan(100);
    expect(report.rmsPx).toBeLessThan(0.3);
    const { calibration } = parsePoni(readFileSync(path('found.poni'), 'utf8'));
    expect(calibration.geometry.dist).toBe(report.poni?.['dist']);
    expect(calibration.geometry.wavelength).toBe(report.wavelength);
    expect(report.wavelength * 1e10).toBeCloseTo(0.4, 12);
    expect(calibration.detector.pixel1).toBeCloseTo(PIXEL, 12);
  });

  it('reports no drift from its own result, in standard uncertainties', async () => {
    expect(existsSync(path('found.poni'))).toBe(true);
    const run = await runAnnulus([
      ...['calibrate', path('ceria.tif'), '--calibrant', 'CeO2', '--poni', path('found.poni'), '--json'],
    ]);
    const { drift, verdict } = reportOf(run);
    expect(verdict).toBe('good');
    for (const name of ['dist', 'poni1', 'rot2']) expect(Math.abs(drift?.[name]?.sigmas ?? NaN)).toBeLessThan(0.5);
  });

  it('gives mirrored rows the mirrored geometry', async () => {
    const run = await runAnnulus(['calibrate', path('ceria.tif'), ...GIVEN, '--flip-rows', '--json']);
    const { centre, tiltPlaneDeg } = reportOf(run);
    expect(centre[1]).toBeCloseTo(SHAPE[0] - TRUTH.centreY, 1);
    expect(tiltPlaneDeg).toBeCloseTo(-TRUTH.tiltPlaneDeg, 0);
  });

  it('writes no bad calibration unless told to, and exits with 1', async () => {
    const silicon = ['--calibrant', 'Si', '--wavelength', '0.4', '--pixel-size', '200', '--out', path('si.poni')];
    const run = await runAnnulus(['calibrate', path('ceria.tif'), ...silicon]);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('Verdict: bad');
    expect(run.stderr).toContain('was not written, because the verdict is bad');
    expect(existsSync(path('si.poni'))).toBe(false);
    const kept = await runAnnulus(['calibrate', path('ceria.tif'), ...silicon, '--keep-bad', '--quiet']);
    expect([kept.code, kept.stdout, existsSync(path('si.poni'))]).toEqual([1, '', true]);
  });

  it('says of an image without rings that it has none', async () => {
    const run = await runAnnulus(['calibrate', path('empty.tif'), ...GIVEN, '--json']);
    expect(run.code).toBe(1);
    const { poni, verdict, reasons } = reportOf(run);
    expect([poni, verdict]).toEqual([null, 'bad']);
    expect(reasons[0]).toMatch(/^No ring/);
  });

  it.each([
    [['--calibrant', 'CeO2', '--pixel-size', '200'], 'give --wavelength A or --energy KEV'],
    [['--calibrant', 'CeO2', '--wavelength', '0.4'], 'give --pixel-size UM or --detector NAME'],
    [['--calibrant', 'CeO3', '--wavelength', '0.4'], 'perhaps CeO2 was meant'],
    [[...GIVEN, '--fix', 'dist'], 'needs a value to hold'],
    [[...GIVEN, '--detector', 'Pilatus1M'], 'is it another detector?'],
    [[...GIVEN, '--pixel-size', '0'], 'sizes above 0|above 0 was expected'],
  ])('refuses %j', async (options, sentence) => {
    const run = await runAnnulus(['calibrate', path('plain.npy'), ...options]);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(new RegExp(sentence));
    expect(run.stdout).toBe('');
  });

  it('replaces nothing by surprise', async () => {
    await writeFile(path('there.poni'), 'mine');
    const run = await runAnnulus(['calibrate', path('ceria.tif'), ...GIVEN, '--out', path('there.poni')]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('give --overwrite to replace it');
    expect(readFileSync(path('there.poni'), 'utf8')).toBe('mine');
    const onImage = await runAnnulus([
      'calibrate',
      path('ceria.tif'),
      ...GIVEN,
      '--out',
      path('ceria.tif'),
      '--overwrite',
    ]);
    expect([onImage.code, onImage.stderr]).toEqual([
      2,
      `annulus: --out ${path('ceria.tif')} would replace the image.\n`,
    ]);
  });
});

describe.skipIf(!sharedFolder)('annulus calibrate on the real ceria image of a Pilatus 1M', () => {
  it('F007, F008: agrees with the published calibration to a third of a pixel, and says good', async () => {
    const image = join(sharedFolder ?? '', 'data', 'dioptas', 'CeO2_Pilatus1M.tif');
    const run = await runAnnulus([
      'calibrate',
      image,
      ...GIVEN.slice(0, 2),
      '--wavelength',
      '0.4066',
      '--pixel-size',
      '172',
      '--json',
    ]);
    const { verdict, centre, directDistanceMm, tiltDeg } = reportOf(run);
    expect(verdict).toBe('good');
    // An independent fit of sectors: 208.7181 mm, centre 487.425, 530.358, tilt 1.054°, good to 0.1 px over the rings.
    expect(directDistanceMm / 208.7181).toBeCloseTo(1, 3);
    expect(Math.abs(centre[0] - 487.425)).toBeLessThan(0.3);
    expect(Math.abs(centre[1] - 530.358)).toBeLessThan(0.3);
    expect(Math.abs(tiltDeg - 1.054)).toBeLessThan(0.03);
  });
});
