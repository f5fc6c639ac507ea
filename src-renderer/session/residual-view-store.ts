import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** How residuals are shown; for the window, not for the session. */
export const useResidualViewStore = defineStore('residual-view', () => ({
  /** Whether the points of the calibration lie over the image. */
  isOnImage: shallowRef(true),
  /** Sectors of the residual map. */
  sectors: shallowRef<36 | 72>(36),
  /** Residual of the outermost colours, px; null: from the residuals. */
  bound: shallowRef<number | null>(null),
}));
