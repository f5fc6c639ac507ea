// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { effectScope } from 'vue';
import { useCakeStore } from '../../../src-renderer/session/cake-store.ts';
import { useDocumentStore } from '../../../src-renderer/session/document-store.ts';
import { useImageStore } from '../../../src-renderer/session/image-store.ts';
import type { Cake } from '../../../src-shared/model/cake.ts';
import type { Integrate2DParams } from '../../../src-shared/model/schema-types.generated.ts';
import { calibration, imageFrame, imageInfo, settled, useFakeHost } from '../fake-host.ts';

/** A host that makes cakes of nothing; the stores with an image and its calibration open. */
async function openedWindow() {
  const host = useFakeHost({
    'image.open': async () => imageInfo(),
    'image.frame': async () => imageFrame(),
    'image.neighbour': async () => ({ entry: null, index: 0, total: 1 }),
    'integration.integrate2d': async (params) => ({ shape: [params.azimuthBins, 1] }) as unknown as Cake,
  });
  const cakes = useCakeStore();
  const documents = useDocumentStore();
  await useImageStore().open('data:/CeO2.tif');
  documents.changeCalibration('Calibration', { calibration, warnings: [], origins: {} });
  await settled();
  const asked = (): Integrate2DParams[] => host.paramsOf('integration.integrate2d') as Integrate2DParams[];
  return { cakes, documents, asked };
}

describe('the cake store', () => {
  it('asks for nothing as long as nobody looks', async () => {
    const { cakes, asked } = await openedWindow();
    expect(asked()).toEqual([]);
    expect(cakes.cake).toBeUndefined();
  });

  it('asks when the cake is shown, and again when the geometry changes, in growing azimuth', async () => {
    const { cakes, documents, asked } = await openedWindow();
    cakes.isShown = true;
    await settled();
    expect(asked()).toHaveLength(1);
    expect(asked()[0]).toMatchObject({ imageId: 'image-1', azimuthBins: 360, sense: 'clockwise' });
    const moved = { ...calibration, geometry: { ...calibration.geometry, poni1: 0.08 } };
    documents.changeCalibration('PONI 1', { calibration: moved, warnings: [], origins: {} });
    await settled();
    expect(asked()[1]?.calibration.geometry.poni1).toBe(0.08);
  });

  it('shows again what is still right without asking, and forgets what is not', async () => {
    const { cakes, documents, asked } = await openedWindow();
    cakes.isShown = true;
    await settled();
    cakes.isShown = false;
    await settled();
    cakes.isShown = true;
    await settled();
    expect(asked()).toHaveLength(1);

    cakes.isShown = false;
    await settled();
    documents.changeSetting('700 bins', 'npt', 700);
    await settled();
    expect(cakes.cake).toBeUndefined();
    cakes.isShown = true;
    await settled();
    expect(asked()).toHaveLength(2);
  });

  it('serves a view that looks for a while', async () => {
    const { cakes, asked } = await openedWindow();
    const view = effectScope();
    view.run(() => cakes.look());
    await settled();
    expect(asked()).toHaveLength(1);
    view.stop();
    cakes.azimuthBins = 36;
    await settled();
    expect(asked()).toHaveLength(1);
  });
});
