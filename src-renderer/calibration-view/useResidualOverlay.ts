import { computed, type ComputedRef } from 'vue';
import type { PointsOverlay } from '../image/image-overlay.ts';
import { useCalibrationResultStore } from '../session/calibration-result-store.ts';
import { useResidualViewStore } from '../session/residual-view-store.ts';
import { useSessionStore } from '../session/session-store.ts';
import { residualCells } from './residual-cells.ts';
import { residualBound } from './residual-colours.ts';
import { highlightOverlay, residualOverlay } from './residual-overlay.ts';

/** The points of the calibration over the image, coloured by residual, as long as one calibrates. */
export function useResidualOverlay(): {
  /** Whether there is anything to show or hide. */
  hasPoints: ComputedRef<boolean>;
  points: ComputedRef<readonly PointsOverlay[]>;
  /** Residual of the outermost colours, px; null while nothing is coloured. */
  bound: ComputedRef<number | null>;
} {
  const results = useCalibrationResultStore();
  const session = useSessionStore();
  const view = useResidualViewStore();

  const found = computed(() => {
    const points = session.workspace === 'calibration' ? results.result?.points : undefined;
    return points && points.rows.length > 0 ? points : undefined;
  });
  // The scale of the residual map, so that one colour means one thing.
  const mapBound = computed(
    () => view.bound ?? (found.value ? residualBound(residualCells(found.value, view.sectors).mean) : null),
  );
  const bound = computed(() => (found.value && view.isOnImage ? mapBound.value : null));
  const dots = computed(() => (found.value && bound.value !== null ? residualOverlay(found.value, bound.value) : []));
  const marks = computed(() => {
    const chosen = results.highlighted?.points;
    return found.value && chosen ? highlightOverlay(found.value, chosen) : [];
  });
  return {
    hasPoints: computed(() => found.value !== undefined),
    points: computed(() => [...dots.value, ...marks.value]),
    bound,
  };
}
