import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { Shape } from '../../src-shared/model/detector-image.ts';
import { unpackMask } from '../../src-shared/model/packed-mask.ts';
import type { MaskPixels } from '../../src-shared/rpc/contract.ts';
import type { MaskPixelsParams } from '../../src-shared/model/schema-types.generated.ts';
import { useDocumentStore } from './document-store.ts';
import { useHostStore } from './host-store.ts';
import { useImageStore } from './image-store.ts';
import { createLatestRun } from './latest-run.ts';
import { usePatternStore } from './pattern-store.ts';
import { type Masking, useMaskRasterStore } from './mask-raster-store.ts';

type Wanted = Omit<MaskPixelsParams, 'maskIds'> & Masking;

/** For the overlay. */
export interface IgnoredPixels {
  readonly shape: Shape;
  /** 1 = ignored, one entry per pixel; the memory is used again two answers later. */
  readonly mask: Uint8Array;
  readonly maskedPixels: number;
}

/** The pixels that are ignored, for the overlay; asked for only while the overlay is on. */
export const useMaskPixelStore = defineStore('mask-pixel', () => {
  const host = useHostStore();
  const image = useImageStore();
  const documents = useDocumentStore();
  const rasters = useMaskRasterStore();
  const patterns = usePatternStore();
  const pixels = shallowRef<IgnoredPixels>();
  let spare: Uint8Array | undefined;

  function show({ shape, packed, maskedPixels }: MaskPixels): void {
    const count = shape[0] * shape[1];
    const mask = unpackMask(packed, spare?.length === count ? spare : new Uint8Array(count));
    spare = pixels.value?.mask;
    pixels.value = { shape, mask, maskedPixels };
  }

  const runs = createLatestRun<Wanted, MaskPixels>({
    async run(wanted, signal) {
      const { imageId, frame, calibration, settings } = wanted;
      const maskIds = await rasters.maskIds(wanted);
      const params = { imageId, frame, settings, maskIds, ...(calibration ? { calibration } : {}) };
      return host.call('mask.pixels', params, { signal });
    },
    onResult: show,
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
      () => documents.current.maskLayers,
      // Layers that follow scattering angles move with the calibration.
      () => (rasters.followsCalibration ? documents.calibration?.calibration : undefined),
      () => documents.settings.maskBelow,
      () => documents.settings.maskAbove,
      () => documents.settings.dummy,
      () => documents.settings.detectorMask,
      () => patterns.isHeld,
    ],
    () => {
      if (patterns.isHeld) return;
      const { calibration, settings, masks, maskLayers } = documents.current;
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
        maskLayers,
      });
    },
    { immediate: true, flush: 'post' },
  );

  return { pixels };
});
