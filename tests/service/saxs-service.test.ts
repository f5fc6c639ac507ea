import { describe, expect, it } from 'vitest';
import { newSaxsdogCalibration } from '../../src-shared/format/saxsdog-calibration-file.ts';
import { beamCentre } from '../../src-shared/geometry/beam-centre.ts';
import type { SaxsdogCalibration } from '../../src-shared/model/schema-types.generated.ts';
import { createSaxsService } from '../../src-main/service/saxs-service.ts';
import { createImageStore } from '../../src-main/store/image-store.ts';
import { createMaskStore } from '../../src-main/store/mask-store.ts';

const SHAPE = [40, 60] as const;
const context = { signal: new AbortController().signal };

function calibrationOf(change: (calibration: SaxsdogCalibration) => void = () => undefined): Record<string, unknown> {
  const calibration = newSaxsdogCalibration();
  calibration.Geometry = { ...calibration.Geometry, BeamCenter: [25, 20], Imagesize: [40, 60] };
  change(calibration);
  return { ...calibration };
}

async function service() {
  const metadata = { header: {} };
  const images = createImageStore(async () => ({
    summary: { formatId: 'test', shape: SHAPE, sampleType: 'int32', frameCount: 1, metadata },
    readFrame: async () => ({ samples: new Int32Array(2400).fill(5), shape: SHAPE, metadata }),
    close: async () => undefined,
  }));
  const masks = createMaskStore();
  const { id: imageId } = await images.open('data:/x.tif', 'x.tif', undefined);
  const maskId = masks.keep('data:/m.msk', { name: 'm.msk', shape: SHAPE, mask: new Uint8Array(2400) }).id;
  const wrongId = masks.keep('data:/w.msk', { name: 'w.msk', shape: [2, 2], mask: new Uint8Array(4) }).id;
  const { 'saxs.preview': preview } = createSaxsService(images, masks);
  return {
    wrongId,
    maskId,
    preview: (calibration: Record<string, unknown>, maskIds: (string | null)[] = [maskId]) =>
      preview({ imageId, frame: 0, calibration, maskIds }, context),
  };
}

describe('saxs.preview', () => {
  it('F080: gives a curve for each mask and slice, with band, moments and geometry', async () => {
    const { preview, maskId } = await service();
    const calibration = calibrationOf((edited) => {
      edited.Masks.push({ MaskFile: 'b.msk', PixelPerRadialElement: 2, Name: 'wide' });
      edited.Slices = [{ Direction: 'x', Plane: 'InPlane', CutPosition: 10, CutMargin: 2, MaskRef: -1 }];
    });
    const { curves, issues, slices, calibration: ours } = await preview(calibration, [maskId, maskId]);
    expect(issues).toEqual([]);
    expect(curves.map(({ key, name, kind }) => [key, name, kind])).toEqual([
      ['R0', '', 'radial'],
      ['R1', 'wide', 'radial'],
      ['S0', '', 'in-plane'],
    ]);
    for (const { intensity } of curves)
      for (const value of intensity) if (!Number.isNaN(value)) expect(value).toBeCloseTo(5, 12);
    expect(Math.max(...curves[0]!.deviation!.filter((value) => value >= 0))).toBeLessThan(1e-6);
    expect(slices).toEqual([{ rows: [28, 33], columns: [0, 60] }]);
    const [x, y] = beamCentre(ours!, SHAPE)!;
    expect([x, y]).toEqual([expect.closeTo(20, 9), expect.closeTo(15, 9)]);
  });

  it('F079: in GISAXSmode gives slices only', async () => {
    const { preview } = await service();
    const { curves } = await preview(
      calibrationOf((edited) => {
        edited.GISAXSmode = true;
        edited.Slices = [{ Direction: 'y', Plane: 'Vertical', CutPosition: 10 }];
      }),
    );
    expect(curves.map(({ key }) => key)).toEqual(['S0']);
  });

  it('says what is missing by the path of its key, and does the rest', async () => {
    const { preview, wrongId } = await service();
    const faulty = await preview({ ...calibrationOf(), Wavelength: 'x' });
    expect(faulty).toMatchObject({ curves: [], calibration: null, issues: [{ path: ['Wavelength'] }] });
    expect((await preview(calibrationOf(), [null])).issues).toMatchObject([{ path: ['Masks', 0, 'MaskFile'] }]);
    expect((await preview(calibrationOf(), [wrongId])).issues[0]!.message).toContain('w.msk has 2 × 2 pixels');
    const otherSize = calibrationOf((edited) => (edited.Geometry.Imagesize = [10, 10]));
    expect((await preview(otherSize)).issues).toMatchObject([{ path: ['Geometry', 'Imagesize'] }]);
  });
});
