import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { BatchFrameEntry, BatchStatus } from '../../src-shared/rpc/batch-contract.ts';
import { useBatchPlanStore } from './batch-plan-store.ts';
import { useHostStore } from './host-store.ts';
import { createLatestRun } from './latest-run.ts';
import { useNoticeStore } from './notice-store.ts';
import { useOpenFiles } from './open-files.ts';
import { useImageStore } from './image-store.ts';
import { usePatternStore } from './pattern-store.ts';

const LONGEST_DRAWING = 2000; // ms, until a newer frame is tried
const RETRY_DELAY = 2000; // ms, while the host cannot be reached

/** The batch that runs, or the last one: the host works, the window looks on and can be closed meanwhile. */
export const useBatchRunStore = defineStore('batch-run', () => {
  const plans = useBatchPlanStore();
  const host = useHostStore();
  const image = useImageStore();
  const notices = useNoticeStore();
  const files = useOpenFiles();
  const patterns = usePatternStore();
  const status = shallowRef<BatchStatus>();
  /** Of the last thing asked for. */
  const error = shallowRef<AppError>();
  const isStarting = shallowRef(false);
  /** Frame whose image and pattern are shown. */
  const chosen = shallowRef<number | null>(null);
  /** The batch before, kept to be compared with. */
  const previousId = shallowRef<string>();
  /** The image that was shown for `chosen`. */
  const shown = shallowRef<Pick<BatchFrameEntry, 'index' | 'ref' | 'frame'>>();
  /** Whether the newest frame is shown as they come. */
  const isFollowing = shallowRef(false);
  let following: AbortController | undefined;

  const isOver = computed(() => status.value === undefined || ['done', 'cancelled'].includes(status.value.state));

  /** Asks for the next news as soon as the last have come; the host answers when there are any. */
  async function follow(first: BatchStatus): Promise<void> {
    following?.abort();
    const controller = new AbortController();
    following = controller;
    const { signal } = controller;
    status.value = first;
    let last: BatchStatus = first;
    while (!signal.aborted && !isOver.value) {
      try {
        last = await host.call('batch.status', { batchId: last.batchId, after: last.version }, { signal });
        if (!signal.aborted) status.value = last;
      } catch (cause) {
        const failure = AppError.from(cause);
        if (signal.aborted) return;
        if (failure.code === 'not-found') {
          error.value = failure;
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY)); // the batch goes on without us
      }
    }
    if (!signal.aborted) announce(last);
  }

  function announce({ state, label, frames }: BatchStatus): void {
    if (state === 'cancelled') return;
    const done = `${frames.done} ${frames.done === 1 ? 'frame' : 'frames'} done in ${label}`;
    if (frames.failed === 0) notices.show({ tone: 'good', text: `${done}.` });
    else notices.show({ tone: 'warn', text: `${done}, ${frames.failed} failed: the list says why.` });
  }

  async function begin(work: () => Promise<BatchStatus>): Promise<boolean> {
    error.value = undefined;
    isStarting.value = true;
    try {
      const previous = status.value;
      const begun = await work();
      chosen.value = null;
      void follow(begun);
      if (previous && previous.batchId !== begun.batchId) {
        const batchId = previousId.value;
        if (batchId !== undefined) void host.call('batch.close', { batchId }).catch(() => undefined); // nothing depends on it
        previousId.value = previous.batchId;
      }
      return true;
    } catch (cause) {
      const failure = AppError.from(cause);
      if (failure.code !== 'cancelled') error.value = failure;
      return false;
    } finally {
      isStarting.value = false;
    }
  }

  async function tell(
    method: 'batch.pause' | 'batch.resume' | 'batch.cancel' | 'batch.stopWatching' | 'batch.retry',
    indices?: number[],
  ): Promise<void> {
    if (!status.value) return;
    error.value = undefined;
    try {
      const { batchId } = status.value;
      const next =
        method === 'batch.retry'
          ? await host.call(method, { batchId, ...(indices ? { indices } : {}) })
          : await host.call(method, { batchId });
      const wasOver = isOver.value;
      status.value = next;
      if (wasOver) void follow(next);
    } catch (cause) {
      error.value = AppError.from(cause);
    }
  }

  /** Shows the image of a frame; its pattern follows, made with the settings of now. */
  async function show({ index, ref, dataset, frame }: BatchFrameEntry): Promise<void> {
    chosen.value = index;
    if (image.info?.ref !== ref || (dataset !== undefined && image.info.dataset !== dataset))
      await files.openImage(ref, dataset);
    image.showFrame(frame);
    shown.value = { index, ref, frame };
  }

  async function choose(index: number): Promise<void> {
    if (!status.value) return;
    chosen.value = index;
    try {
      const { batchId } = status.value;
      const { entries } = await host.call('batch.frames', { batchId, offset: index, limit: 1 });
      const [entry] = entries;
      if (entry && chosen.value === index) await show(entry);
    } catch (cause) {
      const failure = AppError.from(cause);
      if (failure.code !== 'cancelled') error.value = failure;
    }
  }

  /** One after the other, as fast as they can be drawn: of frames that come faster the newest is shown. */
  const newest = createLatestRun<BatchFrameEntry, BatchFrameEntry>({
    async run(entry) {
      await show(entry);
      await patterns.whenSettled();
      return entry;
    },
    onResult: () => undefined,
    onError: (cause) => (error.value = AppError.from(cause)),
    onBusy: () => undefined,
    isRelated: () => true,
    patience: LONGEST_DRAWING,
  });
  watch(
    () => status.value?.newest,
    (entry, before) => {
      if (isFollowing.value && entry && entry.index !== before?.index) newest.request(entry);
    },
  );

  return {
    status,
    error,
    isStarting,
    isOver,
    chosen,
    isFollowing,
    previousId,
    /** Whether the image on screen is that of the chosen frame: another may have been opened since. */
    isChosenShown: computed(
      () =>
        shown.value?.index === chosen.value &&
        shown.value?.ref === image.info?.ref &&
        shown.value?.frame === image.frameNumber,
    ),
    start: (): Promise<boolean> => begin(async () => host.call('batch.start', { task: await plans.task() })),
    watchFolder: async (existingFrames: boolean): Promise<void> => {
      isFollowing.value = true;
      await begin(async () => host.call('batch.watch', { task: await plans.task(), existingFrames }));
    },
    pause: () => tell('batch.pause'),
    resume: () => tell('batch.resume'),
    cancel: () => tell('batch.cancel'),
    stopWatching: () => tell('batch.stopWatching'),
    /** @param indices  absent: all that failed */
    retry: (indices?: number[]) => tell('batch.retry', indices),
    show,
    choose,
    /** Finds the batch that was running when the window was closed or lost its host. */
    async recall(): Promise<void> {
      const { batches } = await host.call('batch.list', {});
      const last = batches.at(-1);
      previousId.value = batches.at(-2)?.batchId;
      if (last && last.batchId !== status.value?.batchId) void follow(last);
    },
  };
});
