import { describe, expect, it } from 'vitest';
import { useCalibrantMemoryStore } from '../../../src-renderer/session/calibrant-memory-store.ts';
import { AppError } from '../../../src-shared/model/app-error.ts';
import { calibrationResult } from '../calibration-result.ts';
import { calibration, settled } from '../fake-host.ts';
import { openCeria } from './open-ceria.ts';

describe('one button', () => {
  it('puts a good geometry into the document as one step, with verdict, calibrant and history', async () => {
    const { fake, documents, history, results, runs } = await openCeria();
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
    const { documents, runs, setups } = await openCeria();
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
    const { documents, runs, setups } = await openCeria({}, { header: {} });
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
    const { fake, documents, runs, setups } = await openCeria();
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
    const { documents, history, results, runs } = await openCeria({
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
    const { results, runs } = await openCeria({
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
    const { documents, results, runs } = await openCeria({
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
    const { documents, history, results, runs } = await openCeria({
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
