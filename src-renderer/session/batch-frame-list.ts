import { computed, shallowRef, watch, type Ref } from 'vue';
import type { BatchFrameEntry, BatchFramePage, BatchFrameState } from '../../src-shared/rpc/batch-contract.ts';
import { useBatchRunStore } from './batch-run-store.ts';
import { useHostStore } from './host-store.ts';
import { createLatestRun } from './latest-run.ts';

const MARGIN = 30; // rows read beyond those in sight

interface Wanted {
  readonly batchId: string;
  readonly version: number;
  readonly state: BatchFrameState | undefined;
  readonly offset: number;
  readonly limit: number;
}

/**
 * The rows in sight of a list that may have a million: only they are asked for, again whenever the batch has moved on.
 *
 * @param state  undefined: frames in all states
 * @param sight  first row in sight, and how many
 */
export function useBatchFrameList(
  state: Ref<BatchFrameState | undefined>,
  sight: Ref<{ readonly first: number; readonly count: number }>,
) {
  const host = useHostStore();
  const run = useBatchRunStore();
  const page = shallowRef<BatchFramePage & { readonly offset: number }>({ total: 0, entries: [], offset: 0 });

  const runs = createLatestRun<Wanted, BatchFramePage>({
    run: ({ batchId, offset, limit, state: only }, signal) =>
      host.call('batch.frames', { batchId, offset, limit, ...(only === undefined ? {} : { state: only }) }, { signal }),
    onResult: (result, { offset }) => (page.value = { ...result, offset }),
    onError: () => undefined, // the batch is gone, and its card says so
    onBusy: () => undefined,
    isRelated: (running, next) => running.batchId === next.batchId,
  });

  watch(
    [() => run.status?.batchId, () => run.status?.version, state, sight],
    ([batchId, version, only, { first, count }]) => {
      if (batchId === undefined || version === undefined) {
        runs.request(undefined);
        page.value = { total: 0, entries: [], offset: 0 };
        return;
      }
      const offset = Math.max(0, first - MARGIN);
      runs.request({ batchId, version, state: only, offset, limit: count + 2 * MARGIN });
    },
    { immediate: true },
  );

  return {
    total: computed(() => page.value.total),
    /** Entries with their place in the list. */
    rows: computed<readonly { readonly place: number; readonly entry: BatchFrameEntry }[]>(() =>
      page.value.entries.map((entry, i) => ({ place: page.value.offset + i, entry })),
    ),
  };
}
