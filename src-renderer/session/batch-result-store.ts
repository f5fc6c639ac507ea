import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { CakeZoom } from '../cake/cake-zoom.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { BatchMatrix, BatchSummary } from '../../src-shared/rpc/batch-contract.ts';
import { useBatchPlanStore } from './batch-plan-store.ts';
import { useBatchRunStore } from './batch-run-store.ts';
import { useHostStore } from './host-store.ts';
import { createLatestRun } from './latest-run.ts';

export const MOST_ROWS = 1024; // more than a window shows
export const MOST_COLUMNS = 2048;
const LONGEST_LOOK = 30_000; // ms
export const LEAST_PAUSE = 400; // ms between two looks at a batch that runs

interface Wanted {
  readonly batchId: string;
  readonly version: number;
  readonly window: readonly [number, number] | undefined;
}
interface Results {
  readonly matrix: BatchMatrix;
  readonly summary: BatchSummary;
}

/** The patterns of the batch at once, and its numbers frame by frame, kept up to date while somebody looks. */
export const useBatchResultStore = defineStore('batch-result', () => {
  const host = useHostStore();
  const plans = useBatchPlanStore();
  const run = useBatchRunStore();
  const results = shallowRef<Results>();
  const error = shallowRef<AppError>();
  const viewers = shallowRef(0);
  /** Part of the heat map in sight; null: everything. */
  const zoom = shallowRef<CakeZoom | null>(null);
  /** Whether the left pane shows the series in place of the image. */
  const isShown = shallowRef(false);

  const runs = createLatestRun<Wanted, Results>({
    async run({ batchId, window }, signal) {
      const [matrix, summary] = await Promise.all([
        host.call('batch.matrix', { batchId, first: 0, maxRows: MOST_ROWS, maxColumns: MOST_COLUMNS }, { signal }),
        host.call(
          'batch.summary',
          { batchId, first: 0, ...(window ? { window: [window[0], window[1]] } : {}) },
          { signal },
        ),
      ]);
      // A running batch changes all the time; the next look can wait a little.
      if (!run.isOver) await new Promise((resolve) => setTimeout(resolve, LEAST_PAUSE));
      return { matrix, summary };
    },
    onResult: (next) => {
      results.value = next;
      error.value = undefined;
    },
    onError: (cause) => {
      const failure = AppError.from(cause);
      if (failure.code !== 'cancelled') error.value = failure;
    },
    onBusy: () => undefined,
    isRelated: (running, next) => running.batchId === next.batchId,
    patience: LONGEST_LOOK,
  });

  const isWanted = computed(() => viewers.value > 0 || isShown.value);
  const wanted = computed<Wanted | undefined>(() => {
    const { status } = run;
    if (!status || status.kind !== 'patterns') return undefined;
    return { batchId: status.batchId, version: status.version, window: plans.plan.window };
  });

  watch(
    [wanted, isWanted],
    ([next, isSeen]) => {
      if (isSeen && next) runs.request(next);
    },
    { immediate: true },
  );
  watch(
    () => run.status?.batchId,
    () => {
      results.value = undefined;
      zoom.value = null;
      runs.request(undefined);
      if (wanted.value && isWanted.value) runs.request(wanted.value);
    },
  );

  return {
    matrix: computed(() => results.value?.matrix),
    summary: computed(() => results.value?.summary),
    error,
    isWanted,
    isShown,
    zoom,
    /** Keeps the results up to date until the caller's scope ends. */
    look(): void {
      viewers.value++;
      onScopeDispose(() => viewers.value--);
    },
  };
});
