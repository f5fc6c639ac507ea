import { computed, watch, type ComputedRef } from 'vue';
import type { Interval } from '../../src-shared/figure/axis-scale.ts';
import type { DisplayUnit, RadialAxis } from './radial-axis.ts';
import { useRangeStore } from './range-store.ts';

/** The range that the pattern marks, on the axis shown. */
export function usePatternRange(
  axis: ComputedRef<RadialAxis | undefined>,
  unit: ComputedRef<DisplayUnit>,
): {
  range: ComputedRef<Interval | null>;
  isChoosing: ComputedRef<boolean>;
  /** What to do while a range is being chosen. */
  invitation: ComputedRef<string>;
  /** @param ends  on the axis shown */
  choose: (ends: Interval) => void;
} {
  const ranges = useRangeStore();

  // Escape gives it up wherever the focus is; a drag that goes on takes the key first.
  watch(
    () => ranges.chosen !== null,
    (isChoosing, _before, onCleanup) => {
      if (!isChoosing) return;
      const listening = new AbortController();
      const onKey = (event: KeyboardEvent): void => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        ranges.chosen = null;
      };
      window.addEventListener('keydown', onKey, { signal: listening.signal });
      onCleanup(() => listening.abort());
    },
    { immediate: true },
  );

  const range = computed((): Interval | null => {
    const kept = ranges.shown;
    if (!kept?.range || !axis.value?.canConvert(kept.unit, unit.value)) return null;
    const [a, b] = kept.range.map((end) => axis.value!.convert(end, kept.unit, unit.value)) as [number, number];
    if (!Number.isFinite(a + b)) return null;
    return a < b ? [a, b] : [b, a];
  });

  return {
    range,
    isChoosing: computed(() => ranges.chosen !== null),
    invitation: computed(() => {
      if (ranges.chosen === null) return '';
      const what = ranges.chosen === 'background' ? 'range of the background' : 'window of the series';
      return `Drag the ${what} on the pattern; Esc gives it up.`;
    }),
    choose([a, b]) {
      const kept = ranges.shown;
      if (!kept || !axis.value?.canConvert(unit.value, kept.unit)) return;
      const ends = [a, b].map((end) => axis.value!.convert(end, unit.value, kept.unit)) as [number, number];
      if (Number.isFinite(ends[0] + ends[1])) ranges.set(kept.purpose, ends);
    },
  };
}
