import { effectScope } from 'vue';
import { describe, expect, it } from 'vitest';
import { useDetectorAdvice } from '../../../src-renderer/session/detector-advice.ts';
import { useDetectorStore } from '../../../src-renderer/session/detector-store.ts';
import { useDocumentStore } from '../../../src-renderer/session/document-store.ts';
import { useImageStore } from '../../../src-renderer/session/image-store.ts';
import { useNoticeStore } from '../../../src-renderer/session/notice-store.ts';
import type { DetectorGuess } from '../../../src-shared/rpc/contract.ts';
import { calibration, imageFrame, imageInfo, settled, useFakeHost } from '../fake-host.ts';

const guess: DetectorGuess = {
  detector: { name: 'Pilatus1M', shape: [2, 3], pixel1: 172e-6, pixel2: 172e-6, orientation: 3 },
  label: 'Pilatus 1M',
  binning: [1, 1],
};

async function setUp(hasGaps: boolean) {
  useFakeHost({
    'image.open': async () => imageInfo({ detectorGuesses: [guess] }),
    'image.frame': async () => imageFrame(),
    'image.close': async () => null,
    'detector.list': async () => ({
      detectors: [{ name: 'Pilatus1M', aliases: [], shape: [2, 3], pixel1: 172e-6, pixel2: 172e-6, hasGaps }],
    }),
  });
  await useDetectorStore().load();
  effectScope().run(useDetectorAdvice);
  const documents = useDocumentStore();
  await useImageStore().open('data:/CeO2.tif');
  documents.changeCalibration('Calibration', { calibration, name: 'CeO2.poni', warnings: [], origins: {} });
  await settled();
  return { documents, notices: useNoticeStore() };
}

describe('advice on the detector', () => {
  it('says that gaps are counted, takes the detector on demand, and comes back with undo', async () => {
    const { documents, notices } = await setUp(true);
    const [notice] = notices.notices;
    expect(notice?.text).toContain('shape and pixels are those of Pilatus 1M');
    notice?.actions[0]?.run();
    await settled();
    expect(documents.calibration?.calibration.detector.name).toBe('Pilatus1M');
    expect(notices.notices).toEqual([]);
    documents.undo();
    await settled();
    expect(documents.calibration?.calibration.detector.name).toBe('Detector');
    expect(notices.notices).toHaveLength(1);
  });

  it('is not repeated after it was closed, as long as calibration and detector are the same', async () => {
    const { documents, notices } = await setUp(true);
    notices.close(notices.notices[0]!.id);
    const inUse = documents.calibration!;
    const geometry = { ...inUse.calibration.geometry, dist: 0.3 };
    documents.changeCalibration('Distance', { ...inUse, calibration: { ...inUse.calibration, geometry } });
    await settled();
    expect(notices.notices).toEqual([]);
  });

  it('is not given where the detector has no gaps', async () => {
    const { notices } = await setUp(false);
    expect(notices.notices).toEqual([]);
  });
});
