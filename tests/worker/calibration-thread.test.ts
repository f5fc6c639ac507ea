import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createCalibrationRunner, type CalibrationRunner } from '../../src-main/worker/calibration-thread.ts';
import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import type { CalibrateJob, ExtractJob } from '../../src-shared/calibration/calibration-job.ts';
import { runCalibrationJob } from '../../src-shared/calibration/calibration-job.ts';
import { PIXEL, simulateCase, WAVELENGTH } from '../calibration/simulated-image.ts';
import { buildWorker } from './built-worker.ts';

const { image, truth } = simulateCase();
const calibrant = findCalibrant('CeO2')!;
const detector = { name: 'Detector', pixel1: PIXEL, pixel2: PIXEL, orientation: 3 as const };
const extract: ExtractJob = {
  ...{ kind: 'extract', image, detector, calibrant, wavelength: WAVELENGTH, geometry: truth, ringCount: 3 },
};
const calibrate: CalibrateJob = { kind: 'calibrate', image, detector, calibrant, wavelength: WAVELENGTH };
const signal = new AbortController().signal;

describe('calibration thread', () => {
  let url: URL;
  let runner: CalibrationRunner;
  beforeAll(async () => {
    url = await buildWorker('tests/worker/fragile-calibration-entry.ts');
  });
  afterEach(() => runner.close());

  it('gives what the same job gives in this thread, to the last bit, with one thread or two', async () => {
    runner = createCalibrationRunner(1, url, true);
    expect(await runner.run(calibrate, { signal })).toEqual(runCalibrationJob(calibrate));
    await runner.close();
    runner = createCalibrationRunner(1, url, false);
    expect(await runner.run(extract, { signal })).toEqual(runCalibrationJob(extract));
  });

  it('cancels a job whose threads are both at work', async () => {
    runner = createCalibrationRunner(1, url, true);
    const controller = new AbortController();
    const onProgress = (_: number, stage?: string): void => {
      if (stage === 'Looking for points on rings') controller.abort();
    };
    await expect(runner.run(calibrate, { signal: controller.signal, onProgress })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect((await runner.run(extract, { signal })).rings.length).toBeGreaterThan(20);
  });

  it('fails the job whose thread dies, and no other', async () => {
    runner = createCalibrationRunner(1, url);
    const others = [runner.run(extract, { signal }), runner.run(extract, { signal })];
    const dying = { ...extract, detector: { ...detector, name: 'exit' } };
    await expect(runner.run(dying, { signal })).rejects.toMatchObject({
      code: 'worker',
      message: 'The calibration was lost because its thread died (it ended with code 3): try it again.',
    });
    for (const found of await Promise.all(others)) expect(found.rings.length).toBeGreaterThan(20);
  });

  it('hands over what the job refuses', async () => {
    runner = createCalibrationRunner(1, url);
    const picked = { rows: [1, 2], columns: [1, 2], rings: [0, 0] };
    const job = {
      ...calibrate,
      calibrant,
      kind: 'refine',
      points: picked,
      rejectOutliers: false,
      judge: false,
    } as const;
    await expect(runner.run(job, { signal })).rejects.toMatchObject({
      code: 'calibration',
      message: expect.stringContaining('2 points do not fix a geometry') as unknown,
    });
    // The thread goes on with the next.
    expect((await runner.run(extract, { signal })).rings.length).toBeGreaterThan(20);
  });

  it('cancels a job that never ends, and one that waits for its thread', async () => {
    runner = createCalibrationRunner(1, url);
    for (const delay of [0, 300]) {
      const controller = new AbortController();
      const hung = runner.run({ ...extract, detector: { ...detector, name: 'hang' } }, { signal: controller.signal });
      setTimeout(() => controller.abort(), delay);
      await expect(hung).rejects.toMatchObject({ code: 'cancelled' });
    }
    await expect(runner.run(extract, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    expect((await runner.run(extract, { signal })).rings.length).toBeGreaterThan(20);
  });

  it('rejects what runs when it is closed', async () => {
    runner = createCalibrationRunner(1, url);
    const hung = runner.run({ ...extract, detector: { ...detector, name: 'hang' } }, { signal });
    const rejected = expect(hung).rejects.toMatchObject({ code: 'cancelled' });
    await runner.close();
    await rejected;
  });

  it('reads samples in shared memory where they are', async () => {
    runner = createCalibrationRunner(1, url);
    const shared = new Int32Array(new SharedArrayBuffer(image.samples.length * 4));
    shared.set(image.samples);
    const found = await runner.run({ ...extract, image: { ...image, samples: shared } }, { signal });
    expect(found.rows).toEqual(runCalibrationJob(extract).rows);
    expect(shared[1234]).toBe(image.samples[1234]); // neither moved nor emptied
  });
});
