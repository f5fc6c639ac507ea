import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAnnulus } from '../../src-main/assemble.ts';
import { createHostFiles } from '../../src-main/file/file-access.ts';
import { createStateFolder } from '../../src-main/file/state-folder.ts';
import type { HostSession, SessionSource } from '../../src-main/rpc/host-session.ts';
import { createRouter } from '../../src-main/rpc/router.ts';
import { loadValidator } from '../../src-main/rpc/schema-validation.ts';
import type { IntegrationSettings, Session } from '../../src-shared/model/schema-types.generated.ts';
import type { Call, ImageInfo } from '../../src-shared/rpc/contract.ts';
import { ensureBuilt, runAnnulus } from '../cli/run-annulus.ts';
import { calibration, COLUMNS, createSmallData, ROWS, rowMask, type SmallData } from '../cli/small-data.ts';

const settings: IntegrationSettings = {
  radialUnit: '2th_deg',
  npt: 90,
  split: 'full',
  solidAngle: true,
  errorModel: 'poisson',
  normalizationFactor: 1,
  maskBelow: 5,
  detectorMask: true,
  backgroundScale: 1,
};
const context = { signal: new AbortController().signal };

describe('services', () => {
  let data: SmallData;
  let annulus: SessionSource;
  let session: HostSession;
  let call: Call;
  let root = '';

  beforeAll(async () => {
    await ensureBuilt();
    data = await createSmallData();
    await mkdir(data.path('out'));
    await writeFile(data.path('mask.npy'), rowMask(10));
    await writeFile(data.path('f2.tif'), await readFile(data.path('a.tif')));
    await writeFile(data.path('f10.tif'), await readFile(data.path('a.tif')));
    await writeFile(data.path('notes.txt'), 'nothing to see\n');
    await mkdir(data.path('state'));
    const files = await createHostFiles([{ path: data.folder, label: 'Data', writable: true }], data.path('state'));
    annulus = await createAnnulus({ files, stateFolder: createStateFolder(data.path('state')), workers: 2 });
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
  });
  afterEach(() => session.close());

  const open = (name: string): Promise<ImageInfo> => call('image.open', { ref: `${root}${name}` }, context);

  describe('app and files', () => {
    it('says what there is', async () => {
      const info = await call('app.info', {}, context);
      expect(info.roots.map(({ label }) => label)).toEqual(['Data']);
      expect(info.patternFormats.map(({ id }) => id)).toContain('fxye');
      expect(info.imageSuffixes).toEqual(expect.arrayContaining(['.tif', '.cbf', '.h5']));
    });

    it('identifies files by content', async () => {
      const refs = ['a.tif', 'setup.poni', 'notes.txt', 'out'].map((name) => `${root}${name}`);
      const { files } = await call('file.identify', { refs }, context);
      expect(files.map(({ kind }) => kind)).toEqual(['image', 'calibration', 'unknown', 'directory']);
      expect(files[0]!.summary).toContain('96 × 80');
    });

    it('has no dialog in the browser, and says so', async () => {
      await expect(call('file.pick', { purpose: 'open' }, context)).rejects.toMatchObject({ code: 'unavailable' });
    });

    it('stays inside the roots', async () => {
      await expect(call('image.open', { ref: `${root}../etc/passwd` }, context)).rejects.toMatchObject({
        code: 'forbidden',
      });
    });
  });

  describe('images', () => {
    it('gives frames as stored, with levels', async () => {
      const image = await open('stack.npy');
      expect([image.frameCount, image.shape, image.sampleType]).toEqual([3, [ROWS, COLUMNS], 'int32']);
      const frame = await call('image.frame', { imageId: image.imageId, frame: 2 }, context);
      const file = await readFile(data.path('stack.npy'));
      const offset = file.length - 4 * ROWS * COLUMNS;
      expect(frame.samples[17]).toBe(file.readInt32LE(offset + 4 * 17));
      expect(frame.statistics.validPixels).toBe(ROWS * COLUMNS);
      expect(frame.statistics.percentile1).toBeLessThan(frame.statistics.percentile999);
      await call('image.close', { imageId: image.imageId }, context);
      await expect(call('image.frame', { imageId: image.imageId, frame: 0 }, context)).rejects.toMatchObject({
        code: 'not-found',
      });
    });

    it('walks through a folder in natural order', async () => {
      const next = await call('image.neighbour', { ref: `${root}f2.tif`, step: 1 }, context);
      expect(next.entry?.name).toBe('f10.tif');
      const before = await call('image.neighbour', { ref: `${root}f2.tif`, step: -1 }, context);
      expect(before.entry?.name).toBe('b.tif');
      const last = await call('image.neighbour', { ref: `${root}stack.npy`, step: 1 }, context);
      expect([last.entry, last.index, last.total]).toEqual([null, 5, 6]);
    });

    it('keeps the images of two windows apart', async () => {
      const { imageId } = await open('a.tif');
      const other = annulus.createSession();
      await expect(other.handlers['image.frame']({ imageId, frame: 0 }, context)).rejects.toThrow('no longer open');
      await other.close();
    });
  });

  it('joins masks and value limits into the pixels left out', async () => {
    const { imageId } = await open('a.tif');
    const mask = await call('mask.open', { ref: `${root}mask.npy` }, context);
    expect(mask.maskedPixels).toBe(10 * COLUMNS);
    const params = { imageId, frame: 0, settings: { ...settings, maskBelow: -1 }, maskIds: [mask.maskId] };
    expect((await call('mask.pixels', params, context)).maskedPixels).toBe(10 * COLUMNS);
    const limited = { ...params, settings: { ...settings, maskBelow: 1e9 } };
    expect((await call('mask.pixels', limited, context)).maskedPixels).toBe(ROWS * COLUMNS);
  });

  describe('calibrations', () => {
    it('opens, formats and saves', async () => {
      const opened = await call('calibration.open', { ref: `${root}setup.poni` }, context);
      expect(opened.calibration.geometry).toEqual(calibration.geometry);
      expect(opened.fit2d?.directDistanceMm).toBeGreaterThan(100);
      const { text } = await call('calibration.format', { calibration: opened.calibration, form: 'poni' }, context);
      expect(text).toContain('Distance: 0.1\n');
      const saved = await call(
        'calibration.save',
        { calibration: opened.calibration, directory: `${root}out`, name: 'new', overwrite: false },
        context,
      );
      expect(saved.files).toEqual([{ ref: `${root}out/new.poni`, name: 'new.poni' }]);
      const again = { calibration: opened.calibration, directory: `${root}out`, name: 'new.poni', overwrite: false };
      await expect(call('calibration.save', again, context)).rejects.toMatchObject({ code: 'exists' });
    });

    it('finds the orientation that the image was simulated with', async () => {
      const { imageId } = await open('a.tif');
      for (const orientation of [3, 2] as const) {
        const turned = { ...calibration, detector: { ...calibration.detector, orientation } };
        const params = { imageId, frame: 0, calibration: turned, settings, maskIds: [] };
        expect((await call('calibration.compareOrientations', params, context)).winner).toBe(3);
      }
    });
  });

  it('lists catalogues, guesses detectors, computes rings', async () => {
    const { guesses } = await call('detector.guess', { shape: [1043, 981] }, context);
    expect(guesses[0]!.detector.name).toBe('Pilatus1M');
    expect((await call('detector.list', {}, context)).detectors.length).toBeGreaterThan(30);
    expect((await call('calibrant.list', {}, context)).calibrants.map(({ id }) => id)).toContain('LaB6');
    const { rings } = await call('calibrant.rings', { calibrantId: 'CeO2', wavelength: 0.4066e-10 }, context);
    expect(rings[0]!.dSpacing).toBeCloseTo(5.411651 / Math.sqrt(3), 10);
    await expect(call('calibrant.rings', { calibrantId: 'x', wavelength: 1e-10 }, context)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  describe('integration', () => {
    const options = ['--npt', '90', '--error-model', 'poisson', '--mask-below', '5', '--mask', 'mask.npy', '--quiet'];

    it.each([
      ['a.tif', 0, 'a'],
      ['stack.npy', 2, 'stack_00002'],
    ])('of %s frame %i saves the bytes that the command line writes', async (name, frame, stem) => {
      const { imageId } = await open(name);
      const { maskId } = await call('mask.open', { ref: `${root}mask.npy` }, context);
      const formats: ['xy', 'csv', 'chi', 'xye'] = ['xy', 'csv', 'chi', 'xye'];
      const params = { imageId, frame, calibration, settings, maskIds: [maskId], formats, overwrite: true };
      const saved = await call('integration.save', { ...params, directory: `${root}out` }, context);
      expect(saved.files.map((file) => file.name)).toEqual(formats.map((format) => `${stem}.${format}`));
      const { code } = await runAnnulus(
        [
          'integrate',
          name,
          '--poni',
          'setup.poni',
          ...options,
          '--format',
          formats.join(','),
          '--out',
          'cli',
          '--overwrite',
        ],
        { cwd: data.folder },
      );
      expect(code).toBe(0);
      for (const format of formats)
        expect(await readFile(data.path(`out/${stem}.${format}`), 'utf8')).toBe(
          await readFile(data.path(`cli/${stem}.${format}`), 'utf8'),
        );
    });

    it('gives all sums and how they were made', async () => {
      const { imageId } = await open('a.tif');
      const pattern = await call(
        'integration.integrate1d',
        { imageId, frame: 0, calibration, settings, maskIds: [] },
        context,
      );
      expect(pattern.radial).toHaveLength(90);
      for (let k = 0; k < 90; k++)
        expect(pattern.intensity[k]).toBe(pattern.count[k]! > 0 ? pattern.signal[k]! / pattern.normalization[k]! : NaN);
      expect(pattern.provenance).toMatchObject({ image: 'a.tif', frame: 0, settings, calibration, masks: [] });
      // Poisson variance is the signal where every pixel counts more than one and the shares are whole.
      expect(pattern.variance![40]).toBeLessThanOrEqual(pattern.signal[40]!);
    });

    it('makes the cake that the command line makes', async () => {
      const { imageId } = await open('a.tif');
      const cut = { azimuthBins: 6, azimuthStart: -180, sense: 'anticlockwise' as const };
      const params = { imageId, frame: 0, calibration, settings, maskIds: [], ...cut };
      const cake = await call('integration.integrate2d', params, context);
      expect(cake.shape).toEqual([6, 90]);
      expect([...cake.azimuth]).toEqual([-180, -240, -300, -360, -420, -480]);
      expect(cake.sigma).toHaveLength(540);
      expect(cake.provenance).toMatchObject({ image: 'a.tif', cut, settings });
      const options = [
        '--npt',
        '90',
        '--cakes',
        '6',
        '--start',
        'west',
        '--sense',
        'anticlockwise',
        '--mask-below',
        '5',
      ];
      const args = [
        'cake',
        'a.tif',
        '--poni',
        'setup.poni',
        ...options,
        '--layout',
        'npy',
        '--out',
        'cli',
        '--overwrite',
      ];
      expect((await runAnnulus(args, { cwd: data.folder })).code).toBe(0);
      const bytes = await readFile(data.path('cli/a.npy'));
      expect(bytes.subarray(bytes.length - 4 * 540)).toEqual(Buffer.from(cake.intensity.buffer));
    });

    it('filters the cake on screen as the command line does, and leaves out the filter where sectors are too few', async () => {
      const { imageId } = await open('a.tif');
      const { maskBelow } = settings;
      const filtered = {
        ...settings,
        errorModel: 'none' as const,
        filter: { kind: 'median' as const, percentile: 50 },
      };
      const params = { imageId, frame: 0, calibration, settings: filtered, maskIds: [], sense: 'clockwise' as const };
      const cake = await call('integration.integrate2d', { ...params, azimuthBins: 6 }, context);
      expect(cake.provenance.settings.filter).toEqual(filtered.filter);
      const options = ['--npt', '90', '--cakes', '6', `--mask-below=${maskBelow}`, '--filter', 'median'];
      const output = ['--layout', 'npy', '--out', 'filtered', '--overwrite'];
      const args = ['cake', 'a.tif', '--poni', 'setup.poni', ...options, ...output];
      expect((await runAnnulus(args, { cwd: data.folder })).code).toBe(0);
      const bytes = await readFile(data.path('filtered/a.npy'));
      expect(bytes.subarray(bytes.length - 4 * 540)).toEqual(Buffer.from(cake.intensity.buffer));
      // 360 cakes have one sector each.
      const fine = await call('integration.integrate2d', { ...params, azimuthBins: 360 }, context);
      expect(fine.provenance.settings.filter).toBeUndefined();
    });

    it('refuses a cake that is cut into nothing', async () => {
      const { imageId } = await open('a.tif');
      const params = { imageId, frame: 0, calibration, settings, maskIds: [], sense: 'clockwise' as const };
      await expect(call('integration.integrate2d', { ...params, azimuthBins: 0 }, context)).rejects.toMatchObject({
        code: 'contract',
      });
      const both = {
        ...params,
        azimuthBins: 4,
        azimuthStart: 0,
        settings: { ...settings, azimuthRange: [0, 90] as [number, number] },
      };
      await expect(call('integration.integrate2d', both, context)).rejects.toMatchObject({ code: 'usage' });
    });

    it('refuses a dark of another shape with one sentence', async () => {
      await writeFile(data.path('dark.npy'), rowMask(1, [4, 4]));
      const [{ imageId }, dark] = [await open('a.tif'), await open('dark.npy')];
      const params = { imageId, frame: 0, calibration, settings, maskIds: [], darkId: dark.imageId };
      await expect(call('integration.integrate1d', params, context)).rejects.toMatchObject({ code: 'shape' });
    });

    it('refuses a calibration of another detector', async () => {
      const { imageId } = await open('a.tif');
      const other = { ...calibration, detector: { ...calibration.detector, shape: [4, 5] as [number, number] } };
      const params = { imageId, frame: 0, calibration: other, settings, maskIds: [] };
      await expect(call('integration.integrate1d', params, context)).rejects.toMatchObject({
        code: 'shape',
        message: expect.stringContaining('calibration is for 4 × 5'),
      });
    });

    it('does not replace files unless told to', async () => {
      const { imageId } = await open('b.tif');
      const formats: ['xy'] = ['xy'];
      const params = { imageId, frame: 0, calibration, settings, maskIds: [], formats, directory: `${root}out` };
      await call('integration.save', { ...params, overwrite: false }, context);
      await expect(call('integration.save', { ...params, overwrite: false }, context)).rejects.toMatchObject({
        code: 'exists',
      });
    });
  });

  describe('sessions and preferences', () => {
    const saved: Session = {
      version: 1,
      savedAt: '2026-01-01T00:00:00Z',
      workspace: 'integrate',
      settings,
      masks: [],
      view: {
        scale: 'log',
        colourMap: 'viridis',
        plotScale: 'linear',
        showRings: true,
        showMask: true,
        showBeamCentre: true,
      },
    };
    const sessionId = 'window-1234';

    it('come back as they were saved, as readable JSON', async () => {
      expect(await call('session.load', { sessionId: 'never-saved' }, context)).toEqual({ session: null });
      await call('session.save', { sessionId, session: saved }, context);
      expect(await call('session.load', { sessionId }, context)).toEqual({ session: saved });
      expect(await readFile(data.path(`state/sessions/${sessionId}.json`), 'utf8')).toContain(
        '\n  "workspace": "integrate"',
      );
    });

    it('are set aside, not lost, when they are damaged', async () => {
      await call('session.save', { sessionId, session: saved }, context);
      for (const damage of ['{"version": 1, "savedAt"', '{"version": 99}']) {
        await writeFile(data.path(`state/sessions/${sessionId}.json`), damage);
        expect(await call('session.load', { sessionId }, context)).toEqual({ session: null });
        const names = await readdir(data.path('state/sessions'));
        expect(names).not.toContain(`${sessionId}.json`);
        const kept = names.filter((name) => name.includes('damaged'));
        const texts = await Promise.all(kept.map((name) => readFile(data.path(`state/sessions/${name}`), 'utf8')));
        expect(texts).toContain(damage);
      }
    });

    it('are read from files as well, and refused in a sentence where they are none', async () => {
      await writeFile(data.path('a.session.json'), JSON.stringify(saved));
      expect(await call('session.open', { ref: `${root}a.session.json` }, context)).toEqual({
        name: 'a.session.json',
        session: saved,
      });
      for (const [text, reason] of [
        ['{', /^bad\.session\.json is not JSON, as a session file must be: /],
        ['[]', /^bad\.session\.json is no session of annulus: session must be object\.$/],
        ['{"version": 2}', /^bad\.session\.json is a session of version 2, this program reads version 1\.$/],
        ['{"version": 1, "savedAt": ""}', /^bad\.session\.json is no session of annulus: session must have required/],
        [
          JSON.stringify({ ...saved, image: { ref: '/etc/passwd', frame: 0 } }),
          /session\/image\/ref must match pattern/,
        ],
      ] as const) {
        await writeFile(data.path('bad.session.json'), text);
        await expect(call('session.open', { ref: `${root}bad.session.json` }, context)).rejects.toThrow(reason);
      }
    });

    it('have defaults until they are saved', async () => {
      const { preferences } = await call('preferences.load', {}, context);
      expect(preferences).toMatchObject({ theme: 'system', fontScale: 1 });
      await call('preferences.save', { preferences: { ...preferences, theme: 'dark' } }, context);
      expect((await call('preferences.load', {}, context)).preferences.theme).toBe('dark');
    });
  });
});
