import { mkdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnnulus } from '../../src-main/assemble.ts';
import { createHostFiles } from '../../src-main/file/file-access.ts';
import { createStateFolder } from '../../src-main/file/state-folder.ts';
import type { HostSession, SessionSource } from '../../src-main/rpc/host-session.ts';
import { createRouter } from '../../src-main/rpc/router.ts';
import { loadValidator } from '../../src-main/rpc/schema-validation.ts';
import type { IntegrationSaveCakeParams } from '../../src-shared/model/schema-types.generated.ts';
import type { Call } from '../../src-shared/rpc/contract.ts';
import { ensureBuilt, runAnnulus } from '../cli/run-annulus.ts';
import { calibration, createSmallData, type SmallData } from '../cli/small-data.ts';

const settings: IntegrationSaveCakeParams['settings'] = {
  radialUnit: 'r_mm',
  npt: 60,
  split: 'full',
  solidAngle: true,
  errorModel: 'none',
  normalizationFactor: 1,
  detectorMask: true,
  backgroundScale: 1,
};
const context = { signal: new AbortController().signal };

describe('integration.saveCake', () => {
  let data: SmallData;
  let annulus: SessionSource;
  let session: HostSession;
  let call: Call;
  let root = '';

  beforeAll(async () => {
    await ensureBuilt();
    data = await createSmallData();
    for (const name of ['out', 'state']) await mkdir(data.path(name));
    const files = await createHostFiles([{ path: data.folder, label: 'Data', writable: true }], data.path('state'));
    annulus = await createAnnulus({ files, stateFolder: createStateFolder(data.path('state')), workers: 2 });
    session = annulus.createSession();
    const route = createRouter(session.handlers, await loadValidator());
    call = ((method: string, params: unknown) => route(method, params, context)) as unknown as Call;
    root = (await call('app.info', {}, context)).roots[0]!.ref;
  });
  afterAll(async () => {
    session.close();
    await annulus.close();
    await data.remove();
  });

  const save = async (more: Partial<IntegrationSaveCakeParams>) => {
    const { imageId } = await call('image.open', { ref: `${root}stack.npy` }, context);
    const cut = { azimuthBins: 12, azimuthStart: -90, sense: 'anticlockwise' } as const;
    const target = { directory: `${root}out`, overwrite: false, layouts: ['xrdfit' as const] };
    const params = { imageId, frame: 1, calibration, settings, maskIds: [], ...cut, ...target };
    return call('integration.saveCake', { ...params, ...more } as IntegrationSaveCakeParams, context);
  };

  it.each([
    [
      ['xrdfit', 'esg', 'edf', 'npy', 'svg', 'pdf', 'png'],
      ['dat', 'esg', 'edf', 'npy', 'svg', 'pdf', 'png', 'json'],
    ],
    [['xrdfit-blank'], ['dat', 'json']],
    [['maud'], ['dat', 'json']],
  ] as const)('F017, F018, F019, F020: writes %j byte for byte as annulus cake does', async (layouts, suffixes) => {
    const saved = await save({ layouts: [...layouts] as IntegrationSaveCakeParams['layouts'], overwrite: true });
    expect(saved.files.map(({ name }) => name)).toEqual(suffixes.map((suffix) => `stack_00001.${suffix}`));
    const { code } = await runAnnulus(
      [
        ...['cake', 'stack.npy', '--poni', 'setup.poni', '--unit', 'r_mm', '--npt', '60', '--frames', '1:2'],
        ...['--cakes', '12', '--start', 'north', '--sense', 'anticlockwise', '--layout', layouts.join(',')],
        ...['--out', 'cli', '--overwrite'],
      ],
      { cwd: data.folder },
    );
    expect(code).toBe(0);
    for (const suffix of suffixes) {
      const [window, line] = await Promise.all(
        ['out', 'cli'].map((folder) => readFile(data.path(`${folder}/stack_00001.${suffix}`))),
      );
      expect(window!.equals(line!), suffix).toBe(true);
    }
  });

  it('writes HDF5 with the frame in it', async () => {
    const { files } = await save({ layouts: ['h5'], stem: 'mine' });
    expect(files.map(({ name }) => name)).toEqual(['mine.h5', 'mine.json']);
    expect((await readFile(data.path('out/mine.h5'))).subarray(1, 4).toString()).toBe('HDF');
  });

  it('refuses MAUD columns over an angle, two layouts of one name, and what exists, each in a sentence', async () => {
    await expect(save({ layouts: ['maud'], settings: { ...settings, radialUnit: '2th_deg' } })).rejects.toThrow(
      'The maud layout counts the radius in pixels: choose r as the radial axis.',
    );
    await expect(save({ layouts: ['xrdfit', 'maud'], stem: 'two' })).rejects.toThrow(
      'xrdfit and maud would both be named two.dat: save them one after the other.',
    );
    await save({ stem: 'there' });
    await expect(save({ stem: 'there' })).rejects.toMatchObject({ code: 'exists' });
  });
});
