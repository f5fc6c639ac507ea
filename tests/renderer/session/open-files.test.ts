import { describe, expect, it, vi } from 'vitest';
import { useCalibrantMemoryStore } from '../../../src-renderer/session/calibrant-memory-store.ts';
import { useCalibrantStore } from '../../../src-renderer/session/calibrant-store.ts';
import { useCalibrationSetupStore } from '../../../src-renderer/session/calibration-setup-store.ts';
import { useDocumentStore } from '../../../src-renderer/session/document-store.ts';
import { useImageStore } from '../../../src-renderer/session/image-store.ts';
import { useNoticeStore } from '../../../src-renderer/session/notice-store.ts';
import { useOpenFiles } from '../../../src-renderer/session/open-files.ts';
import { usePatternStore } from '../../../src-renderer/session/pattern-store.ts';
import { AppError } from '../../../src-shared/model/app-error.ts';
import type { Pattern1d } from '../../../src-shared/model/pattern-1d.ts';
import type { FileKind, Handlers } from '../../../src-shared/rpc/contract.ts';
import { calibration, imageFrame, imageInfo, settled, useFakeHost } from '../fake-host.ts';

const kinds: Readonly<Record<string, FileKind>> = {
  'CeO2.tif': 'image',
  'second.tif': 'image',
  'CeO2.poni': 'calibration',
  'a.msk': 'mask',
  'CeO2.D': 'calibrant',
  'own.D': 'calibrant',
  'CeO2.npt': 'points',
  'notes.txt': 'unknown',
  'old.xy': 'pattern',
  scans: 'directory',
};
const pattern = { radial: Float64Array.of(1), intensity: Float64Array.of(1) } as unknown as Pattern1d;

function setUp(over: Partial<Handlers> = {}) {
  const fake = useFakeHost({
    'file.identify': async ({ refs }) => ({
      files: refs.map((ref) => {
        const name = ref.slice(ref.lastIndexOf('/') + 1);
        const kind = kinds[name] ?? 'unknown';
        return {
          ref,
          name,
          kind,
          summary: kind === 'unknown' ? `${name} is none of the known files.` : `${name} is a ${kind}.`,
        };
      }),
    }),
    'image.open': async ({ ref }) => imageInfo({ ref, name: ref.slice(6), imageId: `id of ${ref}` }),
    'image.frame': async () => imageFrame(),
    'image.close': async () => null,
    'mask.open': async ({ ref }) => ({ maskId: 'mask-1', ref, name: 'a.msk', shape: [2, 3], maskedPixels: 1 }),
    'mask.pixels': async () => ({ shape: [2, 3], packed: new Uint8Array(1), maskedPixels: 0 }),
    'calibration.open': async () => ({ name: 'CeO2.poni', formatId: 'poni', calibration, fit2d: null, warnings: [] }),
    'calibration.compareOrientations': async () => ({
      candidates: ([2, 3, 1, 4] as const).map((orientation) => ({ orientation, sharpness: 1 })),
      winner: 2,
      sentence: '',
    }),
    'calibrant.list': async () => ({ calibrants: [{ id: 'CeO2', label: 'Ceria', reference: '' }] }),
    'calibrant.rings': async () => ({ rings: [] }),
    'integration.integrate1d': async () => pattern,
    ...over,
  });
  const hooks = { openSession: vi.fn(async () => undefined), browse: vi.fn(), showSetup: vi.fn() };
  const patterns = usePatternStore();
  const take = async (...names: string[]) => {
    await useOpenFiles().takeFiles(
      names.map((name) => `data:/${name}`),
      hooks,
    );
    await settled();
  };
  return {
    fake,
    hooks,
    patterns,
    take,
    documents: useDocumentStore(),
    image: useImageStore(),
    notices: useNoticeStore(),
  };
}

describe('dropped files', () => {
  it.each([
    ['image first', ['CeO2.tif', 'CeO2.poni']],
    ['calibration first', ['CeO2.poni', 'CeO2.tif']],
  ])('give one pattern, right way round, when image and calibration come together: %s', async (_order, names) => {
    const { fake, take, documents, image, patterns } = setUp();
    await take(...names);
    expect(image.info?.name).toBe('CeO2.tif');
    expect(documents.calibration?.calibration.detector.orientation).toBe(2);
    expect(fake.paramsOf('calibration.compareOrientations')).toHaveLength(1);
    expect(fake.paramsOf('integration.integrate1d')).toHaveLength(1);
    expect(patterns.pattern).toBe(pattern);
  });

  it.each([
    ['image, then calibration', ['CeO2.tif'], ['CeO2.poni']],
    ['calibration, then image', ['CeO2.poni'], ['CeO2.tif']],
  ])('may come one after the other: %s', async (_order, first, second) => {
    const { fake, take, documents, patterns } = setUp();
    await take(...first);
    expect(patterns.pattern).toBeUndefined();
    expect(fake.paramsOf('calibration.compareOrientations')).toHaveLength(0);
    await take(...second);
    expect(documents.calibration?.calibration.detector.orientation).toBe(2);
    expect(patterns.pattern).toBe(pattern);
  });

  it('marks every value of a calibration file as coming from it', async () => {
    const { take, documents } = setUp();
    await take('CeO2.poni');
    expect(documents.calibration?.origins).toMatchObject({
      dist: 'file',
      rot3: 'file',
      wavelength: 'file',
      pixel1: 'file',
    });
    documents.undo();
    expect(documents.calibration).toBeNull();
  });

  it('takes the wavelength of the image header where the calibration has none, and marks it', async () => {
    const geometry = { ...calibration.geometry };
    delete geometry.wavelength;
    const { take, documents } = setUp({
      'calibration.open': async () => ({
        name: 'CeO2.poni',
        formatId: 'poni',
        calibration: { ...calibration, geometry },
        fit2d: null,
        warnings: [],
      }),
      'image.open': async ({ ref }) => imageInfo({ ref, metadata: { header: {}, wavelength: 1e-10 } }),
    });
    await take('CeO2.poni');
    expect(documents.calibration?.calibration.geometry.wavelength).toBeUndefined();
    expect(documents.calibration?.origins.wavelength).toBeUndefined();
    await take('CeO2.tif');
    expect(documents.calibration?.calibration.geometry.wavelength).toBe(1e-10);
    expect(documents.calibration?.origins.wavelength).toBe('header');
  });

  it('does not ask again about the orientation when the next image of a series comes', async () => {
    const { fake, take } = setUp();
    await take('CeO2.tif', 'CeO2.poni');
    await take('second.tif');
    expect(fake.paramsOf('calibration.compareOrientations')).toHaveLength(1);
  });

  it('say what was understood, and that of several images one is shown', async () => {
    const { take, notices } = setUp();
    await take('CeO2.tif', 'second.tif', 'a.msk');
    const [notice] = notices.notices;
    expect(notice?.text).toBe('CeO2.tif is a image.');
    expect(notice?.details).toEqual(['a.msk is a mask.', '1 more image not opened: one is used at a time']);
  });

  it('adds a mask once and passes it to the integration', async () => {
    const { fake, take, documents } = setUp();
    await take('CeO2.tif', 'CeO2.poni', 'a.msk');
    await take('a.msk');
    expect(documents.current.masks).toEqual(['data:/a.msk']);
    expect(fake.paramsOf('integration.integrate1d').at(-1)).toMatchObject({ maskIds: ['mask-1'] });
  });

  it('choose a calibrant by the name of a .D file, or draw the rings of the file itself', async () => {
    const { fake, take, documents } = setUp();
    await take('CeO2.tif', 'CeO2.poni', 'CeO2.D');
    expect(documents.current.calibrantId).toBe('CeO2');
    await take('own.D');
    expect(documents.current).toMatchObject({ calibrantId: null, ownCalibrant: { ref: 'data:/own.D' } });
    expect(fake.paramsOf('calibrant.rings').at(-1)).toMatchObject({ calibrant: { ref: 'data:/own.D' } });
  });

  it('bring points back in their groups, and their calibrant where none was chosen', async () => {
    const { take, documents, notices } = setUp({
      'calibration.openPoints': async () => ({
        points: { rows: [1, 2, 3], columns: [4, 5, 6], rings: [1, 1, 4] },
        groups: [0, 2],
        withoutRing: { rows: [9], columns: [8] },
        calibrant: 'CeO2',
      }),
    });
    await take('CeO2.D'); // fills the list of calibrants
    documents.change('none', { calibrantId: null });
    await take('CeO2.npt');
    expect(documents.current.points.map(({ ring, rows }) => [ring, rows])).toEqual([
      [1, [1, 2]],
      [4, [3]],
      [0, [9]],
    ]);
    expect(
      notices.notices.some(({ tone, text }) => tone === 'warn' && text.includes('names no ring for one point')),
    ).toBe(true);
    expect(documents.current.calibrantId).toBe('CeO2');
    documents.undo();
    expect(documents.current.points).toEqual([]);
  });

  it('open a folder in the file browser', async () => {
    const { take, hooks } = setUp();
    await take('scans');
    expect(hooks.browse).toHaveBeenCalledWith('data:/scans');
  });

  it('name what was not understood, and take the rest all the same', async () => {
    const { take, image, notices } = setUp();
    await take('notes.txt', 'old.xy', 'CeO2.tif');
    expect(image.info?.name).toBe('CeO2.tif');
    const bad = notices.notices.find(({ tone }) => tone === 'bad');
    expect([bad?.text, ...(bad?.details ?? [])]).toEqual([
      'old.xy: The fake host has no pattern.open.',
      'notes.txt is none of the known files.',
    ]);
  });

  it('keep the image on screen when the next one cannot be read', async () => {
    const { take, image, notices } = setUp({
      'image.open': async ({ ref }) => {
        if (ref.endsWith('second.tif')) throw new AppError('format', 'second.tif ends too early.');
        return imageInfo({ ref, name: 'CeO2.tif' });
      },
    });
    await take('CeO2.tif');
    await take('second.tif');
    expect(image.info?.name).toBe('CeO2.tif');
    expect(image.error?.message).toBe('second.tif ends too early.');
    expect(notices.notices.at(-1)?.text).toBe('second.tif ends too early.');
  });
});

describe('the calibrant of last time', () => {
  it('is proposed with the first image, marked as a guess, and one step to take back', async () => {
    const { documents, take } = setUp();
    const setups = useCalibrationSetupStore();
    useCalibrantMemoryStore().id = 'LaB6';
    await take('CeO2.tif');
    expect(documents.current.calibrantId).toBe('LaB6');
    expect(setups.isCalibrantGuessed).toBe(true);
    documents.undo();
    expect(documents.current.calibrantId).toBeNull();
    await take('second.tif');
    expect(documents.current.calibrantId).toBeNull(); // who took it back is not asked again
  });

  it('gives way to a calibration, and to the calibrant of a file of points', async () => {
    const { documents, take } = setUp({
      'calibration.openPoints': async () => ({
        points: { rows: [1], columns: [1], rings: [0] },
        groups: [0],
        withoutRing: { rows: [], columns: [] },
        calibrant: 'CeO2',
      }),
    });
    await useCalibrantStore().load();
    useCalibrantMemoryStore().id = 'LaB6';
    await take('CeO2.tif', 'CeO2.poni');
    expect(documents.current.calibrantId).toBeNull(); // no rings that nobody asked for
    while (documents.calibration) documents.undo(); // orientation, calibration
    expect(documents.current.calibrantId).toBe('LaB6');
    await take('CeO2.npt');
    expect(documents.current.calibrantId).toBe('CeO2');
    expect(useCalibrationSetupStore().isCalibrantGuessed).toBe(false);
  });
});
