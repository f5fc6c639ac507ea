import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAnnulus } from '../../src-main/assemble.ts';
import { createHostFiles } from '../../src-main/file/file-access.ts';
import { createStateFolder } from '../../src-main/file/state-folder.ts';
import type { HostSession, SessionSource } from '../../src-main/rpc/host-session.ts';
import { createRouter } from '../../src-main/rpc/router.ts';
import { loadValidator } from '../../src-main/rpc/schema-validation.ts';
import { beamFrameOf } from '../../src-shared/calibration/beam-frame.ts';
import { placeOnCone } from '../../src-shared/calibration/place-on-cone.ts';
import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { calibrantLines } from '../../src-shared/calibrant/calibrant-lines.ts';
import { parsePoni } from '../../src-shared/format/poni-file.ts';
import { writeTiff } from '../../src-shared/format/tiff-writer.ts';
import { geometryFromFit2d } from '../../src-shared/geometry/fit2d-geometry.ts';
import type { CalibrateParams, CalibrationRecipe, Detector } from '../../src-shared/model/schema-types.generated.ts';
import { twoThetaFromDSpacing } from '../../src-shared/quantity/scattering-vector.ts';
import type { Call, CallContext, ImageInfo } from '../../src-shared/rpc/contract.ts';
import { simulateCalibrantImage } from '../../src-shared/simulation/simulate-calibrant-image.ts';
import { ensureBuilt } from '../cli/run-annulus.ts';

const PIXEL = 200e-6;
const SHAPE = [400, 440] as const;
const WAVELENGTH = 0.4e-10;
const TRUTH = { directDistanceMm: 150, centreX: 230.3, centreY: 180.7, tiltDeg: 6, tiltPlaneDeg: 60 };
const detector: Detector = { name: 'Detector', pixel1: PIXEL, pixel2: PIXEL, orientation: 3, shape: [...SHAPE] };
const geometry = { ...geometryFromFit2d(TRUTH, PIXEL, PIXEL), wavelength: WAVELENGTH };
const context: CallContext = { signal: new AbortController().signal };

describe('calibration of open images', () => {
  let folder = '';
  let annulus: SessionSource;
  let session: HostSession;
  let call: Call;
  let root = '';
  let image: ImageInfo;
  const path = (name: string): string => join(folder, name);
  const common = (given: Detector = detector) => ({
    ...{ imageId: image.imageId, frame: 0, maskIds: [], detector: given, detectorMask: true },
  });
  const ceria = (more: Partial<CalibrateParams> = {}): CalibrateParams => ({
    ...{ ...common(), calibrant: { id: 'CeO2' }, wavelength: WAVELENGTH },
    ...more,
  });

  beforeAll(async () => {
    await ensureBuilt();
    folder = await mkdtemp(join(tmpdir(), 'annulus-calibration-'));
    await mkdir(path('state'));
    const calibrant = findCalibrant('CeO2')!;
    const simulated = simulateCalibrantImage({ calibration: { geometry, detector }, calibrant, shape: SHAPE }).image;
    await writeFile(path('ceria.tif'), writeTiff(simulated));
    const far = { ...geometryFromFit2d({ ...TRUTH, directDistanceMm: 200 }, PIXEL, PIXEL), wavelength: WAVELENGTH };
    const moved = simulateCalibrantImage({
      calibration: { geometry: far, detector },
      calibrant,
      shape: SHAPE,
      seed: 2,
    });
    await writeFile(path('far.tif'), writeTiff(moved.image));
    const lines = calibrantLines(calibrant, 0.5);
    await writeFile(path('own.D'), `# Calibrant: my ceria\n${lines.map(({ dSpacing }) => dSpacing).join('\n')}\n`);
    const files = await createHostFiles([{ path: folder, label: 'Data', writable: true }], path('state'));
    annulus = await createAnnulus({ files, stateFolder: createStateFolder(path('state')), workers: 1 });
  });
  afterAll(async () => {
    await annulus.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    session = annulus.createSession();
    const route = createRouter(session.handlers, await loadValidator());
    call = ((method: string, params: unknown, given: CallContext) => route(method, params, given)) as unknown as Call;
    root = (await call('app.info', {}, context)).roots[0]!.ref;
    image = await call('image.open', { ref: `${root}ceria.tif` }, context);
  });
  afterEach(() => session.close());

  it('finds the truth with no hint, and says what became of every ring', async () => {
    const stages: string[] = [];
    const fractions: number[] = [];
    const onProgress = (fraction: number, stage?: string): void => {
      fractions.push(fraction);
      if (stage !== undefined && stage !== stages.at(-1)) stages.push(stage);
    };
    const result = await call('calibration.calibrate', ceria(), { ...context, onProgress });
    expect(result.verdict).toBe('good');
    // Ring positions are good to 0.01 px; distance and tilt follow from them over a radius of 200 px.
    expect(result.fit2d?.directDistanceMm).toBeCloseTo(TRUTH.directDistanceMm, 1);
    expect(result.fit2d?.centreX).toBeCloseTo(TRUTH.centreX, 1);
    expect(result.fit2d?.tiltPlaneDeg).toBeCloseTo(TRUTH.tiltPlaneDeg, 0);
    expect(result.calibration?.geometry.wavelength).toBe(WAVELENGTH);
    expect(result.rings[0]).toMatchObject({ ring: 0, hkl: '1 1 1', state: 'used' });
    expect(result.rings.every(({ ring }, i) => i === 0 || ring > result.rings[i - 1]!.ring)).toBe(true);
    const used = result.rings.filter(({ state }) => state === 'used');
    expect(used.reduce((sum, { points }) => sum + points, 0)).toBe(
      result.points.rejected.filter((r) => r === 0).length,
    );
    expect(stages).toContain('Refining');
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(result.seconds).toBeGreaterThan(0);
  });

  it('gives the same for a mirrored detector as for the mirrored image', async () => {
    const straight = await call('calibration.calibrate', ceria(), context);
    for (const [orientation, flipsRows, flipsColumns] of [
      [2, true, false],
      [4, false, true],
      [1, true, true],
    ] as const) {
      const result = await call('calibration.calibrate', ceria(common({ ...detector, orientation })), context);
      // Places are those of the stored image, whatever the geometry counts; fits begin elsewhere: 0.01 px.
      expect(result.calibration?.detector.orientation).toBe(orientation);
      expect(result.fit2d?.centreX).toBeCloseTo(straight.fit2d!.centreX, 1);
      expect(result.fit2d?.centreY).toBeCloseTo(straight.fit2d!.centreY, 1);
      expect(result.fit2d?.tiltPlaneDeg).toBeCloseTo(straight.fit2d!.tiltPlaneDeg, 0);
      const { rot1, rot2 } = straight.calibration!.geometry;
      expect(result.calibration!.geometry.rot1).toBeCloseTo(flipsColumns ? -rot1 : rot1, 3);
      expect(result.calibration!.geometry.rot2).toBeCloseTo(flipsRows ? -rot2 : rot2, 3);
      const clicked = { ...common({ ...detector, orientation }), x: 330, y: 180, along: true };
      const grown = await call('calibration.growPoints', clicked, context);
      const reference = await call('calibration.growPoints', { ...common(), x: 330, y: 180, along: true }, context);
      expect(Math.max(...grown.columns)).toBeCloseTo(Math.max(...reference.columns), 0);
      expect(Math.min(...grown.rows)).toBeCloseTo(Math.min(...reference.rows), 0);
    }
  });

  it('says that nothing is measured where a click meets pixels left out', async () => {
    const click = { ...common(), x: 330, y: 180, along: false };
    await expect(call('calibration.growPoints', { ...click, maskAbove: -1 }, context)).rejects.toThrow(
      'This place lies in a gap of the detector or under the mask, where nothing is measured: click beside it.',
    );
  });

  it('F006: calibrates by hand: clicks, points, refinement, more rings', async () => {
    const lines = calibrantLines(findCalibrant('CeO2')!, 0.5);
    const rows: number[] = [];
    const columns: number[] = [];
    const rings: number[] = [];
    for (const ring of [0, 2]) {
      const cone = placeOnCone(beamFrameOf(geometry), twoThetaFromDSpacing(lines[ring]!.dSpacing, WAVELENGTH), 2.9)!;
      const [x, y] = [cone.x / PIXEL + 2, cone.y / PIXEL + 1];
      const grown = await call('calibration.growPoints', { ...common(), x, y, along: true }, context);
      rows.push(...grown.rows);
      columns.push(...grown.columns);
      rings.push(...Array.from(grown.rows, () => ring));
    }
    const points = { rows, columns, rings };
    const given = { ...common(), calibrant: { id: 'CeO2' }, wavelength: WAVELENGTH, points };
    const result = await call('calibration.refine', { ...given, rejectOutliers: true, judge: false }, context);
    expect(result.reasons.join(' ')).toContain('two rings');
    expect(result.verdict).toBe('check');
    expect(result.rmsPx).toBeLessThan(0.1);
    expect(result.fit2d?.directDistanceMm).toBeCloseTo(TRUTH.directDistanceMm, 0);
    expect(result.points.rows).toEqual(Float64Array.from(rows));
    const found = result.calibration!.geometry;
    const more = await call(
      'calibration.extractPoints',
      { ...common(), calibrant: { id: 'CeO2' }, geometry: found, ringCount: 6 },
      context,
    );
    expect([...new Set(more.rings)].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(more.residualsPx.filter((r) => Math.abs(r) < 0.5).length).toBeGreaterThan(0.9 * more.rings.length);
    // 0.4 % too far away, ring 6 lies 1.6 px from where it is looked for: a width of 1 px does not reach it.
    const off = { ...found, dist: 1.004 * found.dist };
    const narrow = { ...common(), calibrant: { id: 'CeO2' }, geometry: off, reach: 1 };
    const few = await call('calibration.extractPoints', narrow, context);
    const far = await call('calibration.extractPoints', { ...narrow, reach: 7 }, context);
    const onRing6 = (set: { rings: Int32Array }): number => set.rings.filter((ring) => ring === 5).length;
    expect(onRing6(few)).toBeLessThan(0.2 * onRing6(far));
    const again = await call(
      'calibration.refine',
      {
        ...given,
        points: { rows: [...more.rows], columns: [...more.columns], rings: [...more.rings] },
        ...{ start: found, rejectOutliers: true, judge: true },
      },
      context,
    );
    expect(again.verdict).toBe('good');
    expect(again.drift?.dist?.change).toBe(again.calibration!.geometry.dist - found.dist);
  });

  it('takes a file of spacings and a unit cell for calibrants', async () => {
    const own = await call('calibration.calibrate', ceria({ calibrant: { ref: `${root}own.D` } }), context);
    expect([own.verdict, own.calibrantLabel]).toEqual(['good', 'my ceria']);
    const cell = await call(
      'calibration.calibrate',
      ceria({ calibrant: { cell: { a: 5.411651, lattice: 'F' } } }),
      context,
    );
    expect(cell.verdict).toBe('good');
    expect(cell.calibration!.geometry.dist).toBeCloseTo(own.calibration!.geometry.dist, 9);
    await expect(
      call(
        'calibration.calibrate',
        ceria({ calibrant: { cell: { a: 5, lattice: 'P', alpha: 20, beta: 150 } } }),
        context,
      ),
    ).rejects.toMatchObject({ code: 'usage' });
  });

  it('ranks calibrants: ceria first, and of its lattice those last whose rings lie elsewhere at these angles', async () => {
    const ranked = await call('calibration.rankCalibrants', { ...common(), wavelength: WAVELENGTH }, context);
    const [best] = ranked.candidates;
    expect(best!.id).toBe('CeO2');
    expect(ranked.candidates.find(({ id }) => id === 'Ni')!.lead).toBeLessThan(-0.1);
    expect(best!.lead).toBeGreaterThan(0);
    const likelihoods = ranked.candidates.map(({ likelihood }) => likelihood);
    expect(likelihoods).toEqual([...likelihoods].sort((a, b) => b - a));
  });

  it('saves a result with what repeats it, all files or none', async () => {
    const result = await call('calibration.calibrate', ceria({ maskAbove: 1e9 }), context);
    await mkdir(path('saved'), { recursive: true });
    const params = { resultId: result.resultId, directory: `${root}saved`, name: 'run.poni', report: true };
    const { files } = await call('calibration.saveResult', { ...params, overwrite: false }, context);
    expect(files.map(({ name }) => name)).toEqual(['run.poni', 'run.calibration.json', 'run.npt', 'run.html']);
    const { calibration } = parsePoni(await readFile(path('saved/run.poni'), 'utf8'));
    expect(calibration.geometry.dist).toBe(result.calibration!.geometry.dist);
    const recipe = JSON.parse(await readFile(path('saved/run.calibration.json'), 'utf8')) as CalibrationRecipe;
    const validate = (await loadValidator()).getSchema('annulus/calibration-recipe.schema.json')!;
    expect([validate(recipe), validate.errors]).toEqual([true, null]);
    expect(recipe).toMatchObject({ image: 'ceria.tif', calibrant: { id: 'CeO2' }, method: 'image', maskAbove: 1e9 });
    expect(recipe.points.rows).toEqual([...result.points.rows]);
    const points = await call('calibration.openPoints', { ref: `${root}saved/run.npt` }, context);
    expect(points.wavelength).toBe(WAVELENGTH);
    expect(points.points.rows).toHaveLength(recipe.points.rejected.filter((r) => r === 0).length);
    expect(await readFile(path('saved/run.html'), 'utf8')).toContain('<svg');
    await writeFile(path('saved/run.poni'), 'mine');
    await expect(call('calibration.saveResult', { ...params, overwrite: false }, context)).rejects.toMatchObject({
      code: 'exists',
    });
    expect(await readFile(path('saved/run.poni'), 'utf8')).toBe('mine');
    await expect(
      call('calibration.saveResult', { ...params, resultId: 'calibration-99', overwrite: true }, context),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('keeps a result over a restart: points, recipe and report are written as before', async () => {
    const result = await call('calibration.calibrate', ceria(), context);
    const params = { resultId: result.resultId, directory: root, overwrite: true, report: true };
    await call('calibration.saveResult', { ...params, name: 'before' }, context);
    await session.close();
    session = annulus.createSession();
    const route = createRouter(session.handlers, await loadValidator());
    const again = ((method: string, given: unknown, c: CallContext) => route(method, given, c)) as unknown as Call;
    const { resultId } = result;
    expect(await again('calibration.result', { resultId }, context)).toEqual(result);

    const opened = await again('image.open', { ref: `${root}ceria.tif` }, context);
    const sources = { imageId: opened.imageId, maskIds: [] };
    await expect(again('calibration.saveResult', { ...params, name: 'after' }, context)).rejects.toThrow(
      'The report is drawn from ceria.tif: open it again, or save without the report.',
    );
    await again('calibration.saveResult', { ...params, ...sources, name: 'after' }, context);
    for (const suffix of ['calibration.json', 'npt'])
      expect(await readFile(path(`after.${suffix}`), 'utf8')).toBe(await readFile(path(`before.${suffix}`), 'utf8'));
    expect(await readFile(path('after.html'), 'utf8')).toContain('<svg');
  });

  it('stops at once when cancelled, and goes on with the next', async () => {
    const controller = new AbortController();
    const started = call('calibration.calibrate', ceria(), {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(started).rejects.toMatchObject({ code: 'cancelled' });
    const next = await call('calibration.calibrate', ceria(), context);
    expect(next.verdict).toBe('good');
  });

  it('refuses what cannot be, in one sentence each', async () => {
    const refused = async (more: Partial<CalibrateParams>): Promise<unknown> =>
      call('calibration.calibrate', ceria(more), context).catch((error: unknown) => error);
    expect(await refused({ calibrant: { id: 'unobtainium' } })).toMatchObject({ code: 'not-found' });
    expect(await refused({ detector: { ...detector, shape: [10, 10] } })).toMatchObject({ code: 'shape' });
    expect(await refused({ fixed: ['dist'] })).toMatchObject({ code: 'usage' });
    expect(await refused({ imageId: 'image-77' })).toMatchObject({ code: 'not-found' });
    const two = { rows: [10, 20], columns: [10, 20], rings: [0, 0] };
    const given = {
      ...common(),
      calibrant: { id: 'CeO2' },
      wavelength: WAVELENGTH,
      rejectOutliers: false,
      judge: false,
    };
    await expect(call('calibration.refine', { ...given, points: two }, context)).rejects.toMatchObject({
      code: 'calibration',
      message: expect.stringContaining('2 points do not fix a geometry') as unknown,
    });
    await expect(
      call('calibration.refine', { ...given, points: { ...two, rings: [0] } }, context),
    ).rejects.toMatchObject({ code: 'usage' });
  });

  it('calls an image behind a mask of everything bad, and says why', async () => {
    const result = await call('calibration.calibrate', ceria({ maskAbove: -5 }), context);
    expect([result.verdict, result.calibration]).toEqual(['bad', null]);
    expect(result.reasons[0]).toMatch(/^No /);
  });

  it('says that no ring exists at a wavelength longer than twice the largest spacing', async () => {
    const result = await call('calibration.calibrate', ceria({ wavelength: 9e-10 }), context);
    expect([result.verdict, result.calibration]).toEqual(['bad', null]);
    expect(result.reasons[0]).toContain('no ring at this wavelength');
  });

  it('refines images at two distances together, and finds the wavelength that they have in common', async () => {
    const far = await call('image.open', { ref: `${root}far.tif` }, context);
    const together = {
      ...{
        maskIds: [],
        detector,
        detectorMask: true,
        arrangement: 'moved' as const,
        calibrant: { id: 'CeO2' },
        refineWavelength: true,
      },
      wavelength: 1.002 * WAVELENGTH,
      images: [
        { imageId: image.imageId, frame: 0, value: 0 },
        { imageId: far.imageId, frame: 0, value: 0.05 },
      ],
    };
    const stages: string[] = [];
    const found = await call('calibration.calibrateTogether', together, {
      ...context,
      onProgress: (_fraction, stage) => void stages.push(stage ?? ''),
    });
    expect(found.verdict).toBe('good');
    expect(found.leftOut).toEqual([]);
    // 0.01 %: twenty times less than what the start was off, and some of the uncertainties given.
    expect(Math.abs(found.wavelength / WAVELENGTH - 1)).toBeLessThan(1e-4);
    const distances = found.images.map(({ fit2d }) => fit2d!.directDistanceMm);
    // 0.03 mm is 2e-4 of the distance: what a reference calibration is asked for.
    expect(Math.abs(distances[0]! - 150)).toBeLessThan(0.03);
    expect(Math.abs(distances[1]! - 200)).toBeLessThan(0.03);
    expect(found.parameters.find(({ name }) => name === 'wavelength')!.held).toBe(false);
    expect(new Set(stages)).toEqual(new Set(['Calibrating ceria.tif', 'Calibrating far.tif', 'Refining together']));

    await expect(
      call('calibration.calibrateTogether', { ...together, images: together.images.slice(0, 1) }, context),
    ).rejects.toThrow('Images are calibrated together, and 1 was given: add another one of the same detector.');
    const other = { ...detector, shape: [300, 300] as [number, number] };
    await expect(call('calibration.calibrateTogether', { ...together, detector: other }, context)).rejects.toThrow(
      'ceria.tif has 400 × 440 pixels, and 300 × 300 were expected',
    );
  });
});
