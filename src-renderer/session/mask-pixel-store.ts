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

  async function fetchPixels(wanted: Wanted, signal: AbortSignal): Promise<MaskPixels> {
    const { imageId, frame, calibration, settings } = wanted;
    const maskIds = await rasters.maskIds(wanted);
    const params = { imageId, frame, settings, maskIds, ...(calibration ? { calibration } : {}) };
    return host.call('mask.pixels', params, { signal });
  }

  /** What is wanted of the frame on screen; undefined without one. */
  function wantedNow(): Wanted | undefined {
    if (!image.info || !image.frame) return undefined;
    const { calibration, settings, masks, maskLayers } = documents.current;
    return {
      imageId: image.info.imageId,
      frame: image.frame.frame,
      ...(calibration ? { calibration: calibration.calibration } : {}),
      settings,
      masks,
      maskLayers,
    };
  }

  const runs = createLatestRun<Wanted, MaskPixels>({
    run: fetchPixels,
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
      const wanted = documents.view.showMask ? wantedNow() : undefined;
      runs.request(wanted);
      if (!wanted) pixels.value = undefined;
    },
    { immediate: true, flush: 'post' },
  );

  return {
    pixels,
    /** The pixels of the frame on screen, whether the overlay is on or not: 1 = ignored, one entry per pixel. */
    async ask(): Promise<Uint8Array | null> {
      const wanted = wantedNow();
      if (!wanted) return null;
      const { shape, packed } = await fetchPixels(wanted, new AbortController().signal);
      return unpackMask(packed, new Uint8Array(shape[0] * shape[1]));
    },
  };
});
