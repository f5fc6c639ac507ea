import { describe, expect, it } from 'vitest';
import { useBatchPlanStore } from '../../../src-renderer/session/batch-plan-store.ts';
import { useBatchRunStore } from '../../../src-renderer/session/batch-run-store.ts';
import { useDocumentStore } from '../../../src-renderer/session/document-store.ts';
import { useHostStore } from '../../../src-renderer/session/host-store.ts';
import { useImageStore } from '../../../src-renderer/session/image-store.ts';
import { useNoticeStore } from '../../../src-renderer/session/notice-store.ts';
import { AppError } from '../../../src-shared/model/app-error.ts';
import type { BatchTask } from '../../../src-shared/model/schema-types.generated.ts';
import type { BatchStatus } from '../../../src-shared/rpc/batch-contract.ts';
import type { AppInfo, Handlers } from '../../../src-shared/rpc/contract.ts';
import { calibration, imageFrame, imageInfo, settled, useFakeHost } from '../fake-host.ts';

const frames = { total: 3, waiting: 3, running: 0, done: 0, skipped: 0, failed: 0 };
const begun: BatchStatus = {
  batchId: 'b1',
  kind: 'patterns',
  label: 'integrated',
  directory: 'data:/integrated',
  version: 1,
  state: 'running',
  isWatching: false,
  problem: null,
  frames,
  framesPerSecond: 0,
  megabytesPerSecond: 0,
  secondsLeft: null,
  secondsElapsed: 0,
  bottleneck: null,
  stages: [],
  newest: null,
  radialUnit: '2th_deg',
};
const info = {
  version: '0',
  host: 'serve',
  roots: [
    { ref: 'readonly:/', label: 'frames', writable: false },
    { ref: 'data:/', label: 'data', writable: true },
  ],
  radialUnits: [],
  patternFormats: [],
  cakeLayouts: [],
  imageSuffixes: [],
} as const satisfies AppInfo;

/** A window with an image and a calibration, whose host answers batch.status with one status after the other. */
async function openWindow(news: readonly BatchStatus[], handlers: Partial<Handlers> = {}) {
  const queue = [...news];
  const fake = useFakeHost({
    'image.open': async ({ ref }) => imageInfo({ ref, imageId: ref }),
    'image.frame': async ({ frame }) => imageFrame(frame),
    'image.close': async () => null,
    'integration.integrate1d': async () => {
      throw new AppError('cancelled', 'not looked at here');
    },
    'batch.start': async () => begun,
    'batch.status': async () => queue.shift() ?? new Promise<BatchStatus>(() => undefined),
    'batch.close': async () => null,
    ...handlers,
  });
  useHostStore().info = info;
  await useImageStore().open('data:/CeO2.tif');
  useDocumentStore().changeCalibration('Calibration', { calibration, warnings: [], origins: {} });
  return fake;
}

describe('the plan of a batch', () => {
  it('takes each file once, and every change of it can be taken back', async () => {
    await openWindow([]);
    const plans = useBatchPlanStore();
    plans.addInputs([{ ref: 'data:/a.tif' }, { ref: 'data:/s.h5', dataset: '/entry/data' }]);
    plans.addInputs([{ ref: 'data:/a.tif' }, { ref: 'data:/s.h5' }]);
    expect(plans.plan.inputs.map(({ ref, dataset }) => `${ref} ${dataset ?? ''}`.trim())).toEqual([
      'data:/a.tif',
      'data:/s.h5 /entry/data',
      'data:/s.h5',
    ]);
    useDocumentStore().undo();
    expect(plans.plan.inputs).toHaveLength(2);
  });

  it('becomes the task of the host: the pattern on screen, for all its files, in a folder that can be written to', async () => {
    await openWindow([]);
    const plans = useBatchPlanStore();
    useDocumentStore().changeSetting('Bins', 'npt', 77);
    plans.addInputs([{ ref: 'data:/a.tif' }]);
    plans.change('Frames', { frames: '0:10:2' });
    expect(await plans.task()).toMatchObject({
      inputs: [{ ref: 'data:/a.tif' }],
      frames: '0:10:2',
      calibration,
      settings: { npt: 77 },
      formats: ['xy'],
      directory: 'data:/integrated',
    });
    plans.change('Cakes', { makes: 'cakes', azimuthBins: 12, layouts: ['maud', 'npy'] });
    const cakes: BatchTask = await plans.task();
    expect(cakes.formats).toEqual([]);
    expect(cakes.cakes).toEqual({ cut: { azimuthBins: 12, sense: 'clockwise' }, layouts: ['maud', 'npy'] });
  });

  it('says what is missing', async () => {
    await openWindow([]);
    const plans = useBatchPlanStore();
    await expect(plans.task()).rejects.toThrow(/has no files: add images or folders/);
    plans.addInputs([{ ref: 'data:/a.tif' }]);
    useDocumentStore().changeCalibration('None', null);
    await expect(plans.task()).rejects.toThrow(/no calibration/);
  });
});

describe('a batch that runs', () => {
  it('is followed to its end, and its failures are told', async () => {
    const done = { ...frames, waiting: 0, done: 2, failed: 1 };
    const fake = await openWindow([
      { ...begun, version: 2, frames: { ...frames, waiting: 2, done: 1 } },
      { ...begun, version: 3, state: 'done', frames: done },
    ]);
    useBatchPlanStore().addInputs([{ ref: 'data:/a.tif' }]);
    const run = useBatchRunStore();
    await run.start();
    await settled();
    expect(fake.paramsOf('batch.status')).toEqual([
      { batchId: 'b1', after: 1 },
      { batchId: 'b1', after: 2 },
    ]);
    expect(run.status?.frames).toEqual(done);
    expect(run.isOver).toBe(true);
    expect(useNoticeStore().notices.map(({ text }) => text)).toContain(
      '2 frames done in integrated, 1 failed: the list says why.',
    );
  });

  it('keeps what went wrong at the start where the buttons are', async () => {
    await openWindow([], {
      'batch.start': async () => {
        throw new AppError('exists', '"a.xy" is there already.');
      },
    });
    useBatchPlanStore().addInputs([{ ref: 'data:/a.tif' }]);
    const run = useBatchRunStore();
    expect(await run.start()).toBe(false);
    expect(run.error?.message).toBe('"a.xy" is there already.');
    expect(run.isStarting).toBe(false);
  });

  it('shows the image and frame of a row that is chosen', async () => {
    await openWindow([], {
      'image.open': async ({ ref }) => imageInfo({ ref, imageId: ref, frameCount: 9 }),
      'batch.frames': async ({ offset }) => ({
        total: 3,
        entries: [{ index: offset, name: 's.h5', ref: 'data:/s.h5', frame: 7, state: 'done', reason: '' }],
      }),
    });
    useBatchPlanStore().addInputs([{ ref: 'data:/s.h5' }]);
    const run = useBatchRunStore();
    await run.start();
    await run.choose(2);
    await settled();
    expect(run.chosen).toBe(2);
    expect(useImageStore().info?.ref).toBe('data:/s.h5');
    expect(useImageStore().frameNumber).toBe(7);
  });

  it('is found again after the window was closed', async () => {
    await openWindow([], { 'batch.list': async () => ({ batches: [{ ...begun, batchId: 'b7' }] }) });
    const run = useBatchRunStore();
    await run.recall();
    await settled();
    expect(run.status?.batchId).toBe('b7');
  });
});
