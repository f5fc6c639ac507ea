import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAnnulus } from '../../src-main/assemble.ts';
import { createHostFiles } from '../../src-main/file/file-access.ts';
import { createStateFolder } from '../../src-main/file/state-folder.ts';
import type { HostSession, SessionSource } from '../../src-main/rpc/host-session.ts';
import { createRouter } from '../../src-main/rpc/router.ts';
import { loadValidator } from '../../src-main/rpc/schema-validation.ts';
import type { IntegrationSettings, MaskLayer, MaskRegion } from '../../src-shared/model/schema-types.generated.ts';
import type { Call } from '../../src-shared/rpc/contract.ts';
import { ensureBuilt } from '../cli/run-annulus.ts';
import { calibration, COLUMNS, createSmallData, ROWS, rowMask, type SmallData } from '../cli/small-data.ts';

const settings: IntegrationSettings = {
  radialUnit: '2th_deg',
  npt: 60,
  split: 'full',
  solidAngle: true,
  errorModel: 'poisson',
  normalizationFactor: 1,
  detectorMask: true,
  backgroundScale: 1,
};
const context = { signal: new AbortController().signal };
const layer = (id: number, region: MaskRegion): MaskLayer => ({
  id,
  name: `layer ${id}`,
  enabled: true,
  action: 'add',
  region,
});
const firstRows = (rows: number): MaskRegion => ({ kind: 'rectangle', x1: -1, y1: -1, x2: 999, y2: rows });

describe('masks by layers', () => {
  let data: SmallData;
  let annulus: SessionSource;
  let session: HostSession;
  let call: Call;
  let root = '';
  let frame: { imageId: string; frame: number; settings: IntegrationSettings };

  beforeAll(async () => {
    await ensureBuilt();
    data = await createSmallData();
    await mkdir(data.path('out'));
    await mkdir(data.path('state'));
    await writeFile(data.path('mask.npy'), rowMask(10));
    await writeFile(data.path('other.npy'), rowMask(2, [5, 7]));
    const files = await createHostFiles([{ path: data.folder, label: 'Data', writable: true }], data.path('state'));
    annulus = await createAnnulus({ files, stateFolder: createStateFolder(data.path('state')), workers: 1 });
  });
  afterAll(async () => {
    await annulus.close();
    await data.remove();
  });
  beforeEach(async () => {
    session = annulus.createSession();
    const route = createRouter(session.handlers, await loadValidator());
    call = ((method: string, params: unknown) => route(method, params, context)) as unknown as Call;
    root = (await call('app.info', {}, context)).roots[0]!.ref;
    const { imageId } = await call('image.open', { ref: `${root}a.tif` }, context);
    frame = { imageId, frame: 0, settings };
  });
  afterEach(() => session.close());

  it('integrates what a drawn mask leaves, as a file of the same pixels does', async () => {
    const layers = [layer(1, firstRows(10))];
    const drawn = await call('mask.rasterize', { ...frame, maskIds: [], layers }, context);
    expect(drawn).toMatchObject({ maskedPixels: 10 * COLUMNS, shape: [ROWS, COLUMNS], problems: [] });
    const file = await call('mask.open', { ref: `${root}mask.npy` }, context);
    const of = (maskId: string) =>
      call('integration.integrate1d', { ...frame, calibration, maskIds: [maskId] }, context);
    const [live, saved] = [await of(drawn.maskId), await of(file.maskId)];
    expect(live.radial).toEqual(saved.radial);
    expect(live.provenance.ignoredPixels).toBe(10 * COLUMNS);
    // Sums of the plan less those of the frame: the last digits differ, as sums in another order do.
    for (let bin = 0; bin < 60; bin++) {
      expect(Math.abs(live.intensity[bin]! - saved.intensity[bin]!)).toBeLessThan(
        1e-9 * Math.abs(saved.intensity[bin]!),
      );
      expect(Math.abs(live.count[bin]! - saved.count[bin]!)).toBeLessThan(1e-9 * (1 + saved.count[bin]!));
    }
  });

  it('needs no new plan for a stroke, and writes what the saved mask gives', async () => {
    const hashOf = async (rows: number): Promise<string> => {
      const region: MaskRegion = { kind: 'circle', x: 30, y: 40, radius: rows };
      const { maskId } = await call('mask.rasterize', { ...frame, maskIds: [], layers: [layer(1, region)] }, context);
      return (await call('integration.integrate1d', { ...frame, calibration, maskIds: [maskId] }, context)).provenance
        .planHash;
    };
    expect(await hashOf(3)).toBe(await hashOf(5));
    const { maskId } = await call(
      'mask.rasterize',
      { ...frame, maskIds: [], layers: [layer(1, firstRows(10))] },
      context,
    );
    const save = (stem: string, id: string) =>
      call(
        'integration.save',
        { ...frame, calibration, maskIds: [id], directory: `${root}out`, stem, formats: ['xy'], overwrite: true },
        context,
      );
    await save('drawn', maskId);
    const file = await call('mask.open', { ref: `${root}mask.npy` }, context);
    await save('file', file.maskId);
    expect(await readFile(data.path('out/drawn.xy'), 'utf8')).toBe(await readFile(data.path('out/file.xy'), 'utf8'));
  });

  it('saves layers that open again, and pixels that mask the same', async () => {
    const layers = [layer(1, firstRows(10)), layer(2, { kind: 'grow', radius: 2 })];
    const target = { directory: `${root}out`, overwrite: false };
    await call('mask.saveLayers', { layers, shape: [ROWS, COLUMNS], name: 'm.mask.json', ...target }, context);
    const opened = await call('mask.openLayers', { ref: `${root}out/m.mask.json` }, context);
    expect(opened).toEqual({ name: 'm.mask.json', layers, shape: [ROWS, COLUMNS] });
    const identified = await call('file.identify', { refs: [`${root}out/m.mask.json`] }, context);
    expect(identified.files[0]!.kind).toBe('mask');
    const { maskId } = await call('mask.rasterize', { ...frame, maskIds: [], layers }, context);
    for (const name of ['m.npy', 'm.edf', 'm.msk', 'm.tif', 'm.mask']) {
      await call('mask.save', { ...frame, maskIds: [maskId], name, ...target }, context);
      expect((await call('mask.open', { ref: `${root}out/${name}` }, context)).maskedPixels).toBe(12 * COLUMNS);
    }
    await expect(call('mask.save', { ...frame, maskIds: [maskId], name: 'm.jpg', ...target }, context)).rejects.toThrow(
      'end its name with .npy, .edf, .msk, .tif or .mask',
    );
  });

  it('leaves out a layer that cannot be laid and says why', async () => {
    const layers = [
      layer(1, { kind: 'radialRange', unit: 'q_A^-1', low: 1, high: 2 }),
      layer(2, { kind: 'file', ref: `${root}other.npy`, keep: false }),
      layer(3, { kind: 'file', ref: `${root}nowhere.npy`, keep: false }),
      layer(4, firstRows(1)),
    ];
    const { maskedPixels, problems } = await call('mask.rasterize', { ...frame, maskIds: [], layers }, context);
    expect(maskedPixels).toBe(COLUMNS);
    expect(new Map(problems.map(({ layerId, message }) => [layerId, message]))).toEqual(
      new Map([
        [1, expect.stringContaining('needs a calibration')],
        [2, expect.stringContaining('5 × 7 pixels and the image 96 × 80')],
        [3, expect.stringContaining('nowhere.npy')],
      ]),
    );
  });

  it('refuses a file that holds no layers, in one sentence', async () => {
    const cases = [
      ['{"maskVersion": 7}', 'version 7'],
      ['{"annulus": "x", "maskVersion": 1, "maskLayers": [{"id": 1}]}', 'holds no mask layers'],
      ['[1, 2', 'is not JSON'],
    ] as const;
    for (const [text, sentence] of cases) {
      await writeFile(data.path('bad.mask.json'), text);
      await expect(call('mask.openLayers', { ref: `${root}bad.mask.json` }, context)).rejects.toThrow(sentence);
    }
  });
});
