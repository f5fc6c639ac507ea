import { describe, expect, it } from 'vitest';
import { useDocumentStore } from '../../../src-renderer/session/document-store.ts';
import { useImageStore } from '../../../src-renderer/session/image-store.ts';
import { useNoticeStore } from '../../../src-renderer/session/notice-store.ts';
import { orientationOf, toggleColumns, toggleRows } from '../../../src-renderer/session/orientation.ts';
import { useOrientationStore } from '../../../src-renderer/session/orientation-store.ts';
import { AppError } from '../../../src-shared/model/app-error.ts';
import type { OrientationComparison } from '../../../src-shared/rpc/contract.ts';
import { calibration, imageFrame, imageInfo, useFakeHost } from '../fake-host.ts';

const comparison = (winner: OrientationComparison['winner']): OrientationComparison => ({
  candidates: ([2, 3, 1, 4] as const).map((orientation, i) => ({ orientation, sharpness: 1 - i / 10 })),
  winner,
  sentence: 'Orientations 2 and 3 are equally sharp.',
});

async function settle(answer: () => OrientationComparison) {
  const fake = useFakeHost({
    'image.open': async () => imageInfo(),
    'image.frame': async () => imageFrame(),
    'calibration.compareOrientations': async () => answer(),
  });
  const documents = useDocumentStore();
  await useImageStore().open('data:/CeO2.tif');
  documents.reset({
    ...documents.current,
    calibration: { calibration, name: 'CeO2.poni', warnings: [], origins: { orientation: 'file' } },
  });
  const orientations = useOrientationStore();
  await orientations.settle();
  const current = () => documents.calibration?.calibration.detector.orientation;
  return { fake, documents, orientations, notices: useNoticeStore(), current };
}

describe('orientation decision', () => {
  it('takes a clear winner, says so, and takes it back on demand', async () => {
    const { current, documents, notices } = await settle(() => comparison(2));
    expect(current()).toBe(2);
    expect(documents.calibration?.origins.orientation).toBe('found');
    expect(notices.notices[0]?.text).toBe(
      'This calibration belongs to the rows-reversed image (Dioptas): orientation 2 taken.',
    );
    notices.notices[0]?.actions[0]?.run();
    expect(current()).toBe(3);
    documents.undo();
    expect(current()).toBe(2);
    documents.undo();
    expect(current()).toBe(3);
  });

  it('is silent where the orientation in use wins', async () => {
    const { current, notices, orientations, documents } = await settle(() => comparison(3));
    expect(current()).toBe(3);
    expect(notices.notices).toEqual([]);
    expect(orientations.question).toBeUndefined();
    expect(documents.undoLabel).toBeUndefined();
  });

  it('asks where two are as good, changes nothing until answered', async () => {
    const { current, documents, orientations } = await settle(() => comparison(null));
    expect(current()).toBe(3);
    expect(orientations.question?.candidates).toHaveLength(4);
    orientations.choose(2);
    expect(orientations.question).toBeUndefined();
    expect(current()).toBe(2);
    expect(documents.calibration?.origins.orientation).toBe('typed');
  });

  it('leaves a calibration of another shape to the integration, which says why it fails', async () => {
    const { notices } = await settle(() => {
      throw new AppError('shape', 'The calibration is for another shape.');
    });
    expect(notices.notices).toEqual([]);
  });

  it('says when the comparison fails otherwise', async () => {
    const { notices } = await settle(() => {
      throw new AppError('worker', 'A worker died.');
    });
    expect(notices.notices[0]?.text).toBe('The orientation of the image was not checked: A worker died.');
  });

  it('drops an answer about a calibration that was changed meanwhile', async () => {
    let answer: (value: OrientationComparison) => void = () => undefined;
    const pending = new Promise<OrientationComparison>((resolve) => (answer = resolve));
    useFakeHost({
      'image.open': async () => imageInfo(),
      'image.frame': async () => imageFrame(),
      'calibration.compareOrientations': () => pending,
    });
    const documents = useDocumentStore();
    await useImageStore().open('data:/CeO2.tif');
    const inUse = { calibration, warnings: [], origins: {} };
    documents.changeCalibration('one', inUse);
    const settling = useOrientationStore().settle();
    documents.changeCalibration('another', { ...inUse, name: 'b.poni' });
    answer(comparison(2));
    await settling;
    expect(documents.calibration?.calibration.detector.orientation).toBe(3);
  });
});

describe('orientation toggles', () => {
  it('follow the EXIF numbering: 3 as stored, 2 rows, 4 columns, 1 both', () => {
    expect([
      orientationOf(false, false),
      orientationOf(true, false),
      orientationOf(false, true),
      orientationOf(true, true),
    ]).toEqual([3, 2, 4, 1]);
    expect(([3, 2, 4, 1] as const).map(toggleRows)).toEqual([2, 3, 1, 4]);
    expect(([3, 2, 4, 1] as const).map(toggleColumns)).toEqual([4, 1, 3, 2]);
  });
});
