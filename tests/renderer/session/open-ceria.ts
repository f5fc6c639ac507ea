import { useCalibrationHistoryStore } from '../../../src-renderer/session/calibration-history-store.ts';
import { useCalibrationResultStore } from '../../../src-renderer/session/calibration-result-store.ts';
import { useCalibrationRunStore } from '../../../src-renderer/session/calibration-run-store.ts';
import { useCalibrationSetupStore } from '../../../src-renderer/session/calibration-setup-store.ts';
import { useDocumentStore } from '../../../src-renderer/session/document-store.ts';
import { useImageStore } from '../../../src-renderer/session/image-store.ts';
import { usePointPickingStore } from '../../../src-renderer/session/point-picking-store.ts';
import type { ImageMetadata } from '../../../src-shared/model/detector-image.ts';
import type { Handlers } from '../../../src-shared/rpc/contract.ts';
import { calibrationResult } from '../calibration-result.ts';
import { imageFrame, imageInfo, settled, useFakeHost } from '../fake-host.ts';

const KNOWN: ImageMetadata = { header: {}, wavelength: 4.066e-11, pixel1: 172e-6, pixel2: 172e-6 };

/** An image of ceria is open, over a host that finds the geometry and answers as `over` says. */
export async function openCeria(over: Partial<Handlers> = {}, metadata = KNOWN) {
  const fake = useFakeHost({
    'image.open': async () => imageInfo({ metadata }),
    'image.frame': async () => imageFrame(),
    'mask.open': async ({ ref }) => ({ maskId: 'mask-1', ref, name: 'a.msk', shape: [2, 3], maskedPixels: 1 }),
    'calibrant.rings': async () => ({
      rings: [
        { dSpacing: 3.124, twoTheta: 0.13, hkl: '1 1 1' },
        { dSpacing: 2.705, twoTheta: 0.15, hkl: '2 0 0' },
      ],
    }),
    'calibration.calibrate': async () => calibrationResult(),
    'calibration.refine': async () => calibrationResult(),
    'calibration.growPoints': async () => ({ rows: Float64Array.of(1, 2), columns: Float64Array.of(3, 4) }),
    ...over,
  });
  await useImageStore().open('data:/CeO2.tif');
  await settled();
  return {
    fake,
    documents: useDocumentStore(),
    history: useCalibrationHistoryStore(),
    picking: usePointPickingStore(),
    results: useCalibrationResultStore(),
    runs: useCalibrationRunStore(),
    setups: useCalibrationSetupStore(),
  };
}
