import { defineStore } from 'pinia';
import { computed, nextTick, shallowRef, watch } from 'vue';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import type { Integrate1DParams } from '../../src-shared/model/schema-types.generated.ts';
import { useDocumentStore } from './document-store.ts';
import { useHostStore } from './host-store.ts';
import { useImageStore } from './image-store.ts';
import { createLatestRun } from './latest-run.ts';
import { useMaskRasterStore } from './mask-raster-store.ts';
import { useResourceStore } from './resource-store.ts';
import type { SessionDocument } from './session-document.ts';

interface Wanted {
  readonly imageId: string;
  readonly frame: number;
  readonly calibration: Integrate1DParams['calibration'];
  readonly settings: Integrate1DParams['settings'];
  readonly masks: SessionDocument['masks'];
  readonly maskLayers: SessionDocument['maskLayers'];
  readonly corrections: SessionDocument['corrections'];
  readonly normalizeBy: SessionDocument['normalizeBy'];
}

/** The pattern of the image on screen, integrated anew whenever anything it depends on changes. */
export const usePatternStore = defineStore('pattern', () => {
  const host = useHostStore();
  const image = useImageStore();
  const documents = useDocumentStore();
  const rasters = useMaskRasterStore();
  const resources = useResourceStore();
  const pattern = shallowRef<Pattern1d>();
  const error = shallowRef<AppError>();
  const isRunning = shallowRef(false);
  /** Increased to ask for the same again, e.g. after the connection was lost. */
  const attempt = shallowRef(0);
  /** While above 0 nothing is integrated: image and calibration are being put together. */
  const holds = shallowRef(0);

  /** Opens what the parameters name and gives them the host's ids. */
  async function resolve(wanted: Wanted): Promise<Integrate1DParams> {
    const { imageId, frame, calibration, settings, corrections, normalizeBy } = wanted;
    const [dark, flat, background] = await Promise.all(
      [corrections.dark, corrections.flat, corrections.background].map((ref) =>
        ref === undefined ? undefined : resources.openImage(ref),
      ),
    );
    return {
      imageId,
      frame,
      calibration,
      settings,
      maskIds: await rasters.maskIds(wanted),
      ...(dark ? { darkId: dark.imageId } : {}),
      ...(flat ? { flatId: flat.imageId } : {}),
      ...(background ? { backgroundId: background.imageId } : {}),
      ...(normalizeBy ? { normalizeBy } : {}),
    };
  }

  const wanted = computed<Wanted | undefined>(() => {
    const { calibration, masks, maskLayers } = documents.current;
    if (!image.info || !image.frame || !calibration) return undefined;
    return {
      imageId: image.info.imageId,
      frame: image.frame.frame,
      calibration: calibration.calibration,
      ...documents.applied,
      masks,
      maskLayers,
    };
  });

  const runs = createLatestRun<Wanted, Pattern1d>({
    run: async (input, signal) => host.call('integration.integrate1d', await resolve(input), { signal }),
    onResult: (result) => {
      pattern.value = result;
      error.value = undefined;
    },
    onError: (cause) => (error.value = AppError.from(cause)),
    onBusy: (isBusy) => (isRunning.value = isBusy),
    isRelated: (running, next) => running.imageId === next.imageId && running.frame === next.frame,
  });

  // The document is made anew by every change; only what the pattern depends on must start an integration.
  watch(
    [
      () => image.info?.imageId,
      () => image.frame,
      () => documents.calibration?.calibration,
      () => documents.applied,
      () => documents.current.masks,
      () => documents.current.maskLayers,
      attempt,
      holds,
    ],
    () => {
      if (holds.value > 0) return;
      runs.request(wanted.value);
      if (!wanted.value) {
        pattern.value = undefined;
        error.value = undefined;
      }
    },
    { immediate: true, flush: 'post' },
  );

  return {
    pattern,
    error,
    isRunning,
    isHeld: computed(() => holds.value > 0),
    /** Parameters of the pattern on screen, with the host's ids; undefined while image or calibration is missing. */
    resolveParams: async (): Promise<Integrate1DParams | undefined> =>
      wanted.value ? resolve(wanted.value) : undefined,
    /** Resolves when the pattern of what is on screen now is there, or has failed. */
    async whenSettled(): Promise<void> {
      await nextTick(); // the integration begins when the page has heard of the change
      if (!isRunning.value) return;
      await new Promise<void>((resolve) => {
        const stop = watch(isRunning, (isBusy) => {
          if (isBusy) return;
          stop();
          resolve();
        });
      });
    },
    repeat(): void {
      attempt.value++;
    },
    /** Runs `work` without integrating the states it passes through. */
    async whileHeld(work: () => Promise<void>): Promise<void> {
      holds.value++;
      try {
        await work();
      } finally {
        holds.value--;
      }
    },
  };
});
