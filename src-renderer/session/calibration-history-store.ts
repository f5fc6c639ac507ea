import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { GeometryHistoryEntry } from '../../src-shared/model/schema-types.generated.ts';
import type { StoredCalibrationResult } from '../../src-shared/rpc/contract.ts';
import { useCalibrationResultStore } from './calibration-result-store.ts';
import { useDocumentStore } from './document-store.ts';
import type { CalibrationInUse } from './session-document.ts';

const KEPT = 50; // entries; older ones fall off

/** Geometries that were in use, to go back to. Saved with the session, untouched by undo. */
export const useCalibrationHistoryStore = defineStore('calibration-history', () => {
  const documents = useDocumentStore();
  const results = useCalibrationResultStore();
  /** Oldest first. */
  const entries = shallowRef<readonly GeometryHistoryEntry[]>([]);
  /** The newest entry with the geometry in use. */
  const current = computed(() => {
    const inUse = documents.calibration?.calibration;
    if (!inUse) return undefined;
    const wanted = JSON.stringify(inUse);
    return entries.value.findLast(({ calibration }) => calibration === inUse || JSON.stringify(calibration) === wanted);
  });

  return {
    entries,
    current,
    /** @param found  the result that the geometry came from; absent: opened or typed */
    add(what: string, inUse: CalibrationInUse, found?: StoredCalibrationResult): void {
      const entry: GeometryHistoryEntry = {
        time: new Date().toISOString(),
        what,
        calibration: inUse.calibration,
        origins: { ...inUse.origins },
        ...(inUse.name === undefined ? {} : { name: inUse.name }),
        ...(found ? { verdict: found.verdict, reasons: [...found.reasons], resultId: found.resultId } : {}),
        ...(found && found.rmsPx !== null ? { rmsPx: found.rmsPx } : {}),
      };
      entries.value = [...entries.value, entry].slice(-KEPT);
    },
    /** Takes a geometry of the list into use; its result comes back with it while the window remembers it. */
    goBack(entry: GeometryHistoryEntry): void {
      results.refused = null;
      documents.changeCalibration(`Back to: ${entry.what}`, {
        calibration: entry.calibration,
        warnings: [],
        origins: entry.origins ?? {},
        ...(entry.name === undefined ? {} : { name: entry.name }),
      });
    },
    restore(saved: readonly GeometryHistoryEntry[]): void {
      entries.value = saved;
    },
  };
});
