import { describe, expect, it } from 'vitest';
import { useCalibrationHistoryStore } from '../../../src-renderer/session/calibration-history-store.ts';
import { useCalibrationSetupStore } from '../../../src-renderer/session/calibration-setup-store.ts';
import { useDocumentStore } from '../../../src-renderer/session/document-store.ts';
import { useImageStore } from '../../../src-renderer/session/image-store.ts';
import { useTogetherStore } from '../../../src-renderer/session/together-store.ts';
import type { TogetherImage, TogetherResult } from '../../../src-shared/rpc/contract.ts';
import { calibration, imageFrame, imageInfo, settled, useFakeHost } from '../fake-host.ts';

const one = (place: number): TogetherImage => ({
  ...{ place, calibration, fit2d: null, rings: 8, points: 400, rejectedPoints: 0, rmsPx: 0.02, rmsAlonePx: 0.02 },
  uncertainties: { dist: 1e-6, poni1: 1e-6, poni2: 1e-6, rot1: 1e-6, rot2: 1e-6, wavelength: 1e-16 },
  alone: { verdict: 'good', reasons: [] },
});
const RESULT: TogetherResult = {
  ...{ verdict: 'good', reasons: [], warnings: [], leftOut: [], seconds: 1, wavelength: 4.066e-11 },
  parameters: [{ name: 'wavelength', value: 4.066e-11, uncertainty: 1e-16, held: false }],
  images: [one(0), one(1)],
};

async function setUp() {
  const fake = useFakeHost({
    'image.open': async ({ ref }) =>
      imageInfo({ imageId: ref, ref, metadata: { header: {}, wavelength: 4.066e-11, pixel1: 172e-6, pixel2: 172e-6 } }),
    'image.frame': async () => imageFrame(),
    'image.close': async () => null,
    'calibration.calibrateTogether': async () => RESULT,
    'calibration.save': async ({ name, directory }) => ({ files: [{ name, ref: `${directory}/${name}` }] }),
  });
  await useImageStore().open('data:/near.tif');
  await settled();
  const documents = useDocumentStore();
  documents.change('Ceria', { calibrantId: 'CeO2' });
  return { fake, documents, together: useTogetherStore() };
}

describe('images calibrated together', () => {
  it('are a list with the image shown first, each once, undone step by step', async () => {
    const { documents, together } = await setUp();
    expect(together.missing).toContain('two or more images of one detector');
    together.addFiles(['data:/far.tif', 'data:/near.tif']);
    expect(together.list.images.map(({ ref }) => ref)).toEqual(['data:/near.tif', 'data:/far.tif']);
    together.arrange('Detector moved', 'moved');
    together.changeValue(1, 'far.tif at 500 mm', 0.5);
    expect(useCalibrationSetupStore().setup.together).toEqual({
      arrangement: 'moved',
      images: [
        { ref: 'data:/near.tif', frame: 0, value: 0 },
        { ref: 'data:/far.tif', frame: 0, value: 0.5 },
      ],
    });
    expect(together.missing).toBeUndefined();
    documents.undo();
    expect(together.list.images[1]!.value).toBe(0);
    together.remove(0);
    expect(together.list.images.map(({ ref }) => ref)).toEqual(['data:/far.tif']);
  });

  it('go to the host with their lengths; the result belongs to that list, and each geometry can be used', async () => {
    const { fake, documents, together } = await setUp();
    together.addFiles(['data:/far.tif']);
    together.arrange('Detector moved', 'moved');
    together.changeValue(1, 'far.tif at 500 mm', 0.5);
    await together.run();
    expect(fake.paramsOf('calibration.calibrateTogether')).toMatchObject([
      {
        arrangement: 'moved',
        calibrant: { id: 'CeO2' },
        images: [
          { imageId: 'data:/near.tif', frame: 0, value: 0 },
          { imageId: 'data:/far.tif', frame: 0, value: 0.5 },
        ],
      },
    ]);
    expect(together.result).toEqual(RESULT);

    await together.take(RESULT.images[1]!);
    expect(useImageStore().info?.ref).toBe('data:/far.tif');
    expect(documents.calibration?.calibration).toEqual(calibration);
    expect(documents.calibration?.origins.wavelength).toBe('found');
    expect(useCalibrationHistoryStore().entries.at(-1)?.what).toBe('Calibrated together: far.tif');

    const saved = await together.save({ directory: 'data:/out', name: 'setup.poni', overwrite: false });
    expect(saved.files.map(({ name }) => name)).toEqual(['setup_near.poni', 'setup_far.poni']);

    together.changeValue(1, 'far.tif at 400 mm', 0.4);
    expect(together.result).toBeUndefined();
    documents.undo();
    expect(together.result).toEqual(RESULT);
  });
});
