import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { CalibrantEntry, CalibrantRings } from '../../src-shared/rpc/contract.ts';
import { useCalibrationSetupStore } from './calibration-setup-store.ts';
import { useDocumentStore } from './document-store.ts';
import { useHostStore } from './host-store.ts';

/** The calibrants to choose from, and the rings of the chosen one at the wavelength in use. */
export const useCalibrantStore = defineStore('calibrant', () => {
  const host = useHostStore();
  const documents = useDocumentStore();
  const setups = useCalibrationSetupStore();
  const calibrants = shallowRef<readonly CalibrantEntry[]>([]);
  const rings = shallowRef<CalibrantRings['rings']>([]);
  const error = shallowRef<AppError>();

  watch(
    [
      () => setups.calibrant,
      () => documents.calibration?.calibration.geometry.wavelength ?? setups.wavelength?.value,
      () => host.connection,
    ],
    async ([calibrant, wavelength, connection], _previous, onCleanup) => {
      const controller = new AbortController();
      onCleanup(() => controller.abort());
      error.value = undefined;
      if (calibrant === null || wavelength === undefined || connection !== 'connected') {
        rings.value = [];
        return;
      }
      try {
        const result = await host.call('calibrant.rings', { calibrant, wavelength }, { signal: controller.signal });
        if (!controller.signal.aborted) rings.value = result.rings;
      } catch (cause) {
        if (controller.signal.aborted) return;
        rings.value = [];
        error.value = AppError.from(cause);
      }
    },
    { immediate: true },
  );

  async function load(): Promise<void> {
    if (calibrants.value.length === 0) calibrants.value = (await host.call('calibrant.list', {})).calibrants;
  }

  return {
    calibrants,
    rings,
    error,
    /** Why a chosen calibrant has no rings on screen. */
    hint: computed(() => {
      if (setups.calibrant === null || !documents.calibration) return undefined;
      const isKnown = documents.calibration.calibration.geometry.wavelength !== undefined;
      return isKnown ? undefined : 'The rings of a calibrant need the wavelength: enter it in the calibration.';
    }),
    load,
  };
});
