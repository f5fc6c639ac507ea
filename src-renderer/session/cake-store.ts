import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Cake } from '../../src-shared/model/cake.ts';
import { useDocumentStore } from './document-store.ts';
import { useHostStore } from './host-store.ts';
import { useImageStore } from './image-store.ts';
import { createLatestRun } from './latest-run.ts';
import { usePatternStore } from './pattern-store.ts';

/** How many cakes the circle can be cut into; four always divide them, for the quadrants. */
export const AZIMUTH_BINS = [36, 72, 180, 360, 720] as const;
export type AzimuthBins = (typeof AZIMUTH_BINS)[number];

interface Wanted {
  readonly imageId: string;
  readonly frame: number;
  readonly azimuthBins: AzimuthBins;
}

/** The cake of the image on screen, made anew whenever anything it depends on changes, as long as somebody looks. */
export const useCakeStore = defineStore('cake', () => {
  const host = useHostStore();
  const image = useImageStore();
  const documents = useDocumentStore();
  const patterns = usePatternStore();
  const cake = shallowRef<Cake>();
  const error = shallowRef<AppError>();
  const isRunning = shallowRef(false);
  /** 0…1; undefined while nothing is known. */
  const progress = shallowRef<number>();
  const azimuthBins = shallowRef<AzimuthBins>(360);
  /** Whether the left pane shows the cake in place of the image. */
  const isShown = shallowRef(false);
  /** Whether all cakes are drawn as curves below the cake. */
  const areCurvesShown = shallowRef(false);
  /** Views that need the cake though the pane does not show it. */
  const viewers = shallowRef(0);
  const isWanted = computed(() => isShown.value || viewers.value > 0);

  const runs = createLatestRun<Wanted, Cake | undefined>({
    async run({ azimuthBins: bins }, signal) {
      const params = await patterns.resolveParams();
      if (!params) return undefined;
      return host.call(
        'integration.integrate2d',
        { ...params, azimuthBins: bins, sense: 'clockwise' },
        { signal, onProgress: (fraction) => (progress.value = fraction) },
      );
    },
    onResult: (result) => {
      cake.value = result;
      error.value = undefined;
    },
    onError: (cause) => {
      const failure = AppError.from(cause);
      if (failure.code !== 'cancelled') error.value = failure;
    },
    onBusy: (isBusy) => {
      isRunning.value = isBusy;
      progress.value = undefined;
    },
    isRelated: (running, next) => running.imageId === next.imageId && running.frame === next.frame,
  });

  function update(): void {
    if (!image.info || !image.frame || !documents.calibration) {
      runs.request(undefined);
      cake.value = undefined;
      error.value = undefined;
      return;
    }
    runs.request({ imageId: image.info.imageId, frame: image.frame.frame, azimuthBins: azimuthBins.value });
  }

  watch(
    [
      azimuthBins,
      () => image.info?.imageId,
      () => image.frame,
      () => documents.calibration?.calibration,
      () => documents.applied,
      () => documents.current.masks,
      () => documents.current.maskLayers,
      () => patterns.isHeld,
    ],
    () => {
      if (patterns.isHeld) return;
      if (isWanted.value) update();
      else cake.value = undefined; // it would be that of another image or geometry when somebody looks again
    },
    { flush: 'post' },
  );
  watch(
    isWanted,
    (now) => {
      if (!now) runs.request(undefined);
      else if (!cake.value && !patterns.isHeld) update();
    },
    { immediate: true, flush: 'post' },
  );

  return {
    cake,
    error,
    isRunning,
    progress,
    azimuthBins,
    isShown,
    areCurvesShown,
    /** Keeps the cake up to date until the caller's scope ends. */
    look(): void {
      viewers.value++;
      onScopeDispose(() => viewers.value--);
    },
  };
});
