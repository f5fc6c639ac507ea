import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';
import { useCalibrationParams } from './calibration-params.ts';
import { useCalibrationSetupStore } from './calibration-setup-store.ts';
import { useDocumentStore } from './document-store.ts';
import { useHostStore } from './host-store.ts';

/** Azimuth of one ring, degrees, from which its circle says where the next ring is. */
const LEAST_ARC_DEG = 90;

/**
 * The geometry that the points say, as long as none is in use: one long arc is enough to name the ring of the next
 * click. Nothing else rests on it.
 */
export const usePointGeometryStore = defineStore('point-geometry', () => {
  const documents = useDocumentStore();
  const host = useHostStore();
  const params = useCalibrationParams();
  const setups = useCalibrationSetupStore();
  const calibration = shallowRef<Calibration | null>(null);
  let fitting = Promise.resolve();
  let asked = 0;

  async function fit(number: number): Promise<void> {
    if (number !== asked) return;
    let fitted: Calibration | null = null;
    try {
      const found = await host.call('calibration.refine', await params.refineParams(false));
      if (found.rings.some(({ coverageDeg }) => coverageDeg >= LEAST_ARC_DEG)) fitted = found.calibration;
    } catch {
      // Too little to say anything: the number chosen counts.
    }
    if (number === asked) calibration.value = fitted;
  }

  // One fit after the other, and the newest only: a stroke of the eraser changes the points many times.
  watch(
    [
      () => documents.current.points,
      () => setups.calibrant,
      () => setups.wavelength?.value,
      () => setups.detector?.detector,
      () => setups.inUse === null,
    ],
    ([points]) => {
      const number = ++asked;
      if (setups.inUse === null && points.length > 0 && params.missingForPoints.value === undefined)
        fitting = fitting.then(() => fit(number));
      else calibration.value = null;
    },
    { immediate: true, flush: 'sync' },
  );

  return {
    calibration,
    /** Once what the points say now is known. */
    settled: (): Promise<void> => fitting,
  };
});
