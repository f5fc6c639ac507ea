import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAnnulus } from '../../src-main/assemble.ts';
import { createHostFiles } from '../../src-main/file/file-access.ts';
import { createStateFolder } from '../../src-main/file/state-folder.ts';
import type { HostSession, SessionSource } from '../../src-main/rpc/host-session.ts';
import { createRouter } from '../../src-main/rpc/router.ts';
import { loadValidator } from '../../src-main/rpc/schema-validation.ts';
import { layMask } from '../../src-shared/mask/rasterize-mask.ts';
import type { IntegrationSettings, MaskLayer, MaskRegion } from '../../src-shared/model/schema-types.generated.ts';
import type { Call, CallContext } from '../../src-shared/rpc/contract.ts';
import { ensureBuilt } from '../cli/run-annulus.ts';
import { calibration, COLUMNS, createSmallData, ROWS, simulate, type SmallData } from '../cli/small-data.ts';
import { buildWorker } from '../worker/built-worker.ts';

const settings: IntegrationSettings = {
  radialUnit: '2th_deg',
  npt: 60,
  split: 'full',
  solidAngle: true,
  errorModel: 'none',
  normalizationFactor: 1,
  detectorMask: true,
  backgroundScale: 1,
};
const layer = (id: number, name: string, region: MaskRegion): MaskLayer => ({
  ...{ id, name, enabled: true, action: 'add', region },
});
const automatic: MaskRegion = {
  kind: 'automatic',
  settings: { edge: 4, lower: 0, alpha: 2.5, method: 'mean' },
};
const hot: MaskRegion = { kind: 'hotPixels', threshold: 4, size: 5 };

describe('the mask thread', () => {
  let data: SmallData;
  let annulus: SessionSource;
  let session: HostSession;
  let call: Call;
  let frame: { imageId: string; frame: number; settings: IntegrationSettings; maskIds: string[] };
  const plain: CallContext = { signal: new AbortController().signal };

  beforeAll(async () => {
    await ensureBuilt();
    data = await createSmallData();
    await mkdir(data.path('state'));
    const files = await createHostFiles([{ path: data.folder, label: 'Data', writable: true }], data.path('state'));
    const maskThread = await buildWorker('tests/worker/waiting-mask-entry.ts');
    annulus = await createAnnulus({
      files,
      stateFolder: createStateFolder(data.path('state')),
      workers: 1,
      maskThread,
    });
  });
  afterAll(async () => {
    await annulus.close();
    await data.remove();
  });
  beforeEach(async () => {
    session = annulus.createSession();
    const route = createRouter(session.handlers, await loadValidator());
    call = ((method: string, params: unknown, context: CallContext) =>
      route(method, params, context)) as unknown as Call;
    const root = (await call('app.info', {}, plain)).roots[0]!.ref;
    const { imageId } = await call('image.open', { ref: `${root}a.tif` }, plain);
    frame = { imageId, frame: 0, settings, maskIds: [] };
  });
  afterEach(() => session.close());

  it('leaves the host free: other calls are answered while rings are searched', async () => {
    const gate = data.path('go-1');
    const events: string[] = [];
    const drawn = call(
      'mask.rasterize',
      { ...frame, calibration, layers: [layer(1, `wait for ${gate}`, automatic), layer(2, 'hot', hot)] },
      plain,
    ).then((raster) => {
      events.push('mask drawn');
      return raster;
    });
    await call('integration.integrate1d', { ...frame, calibration }, plain);
    events.push('pattern integrated');
    await call('app.info', {}, plain);
    events.push('program described');
    await writeFile(gate, '');
    const raster = await drawn;
    expect(events).toEqual(['pattern integrated', 'program described', 'mask drawn']);

    const image = simulate(1);
    const here = layMask([layer(1, 'a', automatic), layer(2, 'b', hot)], [ROWS, COLUMNS], {
      image,
      calibration,
      unused: new Uint8Array(ROWS * COLUMNS),
    });
    expect(raster.maskedPixels).toBe(here.totals[1]);
    expect(raster.changes).toEqual([
      { layerId: 1, pixels: here.totals[0] },
      { layerId: 2, pixels: here.totals[1]! - here.totals[0]! },
    ]);
  });

  it('is cancelled, keeps what it knows, and draws the next mask', async () => {
    const gate = data.path('go-2');
    const controller = new AbortController();
    const layers = [layer(1, `wait for ${gate}`, { kind: 'hotPixels', threshold: 5, size: 3 })];
    const drawn = call('mask.rasterize', { ...frame, layers }, { signal: controller.signal });
    const ended = expect(drawn).rejects.toMatchObject({ code: 'cancelled' });
    controller.abort();
    await writeFile(gate, '');
    await ended;
    const next = await call('mask.rasterize', { ...frame, layers: [layer(1, 'hot', hot)] }, plain);
    expect(next.problems).toEqual([]);
  });

  it('draws for two windows that call different images alike', async () => {
    const other = annulus.createSession();
    const route = createRouter(other.handlers, await loadValidator());
    const root = (await call('app.info', {}, plain)).roots[0]!.ref;
    const opened = (await route('image.open', { ref: `${root}b.tif` }, plain)) as { imageId: string };
    expect(opened.imageId).toBe(frame.imageId); // each window counts from 1
    const params = { ...frame, layers: [layer(1, 'hot', { kind: 'hotPixels', threshold: 3, size: 5 })] };
    const mine = await call('mask.rasterize', params, plain);
    const theirs = (await route('mask.rasterize', params, plain)) as { maskedPixels: number };
    const count = (seed: number): number =>
      layMask(params.layers, [ROWS, COLUMNS], { image: simulate(seed), unused: null }).totals[0]!;
    expect([mine.maskedPixels, theirs.maskedPixels]).toEqual([count(1), count(2)]);
    expect(count(1)).not.toBe(count(2));
    await other.close();
  });
});
