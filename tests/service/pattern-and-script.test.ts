import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnnulus } from '../../src-main/assemble.ts';
import { createHostFiles } from '../../src-main/file/file-access.ts';
import { createStateFolder } from '../../src-main/file/state-folder.ts';
import type { HostSession, SessionSource } from '../../src-main/rpc/host-session.ts';
import { createRouter } from '../../src-main/rpc/router.ts';
import { loadValidator } from '../../src-main/rpc/schema-validation.ts';
import { writeTiff } from '../../src-shared/format/tiff-writer.ts';
import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import type { Call } from '../../src-shared/rpc/contract.ts';

const context = { signal: new AbortController().signal };
const settings: IntegrationSettings = {
  radialUnit: 'q_A^-1',
  npt: 500,
  split: 'bbox',
  solidAngle: true,
  errorModel: 'poisson',
  normalizationFactor: 1,
  detectorMask: true,
  backgroundScale: 1,
};
const calibration = {
  geometry: { dist: 0.2, poni1: 0.04, poni2: 0.017, rot1: 0, rot2: 0, rot3: 0, wavelength: 1e-10 },
  detector: { name: 'Pilatus 100k', pixel1: 172e-6, pixel2: 172e-6, orientation: 2 as const },
};

describe('patterns and scripts over the wire', () => {
  let folder = '';
  let root = '';
  let annulus: SessionSource;
  let session: HostSession;
  let call: Call;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'annulus-wire-'));
    await mkdir(join(folder, 'state'));
    await writeFile(join(folder, 'a.xye'), '# 2th_deg I sigma\n1 10 3\n2 20 4\n');
    await writeFile(join(folder, "it's.tif"), writeTiff({ samples: new Int32Array(195 * 487), shape: [195, 487] }));
    await writeFile(join(folder, 'monitor.csv'), "file,I0\nit's.tif,4.5\n");
    const files = await createHostFiles([{ path: folder, label: 'Data', writable: true }], join(folder, 'state'));
    annulus = await createAnnulus({ files, stateFolder: createStateFolder(join(folder, 'state')), workers: 1 });
    session = annulus.createSession();
    const route = createRouter(session.handlers, await loadValidator());
    call = ((method: string, params: unknown) => route(method, params, context)) as unknown as Call;
    root = (await call('app.info', {}, context)).roots[0]!.ref;
  });
  afterAll(async () => {
    await session.close();
    await annulus.close();
    await rm(folder, { recursive: true });
  });

  it('a pattern is opened by its reference, inside the roots alone', async () => {
    const curve = await call('pattern.open', { ref: `${root}a.xye` }, context);
    expect([curve.label, curve.radialUnit, [...curve.intensity], [...(curve.sigma ?? [])]]).toEqual([
      'a.xye',
      '2th_deg',
      [10, 20],
      [3, 4],
    ]);
    await expect(call('pattern.open', { ref: `${root}../a.xye` }, context)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(call('pattern.open', { ref: `${root}a.xye`, frame: -1 }, context)).rejects.toMatchObject({
      code: 'contract',
    });
  });

  it('curves are written together, inside the roots, and none where one of them is there already', async () => {
    const directory = root.replace(/\/$/, '/');
    const files = [
      { name: 'first.xy', x: Float64Array.of(1), y: Float64Array.of(2) },
      { name: 'second.xy', x: Float64Array.of(3), y: Float64Array.of(NaN) },
    ] as const;
    const saved = await call('pattern.save', { directory, files: [files[1]], overwrite: false }, context);
    expect(saved.files).toEqual([{ ref: `${root}second.xy`, name: 'second.xy' }]);
    const longer = { name: 'third.xy', x: Float64Array.of(3, 4), y: Float64Array.of(5) };
    await expect(call('pattern.save', { directory, files: [longer], overwrite: false }, context)).rejects.toMatchObject(
      { code: 'contract' },
    );
    const both = { directory, files: [files[0], files[1]] as [(typeof files)[0], (typeof files)[1]] };
    await expect(call('pattern.save', { ...both, overwrite: false }, context)).rejects.toMatchObject({
      code: 'exists',
      message: expect.stringContaining('second.xy') as unknown,
    });
    await expect(call('pattern.open', { ref: `${root}first.xy` }, context)).rejects.toMatchObject({
      code: 'not-found',
    });
    await call('pattern.save', { ...both, overwrite: true }, context);
    expect([...(await call('pattern.open', { ref: `${root}first.xy` }, context)).intensity]).toEqual([2]);
    for (const name of ['../out.xy', 'notes.txt'])
      await expect(
        call(
          'pattern.save',
          { directory, files: [{ name, x: new Float64Array(0), y: new Float64Array(0) }], overwrite: true },
          context,
        ),
      ).rejects.toMatchObject({ code: 'contract' });
  });

  it('a script names image, geometry, turned rows, gaps and settings, and carries names safely', async () => {
    const { imageId } = await call('image.open', { ref: `${root}it's.tif` }, context);
    const params = { imageId, frame: 0, calibration, settings, maskIds: [] };
    const { text, remarks } = await call('integration.script', params, context);
    expect(text).toContain(`IMAGES = sys.argv[1:] or ["it's.tif"]`);
    expect(text).toContain('    poni2=0.017,\n');
    expect(text).toContain('numpy.ascontiguousarray(array[::-1, :])');
    expect(text).toContain('        unit="q_A^-1",\n        method=("bbox", "csr", "cython"),\n');
    expect(text).toContain('        error_model="poisson",\n');
    expect(text).toContain('result.radial, intensity, result.sigma');
    expect(text).not.toContain('azimuth_range');
    expect(remarks).toEqual(['Files are named without their folders: run it where they lie.']);

    const more = { ...settings, patternBackground: { method: 'snip', window: 40, subtract: true } as const };
    const normalizeBy = { kind: 'file', ref: `${root}monitor.csv` } as const;
    const script = await call('integration.script', { ...params, settings: more, normalizeBy }, context);
    expect(script.remarks.slice(1)).toEqual([
      'The intensity is divided by 4.5, the value of this frame: others have their own.',
      'The script does not subtract the background of the pattern.',
    ]);
    expect(script.text).toContain('        normalization_factor=4.5,\n');
    expect(script.text).toContain('- The script does not subtract the background of the pattern.');
  });

  it('a range across 180° is turned to the middle, and cakes come in their order', async () => {
    const { imageId } = await call('image.open', { ref: `${root}it's.tif` }, context);
    const ranged = { ...settings, azimuthRange: [135, -135] as [number, number] };
    const params = { imageId, frame: 0, calibration, settings: ranged, maskIds: [] };
    const { text } = await call('integration.script', params, context);
    expect(text).toContain('ai.set_rot3(ROT3 + numpy.radians(-180))');
    expect(text).toContain('azimuth_range=(-45, 45),');
    const cut = { azimuthBins: 4, azimuthStart: -90, sense: 'anticlockwise' as const };
    const cakes = await call('integration.script', { ...params, settings, cut }, context);
    // North, west, south, east: in growing azimuth the last one is first, −45° to 315°, the middle at 135°
    expect(cakes.text).toContain('ai.set_rot3(ROT3 + numpy.radians(135))');
    expect(cakes.text).toContain('azimuth = (result.azimuthal + 135)[::-1]');
    expect(cakes.text).toContain('        500,\n        4,\n');
  });
});
