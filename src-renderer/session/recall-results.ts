import { watch } from 'vue';
import { useCalibrationHistoryStore } from './calibration-history-store.ts';
import { useCalibrationResultStore } from './calibration-result-store.ts';
import { useDocumentStore } from './document-store.ts';
import { useHostStore } from './host-store.ts';

/**
 * After a restart the window has the geometry and its verdict, the host still has points, residuals and uncertainties:
 * they are fetched as soon as a geometry that they belong to is in use.
 */
export function useRecalledResults(): void {
  const documents = useDocumentStore();
  const history = useCalibrationHistoryStore();
  const host = useHostStore();
  const results = useCalibrationResultStore();

  watch(
    [() => documents.calibration?.calibration, () => history.current?.resultId, () => host.connection],
    async ([calibration, resultId, connection]) => {
      if (!calibration || resultId === undefined || connection !== 'connected') return;
      if (results.resultOf(calibration)) return;
      try {
        results.keep(calibration, await host.call('calibration.result', { resultId }));
      } catch {
        // Forgotten there as well: the verdict remains, and the calibration is saved as a .poni alone.
      }
    },
    { immediate: true },
  );
}
