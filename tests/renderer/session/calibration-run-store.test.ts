import { describe, expect, it } from 'vitest';
import { useCalibrantMemoryStore } from '../../../src-renderer/session/calibrant-memory-store.ts';
import { useCalibrationHistoryStore } from '../../../src-renderer/session/calibration-history-store.ts';
import { useCalibrationResultStore } from '../../../src-renderer/session/calibration-result-store.ts';
import { useCalibrationRunStore } from '../../../src-renderer/session/calibration-run-store.ts';
import { useCalibrationSetupStore } from '../../../src-renderer/session/calibration-setup-store.ts';
import { useDocumentStore } from '../../../src-renderer/session/document-store.ts';
import { useImageStore } from '../../../src-renderer/session/image-store.ts';
import { usePointPickingStore } from '../../../src-renderer/session/point-picking-store.ts';
import { AppError } from '../../../src-shared/model/app-error.ts';
import type { ImageMetadata } from '../../../src-shared/model/detector-image.ts';
import type { Handlers } from '../../../src-shared/rpc/contract.ts';
import { calibrationResult } from '../calibration-result.ts';
import { calibration, imageFrame, imageInfo, settled, useFakeHost } from '../fake-host.ts';

const KNOWN: ImageMetadata = { header: {}, wavelength: 4.066e-11, pixel1: 172e-6, pixel2: 172e-6 };

async function setUp(over: Partial<Handlers> = {}, metadata = KNOWN) {
  const fake = useFakeHost({
    'image.open': async () => imageInfo({ metadata }),
    'image.frame': async () => imageFrame(),
    'mask.open': async ({ ref }) => ({ maskId: 'mask-1', ref, name: 'a.msk', shape: [2, 3], maskedPixels: 1 }),
    'calibrant.rings': async () => ({
      rings: [
        { dSpacing: 3.124, twoTheta: 0.13, hkl: '1 1 1' },
        { dSpacing: 2.705, twoTheta: 0.15, hkl: '2 0 0' },
      ],
    }),
    'calibration.calibrate': async () => calibrationResult(),
    'calibration.refine': async () => calibrationResult(),
    'calibration.growPoints': async () => ({ rows: Float64Array.of(1, 2), columns: Float64Array.of(3, 4) }),
    ...over,
  });
  await useImageStore().open('data:/CeO2.tif');
  await settled();
  return {
    fake,
    documents: useDocumentStore(),
    history: useCalibrationHistoryStore(),
    picking: usePointPickingStore(),
    results: useCalibrationResultStore(),
    runs: useCalibrationRunStore(),
    setups: useCalibrationSetupStore(),
  };
}

describe('one button', () => {
  it('puts a good geometry into the document as one step, with verdict, calibrant and history', async () => {
    const { fake, documents, history, results, runs } = await setUp();
    await runs.calibrate();
    expect(fake.paramsOf('calibration.calibrate')[0]).toMatchObject({
      imageId: 'image-1',
      frame: 0,
      calibrant: null,
      wavelength: 4.066e-11,
      detectorMask: true,
      maskIds: [],
    });
    expect(documents.calibration?.calibration).toEqual(calibration);
    expect(documents.calibration?.origins).toMatchObject({ dist: 'found', wavelength: 'header', pixel1: 'header' });
    expect(documents.current.calibrantId).toBe('CeO2');
    expect(results.result?.verdict).toBe('good');
    expect(history.entries).toMatchObject([{ what: 'Calibrate', verdict: 'good', rmsPx: 0.05 }]);

    documents.undo();
    expect(documents.calibration).toBeNull();
    expect(documents.current.calibrantId).toBeNull();
    expect(results.result).toBeNull();
    documents.redo();
    expect(results.result?.verdict).toBe('good');
  });

  it('remembers the calibrant of a good calibration, which confirms a guess', async () => {
    const { documents, runs, setups } = await setUp();
    useCalibrantMemoryStore().id = 'CeO2';
    setups.proposeCalibrant();
    expect(setups.isCalibrantGuessed).toBe(true);
    await runs.calibrate();
    expect(documents.current.calibrantId).toBe('CeO2');
    expect(setups.isCalibrantGuessed).toBe(false);
    documents.change('Silicon', { calibrantId: 'Si' });
    await runs.calibrate();
    expect(useCalibrantMemoryStore().id).toBe('Si');
  });

  it('says what it needs, one thing at a time', async () => {
    const { documents, runs, setups } = await setUp({}, { header: {} });
    expect(runs.missing).toMatch(/pixel size is not known/);
    setups.changeDetector('Pixel', { pixel1: 172e-6, pixel2: 172e-6 });
    expect(runs.missing).toMatch(/wavelength is not known/);
    setups.changeWavelength('Wavelength', 1e-10);
    expect(runs.missing).toBeUndefined();
    expect(runs.missingForPoints).toMatch(/Choose the calibrant/);
    documents.change('Ceria', { calibrantId: 'CeO2' });
    expect(runs.missingForPoints).toBeUndefined();
    setups.switchRefined('dist', 'Distance', false);
    expect(runs.missing).toBe(
      'The distance is to be held, and no value is known: type it, or tick the box to refine it.',
    );
  });

  it('F002: passes on locks with the values they hold, bounds, hints, limits and masks', async () => {
    const { fake, documents, runs, setups } = await setUp();
    documents.change('mask', { masks: ['data:/a.msk'] });
    setups.change('hints', { distance: 0.25, centre: [1.5, 1], ringCount: 7, intensityLimit: 5000 });
    setups.switchRefined('dist', 'Distance', false);
    setups.switchRefined('wavelength', 'Wavelength', true);
    setups.changeBound('rot1', 'Rotation 1', 0, -0.1);
    await runs.calibrate();
    expect(fake.paramsOf('calibration.calibrate')[0]).toMatchObject({
      maskIds: ['mask-1'],
      maskAbove: 5000,
      distance: 0.25,
      centre: [1.5, 1],
      ringCount: 7,
      fixed: ['dist'],
      refineWavelength: true,
      bounds: { rot1: [-0.1, 1e9] },
      start: { dist: 0.25, poni1: 172e-6, poni2: 258e-6, wavelength: 4.066e-11 },
    });
    setups.change('no mask', { useMask: false });
    await runs.calibrate();
    expect(fake.paramsOf('calibration.calibrate')[1]).toMatchObject({ maskIds: [] });
  });

  it('shows a bad geometry and takes it only when asked to', async () => {
    const { documents, history, results, runs } = await setUp({
      'calibration.calibrate': async () => calibrationResult({ verdict: 'bad', reasons: ['No ring fits.'] }),
    });
    await runs.calibrate();
    expect(documents.calibration).toBeNull();
    expect(results.refused?.reasons).toEqual(['No ring fits.']);
    expect(history.entries).toEqual([]);
    runs.takeAnyway();
    await settled();
    expect(documents.calibration?.calibration).toEqual(calibration);
    expect(results.refused).toBeNull();
    expect(results.result?.verdict).toBe('bad');
    documents.undo();
    expect(documents.calibration).toBeNull();
  });

  it('shows errors where the work is, and what it does meanwhile', async () => {
    let report: ((fraction: number, stage?: string) => void) | undefined;
    let fail: ((cause: Error) => void) | undefined;
    const { results, runs } = await setUp({
      'calibration.calibrate': async (_params, { onProgress }) => {
        report = onProgress;
        return new Promise((_resolve, reject) => (fail = reject));
      },
    });
    const running = runs.calibrate();
    await settled();
    expect(results.isRunning).toBe(true);
    report?.(0.4, 'Looking for rings');
    expect([results.progress, results.stage]).toEqual([0.4, 'Looking for rings']);
    fail?.(new AppError('shape', 'The mask has another size.'));
    await running;
    expect(results.error?.message).toBe('The mask has another size.');
    expect(results.isRunning).toBe(false);
  });

  it('is cancelled without a word', async () => {
    const { documents, results, runs } = await setUp({
      'calibration.calibrate': async (_params, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new AppError('cancelled', 'Cancelled.'))),
        ),
    });
    const running = runs.calibrate();
    await settled();
    runs.cancel();
    await running;
    expect(results.isRunning).toBe(false);
    expect(results.error).toBeNull();
    expect(documents.calibration).toBeNull();
  });
});

describe('the history of geometries', () => {
  it('goes back to one with the result that belongs to it, as a step that can be taken back', async () => {
    let dist = 0;
    const { documents, history, results, runs } = await setUp({
      'calibration.calibrate': async () => {
        dist += 0.25;
        const geometry = { ...calibration.geometry, dist };
        return calibrationResult({ rmsPx: dist, calibration: { ...calibration, geometry } });
      },
    });
    await runs.calibrate();
    await runs.calibrate();
    expect(history.entries.map(({ calibration: { geometry } }) => geometry.dist)).toEqual([0.25, 0.5]);
    expect(history.current).toBe(history.entries[1]);
    history.goBack(history.entries[0]!);
    expect(documents.calibration?.calibration.geometry.dist).toBe(0.25);
    expect(results.result?.rmsPx).toBe(0.25);
    expect(history.current).toBe(history.entries[0]);
    documents.undo();
    expect(documents.calibration?.calibration.geometry.dist).toBe(0.5);
  });
});

describe('points by hand', () => {
  it('F004: get the chosen ring number without a geometry, and no unasked increase', async () => {
    const { documents, picking } = await setUp();
    picking.chooseRing(4);
    await picking.click({ x: 1, y: 1 });
    await picking.click({ x: 1, y: 1 });
    expect(documents.current.points.map(({ ring }) => ring)).toEqual([4, 4]);
    expect(documents.undoLabel).toBe('2 points on ring 5');
  });

  it('count up only where that was switched on', async () => {
    const { documents, picking, setups } = await setUp();
    setups.change('increase', { autoIncrease: true });
    await picking.click({ x: 1, y: 1 });
    await picking.click({ x: 1, y: 1 });
    expect(documents.current.points.map(({ ring }) => ring)).toEqual([0, 1]);
  });

  it('get the ring that the geometry in use puts there, unless a number is chosen', async () => {
    const { documents, picking } = await setUp();
    documents.change('set', {
      calibrantId: 'CeO2',
      // 0.15 rad at 1 px = 1 m beside the beam: the PONI lies in the corner, the image is square to the beam.
      calibration: {
        calibration: {
          geometry: { dist: 1 / Math.tan(0.15), poni1: 0, poni2: 0, rot1: 0, rot2: 0, rot3: 0, wavelength: 4e-11 },
          detector: { name: 'Detector', pixel1: 1, pixel2: 1, orientation: 3 },
        },
        warnings: [],
        origins: {},
      },
    });
    await settled();
    await picking.click({ x: 1, y: 0 });
    expect(documents.current.points[0]?.ring).toBe(1);
    picking.chooseRing(7);
    await picking.click({ x: 1, y: 0 });
    expect(documents.current.points[1]?.ring).toBe(7);
  });

  it('ask for one peak or for the arc, as the tool says', async () => {
    const { fake, picking } = await setUp();
    await picking.click({ x: 1, y: 2 });
    await picking.click({ x: 1, y: 2 }, true);
    picking.tool = 'single';
    await picking.click({ x: 1, y: 2 });
    picking.tool = null;
    await picking.click({ x: 1, y: 2 });
    expect(fake.paramsOf('calibration.growPoints')).toMatchObject([
      { x: 1, y: 2, along: true },
      { x: 1, y: 2, along: false },
      { x: 1, y: 2, along: false },
    ]);
  });

  it('are erased by a stroke in one step', async () => {
    const { documents, picking } = await setUp();
    await picking.click({ x: 1, y: 1 });
    picking.tool = 'erase';
    picking.drag({ x: 3, y: 1 }, { x: 3, y: 1 }, 0.5);
    picking.drag({ x: 3, y: 1 }, { x: 4, y: 2 }, 0.5);
    picking.endDrag();
    expect(documents.current.points).toEqual([]);
    documents.undo();
    expect(documents.current.points[0]?.rows).toEqual([1, 2]);
  });

  it('are selected in a box, then given to a ring or erased, each in one step', async () => {
    const { documents, picking } = await setUp();
    await picking.click({ x: 1, y: 1 });
    picking.tool = 'box';
    await settled();
    picking.select({ x: 3.5, y: 3 }, { x: 5, y: 0 });
    expect(picking.selected).toEqual([{ x: 4, y: 2 }]);
    picking.chooseRing(2);
    picking.relabelSelected();
    expect(documents.current.points.map(({ ring, rows }) => [ring, rows])).toEqual([
      [0, [1]],
      [2, [2]],
    ]);
    picking.eraseSelected();
    expect(documents.current.points.map(({ rows }) => rows)).toEqual([[1]]);
    expect(picking.selected).toEqual([]);
    documents.undo();
    documents.undo();
    expect(documents.current.points.map(({ ring, rows }) => [ring, rows])).toEqual([[0, [1, 2]]]);
  });

  it('say where a click found nothing, until something else is done', async () => {
    let isRing = false;
    const { picking } = await setUp({
      'calibration.growPoints': async () => {
        if (!isRing) throw new AppError('not-found', 'This place lies in a gap.');
        return { rows: Float64Array.of(1), columns: Float64Array.of(3) };
      },
    });
    await picking.click({ x: 1, y: 1 });
    expect(picking.complaint).toBe('This place lies in a gap.');
    isRing = true;
    await picking.click({ x: 1, y: 1 });
    expect(picking.complaint).toBeUndefined();
  });

  it('are refined on, and never lost by a fit that fails', async () => {
    const { fake, documents, picking, results, runs, setups } = await setUp({
      'calibration.refine': async () => {
        throw new AppError('usage', 'Two points fix no geometry.');
      },
    });
    documents.change('Ceria', { calibrantId: 'CeO2' });
    await picking.click({ x: 1, y: 1 });
    setups.change('As they are', { pickedOnly: true });
    await settled(); // what they say of the next ring has been asked for
    await runs.refine();
    expect(fake.paramsOf('calibration.refine').at(-1)).toMatchObject({
      points: { rows: [1, 2], columns: [3, 4], rings: [0, 0] },
      calibrant: { id: 'CeO2' },
      rejectOutliers: true,
      judge: true,
    });
    expect(results.error?.message).toBe('Two points fix no geometry.');
    expect(documents.current.points).toHaveLength(1);
  });

  it('are refined on with those that they predict on further rings, in one step', async () => {
    const further = {
      ...calibrationResult().points,
      rows: Float64Array.of(7, 8),
      columns: Float64Array.of(9, 10),
      rings: Int32Array.of(1, 1),
    };
    const { fake, documents, picking, runs, setups } = await setUp({
      'calibration.extractPoints': async () => further,
    });
    documents.change('Ceria', { calibrantId: 'CeO2' });
    setups.change('Rings', { ringCount: 5, reach: 3 });
    await picking.click({ x: 1, y: 1 });
    await runs.refine();
    expect(fake.paramsOf('calibration.extractPoints')).toMatchObject([
      { geometry: calibration.geometry, calibrant: { id: 'CeO2' }, ringCount: 5, reach: 3 },
    ]);
    expect(fake.paramsOf('calibration.refine').at(-1)).toMatchObject({
      points: { rows: [1, 2, 7, 8], columns: [3, 4, 9, 10], rings: [0, 0, 1, 1] },
      judge: true,
    });
    expect(documents.current.points.map(({ origin, ring }) => [origin, ring])).toEqual([
      ['picked', 0],
      ['extracted', 1],
    ]);
    documents.undo();
    expect(documents.current.points.map(({ origin }) => origin)).toEqual(['picked']);
    expect(documents.calibration).toBeNull();

    // Once they are there, what was done to them counts.
    documents.redo();
    await runs.refine();
    expect(fake.paramsOf('calibration.extractPoints')).toHaveLength(1);
  });

  it('stay alone where the fit on them is bad', async () => {
    const { fake, documents, picking, results, runs } = await setUp({
      'calibration.refine': async () => calibrationResult({ verdict: 'bad' }),
    });
    documents.change('Ceria', { calibrantId: 'CeO2' });
    await picking.click({ x: 1, y: 1 });
    await runs.refine();
    expect(fake.paramsOf('calibration.extractPoints')).toEqual([]);
    expect(results.refused?.verdict).toBe('bad');
    expect(documents.current.points).toHaveLength(1);
  });

  // The geometry of the fake host has its beam centre at pixel 487 of row 512; 0.13 rad are 159 px, 0.15 rad 183 px.
  it.each([
    { arc: 90, ring: 1, fact: 'say which ring the next click is on, once they are a long arc' },
    { arc: 85, ring: 0, fact: 'leave the number to the user as long as the arc is short' },
  ])('$fact', async ({ arc, ring }) => {
    const summary = { ring: 0, hkl: '1 1 1', dSpacing: 3.124, twoTheta: 0.13, points: 2, rejected: 0 };
    const found = { meanPx: 0, meanDeg: 0, rmsPx: 0, rmsDeg: 0, state: 'used' as const };
    const { documents, picking } = await setUp({
      'calibration.refine': async () => calibrationResult({ rings: [{ ...summary, coverageDeg: arc, ...found }] }),
    });
    documents.change('Ceria', { calibrantId: 'CeO2' });
    await settled();
    await picking.click({ x: 487 + 159, y: 512 });
    await picking.click({ x: 487, y: 512 + 184 });
    expect(documents.current.points.map((group) => group.ring)).toEqual([0, ring]);
    picking.chooseRing(4); // whatever the points say
    await picking.click({ x: 487, y: 512 - 184 });
    expect(documents.current.points.at(-1)?.ring).toBe(4);
  });

  it('refine by themselves when switched on, and one undo takes back the points with the fit', async () => {
    const { documents, picking, setups } = await setUp();
    documents.change('Ceria', { calibrantId: 'CeO2' });
    setups.change('auto', { autoRefine: true });
    await picking.click({ x: 1, y: 1 });
    await settled();
    expect(documents.calibration?.calibration).toEqual(calibration);
    documents.undo();
    expect(documents.current.points).toEqual([]);
    expect(documents.calibration).toBeNull();
  });

  it('keep those that were picked when rings are extracted again', async () => {
    const found = calibrationResult().points;
    const { documents, picking, runs } = await setUp({ 'calibration.extractPoints': async () => found });
    documents.change('Ceria', { calibrantId: 'CeO2' });
    await picking.click({ x: 1, y: 1 });
    await runs.calibrate();
    await runs.extract();
    await runs.extract();
    expect(documents.current.points.map(({ origin }) => origin)).toEqual(['picked', 'extracted']);
  });
});
