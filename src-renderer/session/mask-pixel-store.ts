import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { MaskPixels } from '../../src-shared/rpc/contract.ts';
import type { MaskPixelsParams } from '../../src-shared/model/schema-types.generated.ts';
import { useDocumentStore } from './document-store.ts';
import { useHostStore } from './host-store.ts';
import { useImageStore } from './image-store.ts';
import { createLatestRun } from './latest-run.ts';
import { usePatternStore } from './pattern-store.ts';
import { useResourceStore } from './resource-store.ts';

type Wanted = Omit<MaskPixelsParams, 'maskIds'> & { readonly masks: readonly string[] };

/** The pixels that are ignored, for the overlay; asked for only while the overlay is on. */
export const useMaskPixelStore = defineStore('mask-pixel', () => {
  const host = useHostStore();
  const image = useImageStore();
  const documents = useDocumentStore();
  const resources = useResourceStore();
  const patterns = usePatternStore();
  const pixels = shallowRef<MaskPixels>();

  const runs = createLatestRun<Wanted, MaskPixels>({
    async run({ masks, ...params }, signal) {
      const opened = await Promise.all(masks.map((ref) => resources.openMask(ref)));
      return host.call('mask.pixels', { ...params, maskIds: opened.map(({ maskId }) => maskId) }, { signal });
    },
    onResult: (result) => (pixels.value = result),
    // The integration fails for the same reason and says so; an overlay need not say it twice.
    onError: () => (pixels.value = undefined),
    onBusy: () => undefined,
    isRelated: (running, next) => running.imageId === next.imageId,
  });

  watch(
    [
      () => documents.view.showMask,
      () => image.info?.imageId,
      () => image.frame,
      // Of the calibration only the detector matters: moving it must not ask again.
      () => documents.calibration?.calibration.detector,
      () => documents.current.masks,
      () => documents.settings.maskBelow,
      () => documents.settings.maskAbove,
      () => documents.settings.dummy,
      () => documents.settings.detectorMask,
      () => patterns.isHeld,
    ],
    () => {
      if (patterns.isHeld) return;
      const { calibration, settings, masks } = documents.current;
      if (!documents.view.showMask || !image.info || !image.frame) {
        runs.request(undefined);
        pixels.value = undefined;
        return;
      }
      runs.request({
        imageId: image.info.imageId,
        frame: image.frame.frame,
        ...(calibration ? { calibration: calibration.calibration } : {}),
        settings,
        masks,
      });
    },
    { immediate: true, flush: 'post' },
  );

  return { pixels };
});
