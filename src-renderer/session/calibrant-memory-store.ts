import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** The calibrant that the last good calibration used, across windows: the preferences keep it. */
export const useCalibrantMemoryStore = defineStore('calibrant-memory', () => ({
  /** Catalogue id; undefined: nobody has calibrated yet. */
  id: shallowRef<string>(),
}));
