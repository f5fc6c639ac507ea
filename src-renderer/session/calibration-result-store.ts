import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { AppError } from '../../src-shared/model/app-error.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';
import type { CalibrationResult } from '../../src-shared/model/calibration-result.ts';
import type { StoredCalibrationResult } from '../../src-shared/rpc/contract.ts';
import { useDocumentStore } from './document-store.ts';

/** Points picked out of the result, e.g. by a click on a cell of the residual map. */
export interface HighlightedPoints {
  readonly ring: number;
  /** Indices into the arrays of `result.points`. */
  readonly points: readonly number[];
}

/**
 * What the last calibration found, as long as it belongs to the geometry in use. Results follow the geometry: undo
 * brings back the result together with the geometry that it describes.
 */
export const useCalibrationResultStore = defineStore('calibration-result', () => {
  const documents = useDocumentStore();
  const results = new WeakMap<Calibration, StoredCalibrationResult>();
  const kept = shallowRef(0);
  /** A result that was not taken: bad, or without any geometry. It is shown until the next one, or until dismissed. */
  const refused = shallowRef<StoredCalibrationResult | null>(null);
  const highlighted = shallowRef<HighlightedPoints | null>(null);
  const isRunning = shallowRef(false);
  /** 0…1; null while nothing is known. */
  const progress = shallowRef<number | null>(null);
  /** What is being done, in words; null while nothing is known. */
  const stage = shallowRef<string | null>(null);
  const error = shallowRef<AppError | null>(null);

  /** Of the geometry in use; null if it was typed, opened or changed since. */
  const accepted = computed<StoredCalibrationResult | null>(() => {
    const inUse = documents.calibration?.calibration;
    return kept.value > 0 && inUse ? (results.get(inUse) ?? null) : null;
  });
  const result = computed(() => refused.value ?? accepted.value);

  watch(result, () => (highlighted.value = null));
  // Whatever takes the geometry elsewhere answers a result that waited to be taken.
  watch(
    () => documents.calibration?.calibration,
    () => (refused.value = null),
  );

  return {
    result,
    accepted,
    refused,
    highlighted,
    isRunning,
    progress,
    stage,
    error,
    /** The result that this geometry came from, as long as the window remembers it. */
    resultOf: (calibration: Calibration): CalibrationResult | null =>
      kept.value > 0 ? (results.get(calibration) ?? null) : null,
    /** Ties a result to the geometry it found. */
    keep(calibration: Calibration, found: StoredCalibrationResult): void {
      results.set(calibration, found);
      kept.value++;
    },
  };
});
