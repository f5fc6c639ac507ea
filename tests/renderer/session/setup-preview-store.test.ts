// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { useImageStore } from '../../../src-renderer/session/image-store.ts';
import { useSessionStore } from '../../../src-renderer/session/session-store.ts';
import { useSetupPreviewStore } from '../../../src-renderer/session/setup-preview-store.ts';
import { useSetupStore } from '../../../src-renderer/session/setup-store.ts';
import type { SaxsPreview } from '../../../src-shared/rpc/contract.ts';
import { imageFrame, imageInfo, settled, useFakeHost } from '../fake-host.ts';

const CALIBRATION = `{
    "Geometry": {
        "Tilt": {"TiltRotDeg": 0, "TiltAngleDeg": 0},
        "BeamCenter": [1, 1],
        "DetectorDistanceMM": 1031.657,
        "PixelSizeMicroM": [172],
        "ImageSize": [2, 3]
    },
    "Wavelength": 1.54,
    "Masks": [{"MaskFile": "there.msk"}, {"MaskFile": "gone.msk"}],
    "Directory": ["."]
}
`;
const DELAY = 260; // ms; the preview waits 200 after the last edit

const pause = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, DELAY));
  await settled();
};

/** A window with an image and a calibration whose second mask is not there. */
async function openedWindow() {
  const host = useFakeHost({
    'image.open': async () => imageInfo(),
    'image.frame': async () => imageFrame(),
    'image.neighbour': async () => ({ entry: null, index: 0, total: 1 }),
    'setup.open': async () => ({ name: 'cal.json', text: CALIBRATION }),
    'setup.check': async () => ({ problems: [] }),
    'setup.locate': async ({ path, folder }) => ({
      entry:
        path === 'gone.msk'
          ? null
          : { ref: `${folder}/${path}`, name: path, kind: 'mask' as const, size: 1, modified: 0 },
    }),
    'mask.open': async ({ ref }) => ({
      maskId: `id of ${ref}`,
      ref,
      name: 'm',
      shape: [2, 3] as const,
      maskedPixels: 0,
    }),
    'saxs.preview': async ({ calibration }) =>
      ({ curves: [{ key: String(calibration['Wavelength']) }], slices: [], issues: [], calibration: null }) as unknown as SaxsPreview, // prettier-ignore
  });
  const [previews, setup, session] = [useSetupPreviewStore(), useSetupStore(), useSessionStore()];
  await useImageStore().open('data:/CeO2.tif');
  session.workspace = 'setup';
  await setup.open('data:/a/cal.json');
  await pause();
  return { host, previews, setup, session };
}

describe('the preview of an edited calibration', () => {
  it('asks with the keys of the schema, whatever the file calls them, and with the masks that are there', async () => {
    const { host, previews } = await openedWindow();
    expect(host.paramsOf('saxs.preview')).toMatchObject([
      {
        imageId: 'image-1',
        calibration: { Geometry: { DedectorDistanceMM: 1031.657, Imagesize: [2, 3] } },
        maskIds: ['id of data:/a/there.msk', null],
      },
    ]);
    expect(previews.preview?.curves.map(({ key }) => key)).toEqual(['1.54']);
  });

  it('F107: has the pixels of the mask that is edited, as long as its file is there', async () => {
    const { previews } = await openedWindow();
    const { samples, shape } = imageFrame();
    const expected = Array.from(samples, (value) => (value === 0 ? 0 : 1));
    expect(previews.mask).toMatchObject({ shape, maskedPixels: expected.filter((value) => value === 1).length });
    expect([...previews.mask!.mask]).toEqual(expected);
    previews.shownMask = 1;
    await pause();
    expect(previews.mask).toBeUndefined();
    previews.shownMask = 7; // the entry was removed: the first one stands for it
    await pause();
    expect(previews.mask?.shape).toEqual(shape);
  });

  it('follows edits, several at once as one, and waits while the text is no JSON', async () => {
    const { host, previews, setup } = await openedWindow();
    setup.changeText(CALIBRATION.replace('1.54', '1.5'));
    setup.changeText(CALIBRATION.replace('1.54', '1.6'));
    await pause();
    expect(host.paramsOf('saxs.preview')).toHaveLength(2);
    expect(previews.preview?.curves.map(({ key }) => key)).toEqual(['1.6']);
    setup.changeText(CALIBRATION.replace('1.54', '1.'));
    await pause();
    expect(host.paramsOf('saxs.preview')).toHaveLength(2);
    expect(previews.preview).toBeUndefined();
  });

  it('is there in its workspace only', async () => {
    const { previews, session } = await openedWindow();
    session.workspace = 'integrate';
    await pause();
    expect([previews.calibration, previews.preview]).toEqual([undefined, undefined]);
  });
});
