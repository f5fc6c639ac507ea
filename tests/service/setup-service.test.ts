import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  formatNewSaxsdogCalibration,
  newSaxsdogCalibration,
} from '../../src-shared/format/saxsdog-calibration-file.ts';
import { writeFit2dMask } from '../../src-shared/format/fit2d-mask-writer.ts';
import type { SaxsdogCalibration } from '../../src-shared/model/schema-types.generated.ts';
import type { CallContext, FileRef } from '../../src-shared/rpc/contract.ts';
import { pathText } from '../../src-shared/schema-tree/json-value.ts';
import { createFileAccess } from '../../src-main/file/file-access.ts';
import { createUploadStore } from '../../src-main/file/file-access-uploads.ts';
import { createFileRoots } from '../../src-main/file/file-roots.ts';
import { createSetupService } from '../../src-main/service/setup-service.ts';
import { temporaryFolder } from '../file/temporary-folder.ts';

const folder = temporaryFolder();
const SHAPE = [5, 40] as const;
const context: CallContext = { signal: new AbortController().signal };
const maskOf = (shape: readonly [number, number]): Uint8Array =>
  writeFit2dMask({ samples: new Uint8Array(shape[0] * shape[1]), shape });

async function start() {
  await mkdir(join(folder.path, 'beamtime', 'set'), { recursive: true });
  folder.write('beamtime/good.msk', maskOf(SHAPE));
  folder.write('beamtime/small.msk', maskOf([2, 2]));
  folder.write('beamtime/broken.msk', 'no mask at all');
  const uploads = await createUploadStore(folder.path);
  const roots = await createFileRoots([
    { id: 'data', path: join(folder.path, 'beamtime'), label: 'Data', writable: true },
  ]);
  return createSetupService(createFileAccess(roots, uploads));
}

function textOf(change: (calibration: SaxsdogCalibration) => void): string {
  const calibration = newSaxsdogCalibration();
  calibration.Geometry.Imagesize = [...SHAPE];
  calibration.Masks[0].MaskFile = 'good.msk';
  change(calibration);
  return formatNewSaxsdogCalibration(calibration);
}

/** "path: message" of everything the host finds. */
async function problemsOf(change: (calibration: SaxsdogCalibration) => void, at?: FileRef): Promise<string[]> {
  const service = await start();
  const params = { text: textOf(change), ...(at === undefined ? {} : { folder: at }) };
  const { problems } = await service['setup.check'](params, context);
  return problems.map(({ path, message }) => `${pathText(path)}: ${message}`);
}

const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((cause: unknown) => cause);

describe('the setup service', () => {
  it('F069: gives a file as it is, JSON or not', async () => {
    const service = await start();
    folder.write('beamtime/torn.json', '{"Title": ');
    expect(await service['setup.open']({ ref: 'data:/torn.json' })).toEqual({ name: 'torn.json', text: '{"Title": ' });
  });

  it('F069: writes JSON only, under a name that such files have, and replaces nothing unasked', async () => {
    const service = await start();
    const path = join(folder.path, 'beamtime', 'cal.json');
    const save = (name: string, text: string, overwrite = false) =>
      failure(service['setup.save']({ directory: 'data:/', name, text, overwrite }));
    expect(await save('cal.json', '{"a": 172.0}\n')).toEqual({ files: [{ ref: 'data:/cal.json', name: 'cal.json' }] });
    expect(String(await save('cal.json', '{\n  "a" 1\n}', true))).toContain('Line 2, column 7');
    expect(await readFile(path, 'utf8')).toBe('{"a": 172.0}\n'); // kept as it was
    expect(await save('cal.json', '{}')).toMatchObject({ code: 'exists' });
    expect(await save('cal.txt', '{}')).toMatchObject({ code: 'usage' });
    expect(await save('../cal.json', '{}')).toMatchObject({ code: 'forbidden' });
  });

  it('lets nobody else read a file with secrets', async () => {
    const service = await start();
    await service['setup.save']({ directory: 'data:/', name: '.saxsdognetwork', text: '[]', overwrite: true });
    const { mode } = await stat(join(folder.path, 'beamtime', '.saxsdognetwork'));
    if (process.platform !== 'win32') expect(mode & 0o077).toBe(0);
  });

  it('F108: finds the file of a line from the folder of the calibration, and nothing outside the open folders', async () => {
    const service = await start();
    const locate = async (path: string, at: FileRef = 'data:/set') =>
      (await service['setup.locate']({ path, folder: at })).entry?.ref ?? null;
    expect(await locate('../good.msk')).toBe('data:/good.msk');
    expect(await locate('good.msk', 'data:/')).toBe('data:/good.msk');
    expect(await locate('..\\good.msk')).toBe('data:/good.msk'); // as Windows writes it
    expect(await locate('good.msk')).toBeNull();
    expect(await locate('../../good.msk')).toBeNull();
    expect(await locate('/etc/passwd')).toBeNull();
    expect(await locate(join(folder.path, 'beamtime', 'good.msk'))).toBe('data:/good.msk');
    expect((await service['setup.locate']({ path: 'good.msk' })).entry).toBeNull(); // of a file that lies nowhere yet
  });

  it.each<[string, (calibration: SaxsdogCalibration) => void, string]>([
    ['a mask that is not there', (c) => (c.Masks[0].MaskFile = 'gone.msk'), 'Masks[0].MaskFile: There is no file gone.msk in the folders that are open here.'], // prettier-ignore
    ['a mask of another shape', (c) => c.Masks.push({ MaskFile: 'small.msk' }), 'Masks[1].MaskFile: small.msk has 2 × 2 pixels, and the images have 5 × 40 by Imagesize.'], // prettier-ignore
    ['a mask that is none', (c) => (c.Masks[0].MaskFile = 'broken.msk'), 'Masks[0].MaskFile: broken.msk cannot be read as a mask'], // prettier-ignore
    ['a cut outside the image', (c) => (c.Slices = [{ Direction: 'x', Plane: 'InPlane', CutPosition: 50 }]), 'Slices[0].CutPosition: 50 lies outside'], // prettier-ignore
  ])('F069: says on its line what is wrong with %s', async (_name, change, message) => {
    const found = await problemsOf(change, 'data:/');
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });

  it('says nothing of what is right, of what the schema says already, or of paths of a file that lies nowhere', async () => {
    expect(await problemsOf(() => undefined, 'data:/')).toEqual([]);
    expect(await problemsOf((calibration) => (calibration.Wavelength = -1), 'data:/')).toEqual([]);
    expect(await problemsOf((calibration) => (calibration.Masks[0].MaskFile = 'gone.msk'))).toEqual([]);
  });
});
