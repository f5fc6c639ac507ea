import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { useBatchPlanStore } from './batch-plan-store.ts';
import { useBatchRunStore } from './batch-run-store.ts';
import { useDocumentStore } from './document-store.ts';
import { defaultBackground } from './pattern-background.ts';
import type { DisplayUnit } from './radial-axis.ts';
import { useSessionStore } from './session-store.ts';

/** What a range of the radial axis is for: the background of the pattern, or the window that a batch is followed in. */
export type RangePurpose = 'background' | 'window';

/** A range with the unit it is kept in. */
export interface KeptRange {
  readonly purpose: RangePurpose;
  readonly unit: DisplayUnit;
  /** null: not chosen yet. */
  readonly range: readonly [number, number] | null;
}

const DIGITS = 6; // more than a pointer can tell

/** Ranges of the radial axis that can be dragged on a plot. */
export const useRangeStore = defineStore('range', () => {
  const documents = useDocumentStore();
  const plans = useBatchPlanStore();
  const run = useBatchRunStore();
  const session = useSessionStore();
  /** What the next drag on a plot is for; null: it zooms. */
  const chosen = shallowRef<RangePurpose | null>(null);

  const background = computed((): KeptRange => {
    const choice = documents.current.patternBackground;
    const unit = documents.settings.radialUnit;
    // A range in another unit does not count.
    return { purpose: 'background', unit, range: (choice?.rangeUnit === unit ? choice.range : undefined) ?? null };
  });
  const window = computed((): KeptRange => ({
    purpose: 'window',
    unit: run.status?.radialUnit ?? documents.settings.radialUnit,
    range: plans.plan.window ?? null,
  }));
  /** The range to show: the one being chosen, else that of the workspace. */
  const shown = computed((): KeptRange | null => {
    if (chosen.value) return chosen.value === 'background' ? background.value : window.value;
    if (session.workspace === 'batch') return window.value;
    return session.workspace === 'integration' ? background.value : null;
  });

  return {
    chosen,
    shown,
    window,
    /** @param ends  in the unit of the range, in any order */
    set(purpose: RangePurpose, ends: readonly [number, number]): void {
      chosen.value = null;
      const [a, b] = ends.map((end) => Number(end.toPrecision(DIGITS))) as [number, number];
      const range: [number, number] = a < b ? [a, b] : [b, a];
      if (purpose === 'window') {
        plans.change('Window of the series', { window: range }, 'window');
        return;
      }
      const choice = documents.current.patternBackground ?? defaultBackground();
      const rangeUnit = background.value.unit;
      documents.change('Range of the background', { patternBackground: { ...choice, range, rangeUnit } });
    },
  };
});
