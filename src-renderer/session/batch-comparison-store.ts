import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { PlotCurve } from '../../src-shared/figure/plot-curve.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { BatchPlan } from '../../src-shared/model/schema-types.generated.ts';
import type { BatchComparison, BatchPattern, EarlierResults } from '../../src-shared/rpc/batch-contract.ts';
import type { FileRef } from '../../src-shared/rpc/contract.ts';
import { useBatchPlanStore } from './batch-plan-store.ts';
import { LEAST_PAUSE, MOST_COLUMNS, MOST_ROWS, useBatchResultStore } from './batch-result-store.ts';
import { useBatchRunStore } from './batch-run-store.ts';
import { useHostStore } from './host-store.ts';
import { createLatestRun } from './latest-run.ts';
import { nameOfRef } from './session-document.ts';

type Comparison = NonNullable<BatchPlan['compare']>;

interface Pair {
  readonly batchId: string;
  readonly earlierId: string;
}
interface WantedPictures extends Pair {
  readonly version: number;
  readonly as: 'difference' | 'ratio';
  readonly window: readonly [number, number] | undefined;
}
interface WantedPattern extends Pair {
  readonly index: number;
}

/** The batch beside an earlier run, whose results lie in a folder, an HDF5 file or a table, or beside the batch before. */
export const useBatchComparisonStore = defineStore('batch-comparison', () => {
  const host = useHostStore();
  const plans = useBatchPlanStore();
  const results = useBatchResultStore();
  const run = useBatchRunStore();
  const opened = shallowRef<{ readonly ref: FileRef; readonly results: EarlierResults }>();
  const comparison = shallowRef<BatchComparison & { readonly as: 'difference' | 'ratio' }>();
  const pattern = shallowRef<WantedPattern & { readonly pattern: BatchPattern & { readonly name: string } }>();
  const error = shallowRef<AppError>();
  /** Of the files read, 0 to 1; null: none are being read. */
  const progress = shallowRef<number | null>(null);

  const choice = computed(() => plans.plan.compare);
  const label = computed(() =>
    choice.value?.ref === undefined ? 'the batch before' : nameOfRef(choice.value.ref.replace(/\/$/, '')),
  );

  function fail(cause: unknown): void {
    const failure = AppError.from(cause);
    if (failure.code !== 'cancelled') error.value = failure;
  }

  const opening = createLatestRun<FileRef, EarlierResults>({
    run: (ref, signal) =>
      host.call('batch.openEarlier', { ref }, { signal, onProgress: (fraction) => (progress.value = fraction) }),
    onResult: (found, ref) => {
      opened.value = { ref, results: found };
      error.value = undefined;
    },
    onError: fail,
    onBusy: (isBusy) => (progress.value = isBusy ? 0 : null),
    isRelated: (running, next) => running === next,
    patience: Infinity,
  });
  watch(
    [() => choice.value?.ref, () => host.info],
    ([ref, info]) => {
      error.value = undefined;
      opening.request(ref !== undefined && info && opened.value?.ref !== ref ? ref : undefined);
    },
    { immediate: true },
  );

  const pair = computed<Pair | undefined>(() => {
    const { status } = run;
    if (!choice.value || !status || status.kind !== 'patterns') return undefined;
    const { ref } = choice.value;
    const own = opened.value?.ref === ref ? opened.value?.results.earlierId : undefined;
    const earlierId = ref === undefined ? run.previousId : own;
    return earlierId === undefined ? undefined : { batchId: status.batchId, earlierId };
  });

  const pictures = createLatestRun<WantedPictures, BatchComparison>({
    async run({ batchId, earlierId, as, window }, signal) {
      const found = await host.call(
        'batch.compare',
        {
          ...{ batchId, earlierId, as, maxRows: MOST_ROWS, maxColumns: MOST_COLUMNS },
          ...(window ? { window: [window[0], window[1]] } : {}),
        },
        { signal },
      );
      if (!run.isOver) await new Promise((resolve) => setTimeout(resolve, LEAST_PAUSE));
      return found;
    },
    onResult: (found, { as }) => {
      comparison.value = { ...found, as };
      error.value = undefined;
    },
    onError: fail,
    onBusy: () => undefined,
    isRelated: (running, next) => running.earlierId === next.earlierId && running.as === next.as,
    patience: 30_000,
  });
  watch(
    [pair, () => run.status?.version, () => choice.value?.as, () => plans.plan.window, () => results.isWanted],
    ([ids, version, as, window, isWanted]) => {
      if (!ids) {
        comparison.value = undefined;
        pictures.request(undefined);
      } else if (isWanted && version !== undefined)
        pictures.request({ ...ids, version, as: as === 'ratio' ? 'ratio' : 'difference', window });
    },
    { immediate: true },
  );

  const patterns = createLatestRun<WantedPattern, BatchPattern & { readonly name: string }>({
    run: (wanted, signal) => host.call('batch.earlierPattern', wanted, { signal }),
    onResult: (found, wanted) => (pattern.value = { ...wanted, pattern: found }),
    onError: () => (pattern.value = undefined), // the earlier run has none for this frame
    onBusy: () => undefined,
    isRelated: () => false,
  });
  watch([pair, () => run.chosen], ([ids, index]) => {
    if (!ids || index === null) {
      pattern.value = undefined;
      patterns.request(undefined);
    } else patterns.request({ ...ids, index });
  });

  return {
    choice,
    label,
    opened,
    comparison,
    error,
    progress,
    /** What the earlier run has for the frame on screen, in `radialUnit`. */
    shownPattern: computed<{ readonly radialUnit: BatchPattern['radialUnit']; readonly curve: PlotCurve } | undefined>(
      () => {
        const found = pattern.value;
        if (!found || !pair.value || found.index !== run.chosen || !run.isChosenShown) return undefined;
        const { radialUnit, radial, intensity, name } = found.pattern;
        const y = Float64Array.from(intensity);
        return {
          radialUnit,
          curve: { id: 'earlier', label: `${name} of ${label.value}`, x: radial, y, colour: '--plot-2' },
        };
      },
    ),
    change(next: Comparison | undefined): void {
      const text = next ? 'Series compared with an earlier run' : 'Series compared with nothing';
      plans.change(text, { compare: next });
    },
  };
});
