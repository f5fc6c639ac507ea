import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Orientation } from '../../src-shared/geometry/orientation.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { OrientationComparison } from '../../src-shared/rpc/contract.ts';
import { useDocumentStore } from './document-store.ts';
import { useHostStore } from './host-store.ts';
import { useImageStore } from './image-store.ts';
import { useNoticeStore } from './notice-store.ts';
import { orientationName, orientedImage, withOrientation } from './orientation.ts';
import { shapeMismatch } from './shape-mismatch.ts';
import { useResourceStore } from './resource-store.ts';

/** What came of a comparison; "unknown": there was none, or it failed. */
export type SettleOutcome = 'kept' | 'taken' | 'asked' | 'unknown';

/** Which way round an image belongs to its calibration: measured, said, and asked only where the measurement is a draw. */
export const useOrientationStore = defineStore('orientation', () => {
  const host = useHostStore();
  const image = useImageStore();
  const documents = useDocumentStore();
  const notices = useNoticeStore();
  const resources = useResourceStore();
  /** Waits for an answer of the user. */
  const question = shallowRef<OrientationComparison>();
  const isComparing = shallowRef(false);
  /** What was said of the calibration or image before; it would mislead beside the next. */
  let said: number | undefined;

  function choose(orientation: Orientation, origin: 'typed' | 'found' = 'typed'): void {
    question.value = undefined;
    const inUse = documents.calibration;
    if (!inUse) return;
    const next = withOrientation(inUse, orientation, origin);
    documents.changeCalibration(`Orientation ${orientation}, ${orientationName(orientation)}`, next);
  }

  /** Compares the four orientations of the image on screen under the calibration in use, and takes a clear winner. */
  async function settle(): Promise<SettleOutcome> {
    question.value = undefined;
    if (said !== undefined) notices.close(said);
    const inUse = documents.calibration;
    const { info, frameNumber } = image;
    if (!inUse || !info) return 'unknown';
    // On an image of another detector every orientation is wrong; the pattern says so in its place.
    if (shapeMismatch(inUse.calibration.detector, info.shape) !== undefined) return 'unknown';
    isComparing.value = true;
    try {
      const masks = await Promise.all(documents.current.masks.map((ref) => resources.openMask(ref)));
      const comparison = await host.call('calibration.compareOrientations', {
        imageId: info.imageId,
        frame: frameNumber,
        calibration: inUse.calibration,
        settings: documents.settings,
        maskIds: masks.map(({ maskId }) => maskId),
      });
      const isStale = documents.calibration !== inUse || image.info?.imageId !== info.imageId;
      if (isStale) return 'unknown';
      const current = inUse.calibration.detector.orientation;
      if (comparison.winner === null) {
        question.value = comparison;
        return 'asked';
      }
      if (comparison.winner === current) return 'kept';
      take(comparison.winner, current);
      return 'taken';
    } catch (cause) {
      const error = AppError.from(cause);
      // A calibration that does not fit the image fails the integration too, which says so in its place.
      if (error.code === 'cancelled' || error.code === 'shape') return 'unknown';
      notices.show({ tone: 'warn', text: `The orientation of the image was not checked: ${error.message}` });
      return 'unknown';
    } finally {
      isComparing.value = false;
    }
  }

  function take(winner: Orientation, previous: Orientation): void {
    choose(winner, 'found');
    const dioptas = winner === 2 ? ' (Dioptas)' : '';
    said = notices.show({
      tone: 'info',
      text: `This calibration belongs to ${orientedImage(winner)}${dioptas}: orientation ${winner} taken.`,
      lifetime: 20_000,
      actions: [{ label: 'Undo', run: () => choose(previous) }],
    });
  }

  return { question, isComparing, choose, settle };
});
