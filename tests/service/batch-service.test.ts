import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAnnulus } from '../../src-main/assemble.ts';
import { createHostFiles } from '../../src-main/file/file-access.ts';
import { createStateFolder } from '../../src-main/file/state-folder.ts';
import type { HostSession, SessionSource } from '../../src-main/rpc/host-session.ts';
import { createRouter } from '../../src-main/rpc/router.ts';
import { loadValidator } from '../../src-main/rpc/schema-validation.ts';
import type { BatchTask, IntegrationSettings, MaskLayer } from '../../src-shared/model/schema-types.generated.ts';
import { BATCH_FLAGS, type BatchStatus } from '../../src-shared/rpc/batch-contract.ts';
import type { Call } from '../../src-shared/rpc/contract.ts';
import { ensureBuilt, runAnnulus } from '../cli/run-annulus.ts';
import { calibration, createSmallData, type SmallData } from '../cli/small-data.ts';
import { sharedFolder } from '../shared-folder.ts';

const settings: IntegrationSettings = {
  radialUnit: '2th_deg',
  npt: 90,
  split: 'full',
  solidAngle: true,
  errorModel: 'none',
  normalizationFactor: 1,
  detectorMask: true,
  backgroundScale: 1,
};
const context = { signal: new AbortController().signal };
const COPIES = 12;
/** What every batch leaves besides its results. */
const BESIDE = ['annulus-calibration.poni', 'annulus-recipe.json', 'annulus-summary.csv'];

describe('batches of a window', () => {
  let data: SmallData;
  let annulus: SessionSource;
  let session: HostSession;
  let call: Call;
  let root = '';
  let run = 0;

  beforeAll(async () => {
    await ensureBuilt();
    data = await createSmallData();
    await mkdir(data.path('state'));
    await mkdir(data.path('scan'));
    for (let i = 0; i < COPIES; i++) await copyFile(data.path(i % 2 ? 'a.tif' : 'b.tif'), data.path(`scan/f${i}.tif`));
    await writeFile(data.path('scan/f5.tif'), (await readFile(data.path('a.tif'))).subarray(0, 9000));
    const files = await createHostFiles([{ path: data.folder, label: 'Data', writable: true }], data.path('state'));
    annulus = await createAnnulus({ files, stateFolder: createStateFolder(data.path('state')), workers: 2 });
  });
  afterAll(async () => {
    await annulus.close();
    await data.remove();
  });
  beforeEach(async () => {
    run++;
    session = annulus.createSession();
    const route = createRouter(session.handlers, await loadValidator());
    call = ((method: string, params: unknown) => route(method, params, context)) as unknown as Call;
    root = (await call('app.info', {}, context)).roots[0]!.ref;
  });
  afterEach(() => session.close());

  const task = (more: Partial<BatchTask> = {}): BatchTask => ({
    inputs: [{ ref: `${root}scan` }],
    recursive: false,
    calibration,
    settings,
    maskIds: [],
    formats: ['xy'],
    directory: `${root}out${run}`,
    existing: 'refuse',
    summaryFile: true,
    ...more,
  });

  async function until(status: BatchStatus, isThere: (status: BatchStatus) => boolean): Promise<BatchStatus> {
    let now = status;
    while (!isThere(now)) now = await call('batch.status', { batchId: now.batchId, after: now.version }, context);
    return now;
  }
  const isOver = ({ state }: BatchStatus): boolean => state === 'done';

  it('F021: leaves a recipe with which the command line makes the same bytes, table included', async () => {
    const image = await call('image.open', { ref: `${root}a.tif` }, context);
    const layers: MaskLayer[] = [
      { id: 1, name: 'stop', enabled: true, action: 'add', region: { kind: 'circle', x: 30, y: 40, radius: 6 } },
    ];
    const shown = { imageId: image.imageId, frame: 0, settings, calibration };
    const drawn = await call('mask.rasterize', { ...shown, maskIds: [], layers }, context);
    const masked = task({
      tables: ['csv'],
      maskIds: [drawn.maskId],
      settings: { ...settings, radialRange: [2, 12], polarization: { factor: 0.95, offsetDeg: 0 } },
      calibration: { ...calibration, detector: { ...calibration.detector, orientation: 2 } },
    });
    const preview = await call('batch.preview', { task: masked }, context);
    expect(preview.outputs.at(-1)).toBe('annulus-table.csv');
    await until(await call('batch.start', { task: masked }, context), isOver);
    const recipe = data.path(`out${run}/annulus-recipe.json`);
    const { code } = await runAnnulus(['integrate', '--recipe', recipe, '--out', data.path(`cli${run}`)]);
    expect(code).toBe(1); // f5.tif is cut off here too
    const made = (await readdir(data.path(`cli${run}`))).filter((name) => /\.(xy|csv)$/.test(name));
    expect(made).toHaveLength(COPIES - 1 + 1);
    for (const name of made)
      expect(await readFile(data.path(`out${run}/${name}`), 'utf8')).toBe(
        await readFile(data.path(`cli${run}/${name}`), 'utf8'),
      );
  });

  it('F021: says before the run what it would write', async () => {
    const preview = await call('batch.preview', { task: task({ formats: ['xy', 'chi'] }) }, context);
    expect(preview).toMatchObject({ frames: COPIES, outputCount: 2 * COPIES, existingCount: 0, problem: null });
    expect(preview.outputs.slice(0, 4)).toEqual(['f0.xy', 'f0.chi', 'f1.xy', 'f1.chi']);
  });

  it('F021: integrates a folder in natural order, lists the frame that fails with its reason and goes on', async () => {
    const { batchId, ...started } = await call('batch.start', { task: task() }, context);
    const status = await until({ batchId, ...started }, isOver);
    expect(status.frames).toMatchObject({ total: COPIES, done: COPIES - 1, failed: 1, waiting: 0 });
    const failed = await call('batch.frames', { batchId, offset: 0, limit: 10, state: 'failed' }, context);
    expect(failed.entries.map(({ name, state }) => [name, state])).toEqual([['f5.tif', 'failed']]);
    expect(failed.entries[0]!.reason).toContain('cut off');
    expect((await readdir(data.path(`out${run}`))).filter((name) => name.endsWith('.xy'))).toHaveLength(COPIES - 1);

    const matrix = await call('batch.matrix', { batchId, first: 0, maxRows: 100, maxColumns: 45 }, context);
    expect([matrix.rows.length, matrix.radial.length]).toEqual([COPIES, 45]);
    expect(matrix.intensity.subarray(5 * 45, 6 * 45).every(Number.isNaN)).toBe(true); // the frame that failed
    const pattern = await call('batch.pattern', { batchId, index: 3 }, context);
    // Columns are means of two bins.
    expect(matrix.intensity[3 * 45 + 10]).toBeCloseTo((pattern.intensity[20]! + pattern.intensity[21]!) / 2, 3);
    const { pixels, integral, windowMean, flags } = await call(
      'batch.summary',
      { batchId, first: 0, window: [pattern.radial[20]!, pattern.radial[21]!] },
      context,
    );
    expect(windowMean![3]).toBeCloseTo((pattern.intensity[20]! + pattern.intensity[21]!) / 2, 3);
    expect(integral[1]).toBe(integral[3]); // copies of one image
    expect(pixels[0]).toBeGreaterThan(7000); // of 96 × 80
    expect(flags[0]! & BATCH_FLAGS.empty).toBe(0);
    const csv = (await readFile(data.path(`out${run}/annulus-summary.csv`), 'utf8')).split('\r\n');
    expect(csv[0]).toContain('integral');
    expect(csv).toHaveLength(COPIES + 2);
  });

  it('makes frames again; of a stack all of them', async () => {
    await mkdir(data.path('retry'));
    await copyFile(data.path('stack.npy'), data.path('retry/s.npy'));
    const started = await call(
      'batch.start',
      { task: task({ inputs: [{ ref: `${root}retry` }], formats: ['h5'] }) },
      context,
    );
    const done = await until(started, isOver);
    expect(done.frames).toMatchObject({ total: 3, done: 3 });
    const again = await call('batch.retry', { batchId: done.batchId, indices: [1] }, context);
    expect((await until(again, isOver)).frames.done).toBe(3); // the whole stack is made again
    expect(await readdir(data.path(`out${run}`))).toEqual([...BESIDE, 's.h5']);
  });

  it('F021: compares with an earlier run: as text, as a table of any format, and as the batch before', async () => {
    const first = task({ formats: ['xy'], tables: ['csv', 'xy', 'h5'] });
    const before = await until(await call('batch.start', { task: first }, context), isOver);
    const doubled = task({ directory: `${root}doubled`, settings: { ...settings, normalizationFactor: 0.5 } });
    const { batchId } = await until(await call('batch.start', { task: doubled }, context), isOver);
    const size = { batchId, as: 'ratio', maxRows: 100, maxColumns: 90 } as const;
    const sources = ['', '/annulus-table.csv', '/annulus-table.xy', '/annulus-table.h5'].map(
      (name) => `${root}out${run}${name}`,
    );
    for (const ref of sources) {
      const { earlierId, ...opened } = await call('batch.openEarlier', { ref }, context);
      expect(opened).toMatchObject({ patterns: COPIES - 1, failures: [] });
      const { intensity, paired, pairedBy } = await call('batch.compare', { ...size, earlierId }, context);
      expect([paired, pairedBy]).toEqual([COPIES - 1, 'name']); // without the frame that failed
      const known = intensity.filter(Number.isFinite);
      expect(known.length).toBeGreaterThan(80 * (COPIES - 1));
      for (const value of known) expect(value).toBeCloseTo(2, 5); // float32 both
      await expect(call('batch.earlierPattern', { batchId, earlierId, index: 5 }, context)).rejects.toThrow(/frame 5/);
    }
    const [ref] = sources;
    const earlier = { earlierId: before.batchId, batchId };
    const { intensity } = await call('batch.compare', { ...size, ...earlier, as: 'difference' }, context);
    const now = await call('batch.pattern', { batchId, index: 2 }, context);
    const old = await call('batch.earlierPattern', { ...earlier, index: 2 }, context);
    expect(intensity[2 * 90 + 30]).toBe(Math.fround(now.intensity[30]! - old.intensity[30]!));
    expect(old.name).toBe('f2');
    await writeFile(data.path(`out${run}/f3.xy`), 'nothing');
    expect((await call('batch.openEarlier', { ref: ref! }, context)).failures).toMatchObject([{ name: 'f3.xy' }]);
    await call('batch.close', { batchId: before.batchId }, context);
    await expect(call('batch.compare', { ...size, ...earlier }, context)).rejects.toThrow(/choose it again/);
    await expect(call('batch.openEarlier', { ref: `${root}scan` }, context)).rejects.toThrow(/no patterns/);
  });

  it('pauses, resumes and cancels', async () => {
    const started = await call('batch.start', { task: task() }, context);
    const { batchId } = started;
    const paused = await call('batch.pause', { batchId }, context);
    expect(paused.state).toBe('paused');
    const settled = await until(paused, ({ frames }) => frames.running === 0);
    expect(settled.frames.waiting).toBeGreaterThan(0);
    await call('batch.resume', { batchId }, context);
    const done = await until(await call('batch.status', { batchId }, context), isOver);
    expect(done.frames.done).toBe(COPIES - 1);
    expect((await call('batch.list', {}, context)).batches.map((batch) => batch.batchId)).toEqual([batchId]);
    await call('batch.close', { batchId }, context);
    await expect(call('batch.status', { batchId }, context)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('lists a file that is deleted, and one that becomes another, while they wait, each with its reason', async () => {
    await mkdir(data.path('queued'));
    for (let i = 0; i < COPIES; i++) await copyFile(data.path('a.tif'), data.path(`queued/f${i}.tif`));
    const { batchId } = await call('batch.start', { task: task({ inputs: [{ ref: `${root}queued` }] }) }, context);
    const settled = await until(await call('batch.pause', { batchId }, context), ({ frames }) => frames.running === 0);
    expect(settled.frames.waiting).toBeGreaterThan(1);
    await rm(data.path(`queued/f${COPIES - 1}.tif`));
    await writeFile(data.path(`queued/f${COPIES - 2}.tif`), 'no longer an image');
    const done = await until(await call('batch.resume', { batchId }, context), isOver);
    expect(done.frames).toMatchObject({ done: COPIES - 2, failed: 2, waiting: 0 });
    const { entries } = await call('batch.frames', { batchId, offset: 0, limit: 9, state: 'failed' }, context);
    expect(entries.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
      expect.stringMatching(/^f10\.tif: .*not an image/),
      expect.stringMatching(/^f11\.tif: .*(does not exist|no file|gone)/),
    ]);
  });

  it('refuses results that exist before any work, or skips them', async () => {
    const directory = `${root}same`;
    await until(await call('batch.start', { task: task({ directory }) }, context), isOver);
    await expect(call('batch.start', { task: task({ directory }) }, context)).rejects.toMatchObject({ code: 'exists' });
    const status = await until(
      await call('batch.start', { task: task({ directory, existing: 'skip' }) }, context),
      isOver,
    );
    expect(status.frames).toMatchObject({ skipped: COPIES - 1, done: 0 });
  });

  it('makes cakes, shown as their means over azimuth', async () => {
    const cakes = { cut: { azimuthBins: 4, sense: 'clockwise' }, layouts: ['xrdfit'] } as const;
    const started = await call(
      'batch.start',
      { task: task({ inputs: [{ ref: `${root}a.tif` }], formats: [], cakes: { ...cakes, layouts: ['xrdfit'] } }) },
      context,
    );
    const { batchId, frames } = await until(started, isOver);
    expect(frames).toMatchObject({ total: 1, done: 1 });
    expect((await readdir(data.path(`out${run}`))).sort()).toEqual(['a.dat', 'a.json', ...BESIDE]);
    expect((await call('batch.pattern', { batchId, index: 0 }, context)).intensity).toHaveLength(90);
  });

  it.skipIf(!sharedFolder)('opens the three modules of a real detector as one image, whichever is chosen', async () => {
    const name = 'testasapo1_1009_00002_m';
    await mkdir(data.path('lambda'));
    for (const module of [1, 2, 3])
      await copyFile(
        join(sharedFolder!, `data/dioptas/lambda/${name}${module}_part00000.nxs`),
        data.path(`lambda/${name}${module}_part00000.nxs`),
      );
    const opened = await call('image.open', { ref: `${root}lambda/${name}2_part00000.nxs` }, context);
    expect(opened.shape).toEqual([1833, 1556]); // 1317 + 516 rows, 1554 + 2 columns: the stated places of the modules
    const inputs = [{ ref: `${root}lambda` }];
    const preview = await call('batch.preview', { task: task({ inputs }) }, context);
    expect(preview.frames).toBe(opened.frameCount); // not three times as many
    expect(preview.inputBytes).toBe(447_459 + 386_790 + 405_649);
  });

  it('F021: watches a folder: new files, one that grows, one that is written again', async () => {
    await mkdir(data.path('live'));
    const inputs = [{ ref: `${root}live` }];
    const started = await call('batch.watch', { task: task({ inputs }), existingFrames: true }, context);
    const { batchId } = started;
    expect(started.isWatching).toBe(true);
    const a = await readFile(data.path('a.tif'));
    await writeFile(data.path('live/one.tif'), a.subarray(0, 5000)); // half of it
    await writeFile(data.path('tmp'), a);
    await rename(data.path('tmp'), data.path('live/two.tif'));
    const first = await until(started, ({ frames }) => frames.done === 1);
    // All that a window needs to show it.
    expect(first.newest).toMatchObject({ name: 'two.tif', ref: `${root}live/two.tif`, frame: 0 });
    await writeFile(data.path('live/one.tif'), a);
    const second = await until(first, ({ frames }) => frames.done === 2);
    expect(second.frames.failed).toBe(0);
    const before = await readFile(data.path(`out${run}/two.xy`));
    await writeFile(data.path('live/two.tif'), await readFile(data.path('b.tif')));
    await expect
      .poll(async () => Buffer.compare(before, await readFile(data.path(`out${run}/two.xy`))), { timeout: 20_000 })
      .not.toBe(0);
    expect((await until(await call('batch.stopWatching', { batchId }, context), isOver)).frames.done).toBe(2);
  });
});
