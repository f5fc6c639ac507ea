import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { FileRef, ImageFrame, ImageInfo } from '../../src-shared/rpc/contract.ts';
import { useHostStore } from './host-store.ts';
import { createLatestRun } from './latest-run.ts';

/** The image on screen: file, dataset and frame. */
export const useImageStore = defineStore('image', () => {
  const host = useHostStore();
  const info = shallowRef<ImageInfo>();
  const frame = shallowRef<ImageFrame>();
  /** Asked for; `frame` follows. */
  const frameNumber = shallowRef(0);
  const isLoading = shallowRef(false);
  const error = shallowRef<AppError>();
  /** Place in its folder, "3 of 120". */
  const neighbours = shallowRef<{ readonly index: number; readonly total: number }>();
  let opening: AbortController | undefined;

  const frames = createLatestRun<{ imageId: string; frame: number }, ImageFrame>({
    run: (params, signal) => host.call('image.frame', params, { signal }),
    onResult: (result, input) => {
      if (input.imageId === info.value?.imageId) frame.value = result;
    },
    onError: (cause) => (error.value = AppError.from(cause)),
    onBusy: (isBusy) => (isLoading.value = isBusy),
    isRelated: (running, next) => running.imageId === next.imageId,
  });

  /**
   * Opens a file and shows a frame of it. On failure the image shown before stays.
   * @throws AppError  if the file cannot be opened or its first frame cannot be read
   */
  async function open(
    ref: FileRef,
    options: { dataset?: string | undefined; frame?: number } = {},
  ): Promise<ImageInfo> {
    opening?.abort();
    const controller = new AbortController();
    opening = controller;
    const { signal } = controller;
    isLoading.value = true;
    error.value = undefined;
    try {
      const opened = await host.call(
        'image.open',
        { ref, ...(options.dataset === undefined ? {} : { dataset: options.dataset }) },
        { signal },
      );
      signal.throwIfAborted();
      const number = Math.min(options.frame ?? 0, opened.frameCount - 1);
      const first = await host.call('image.frame', { imageId: opened.imageId, frame: number }, { signal });
      signal.throwIfAborted();
      frames.request(undefined);
      const previous = info.value;
      info.value = opened;
      frameNumber.value = number;
      frame.value = first;
      if (previous && previous.imageId !== opened.imageId)
        void host.call('image.close', { imageId: previous.imageId }).catch(() => undefined); // nothing depends on it
      return opened;
    } catch (cause) {
      const failure = AppError.from(cause);
      if (failure.code !== 'cancelled') error.value = failure;
      throw failure;
    } finally {
      if (opening === controller) isLoading.value = false;
    }
  }

  function showFrame(number: number): void {
    if (!info.value) return;
    const next = Math.max(0, Math.min(info.value.frameCount - 1, Math.round(number)));
    if (next === frameNumber.value) return;
    error.value = undefined;
    frameNumber.value = next;
    frames.request({ imageId: info.value.imageId, frame: next });
  }

  /** The file beside this one in its folder; false at the end. */
  async function step(direction: -1 | 1): Promise<boolean> {
    if (!info.value) return false;
    const { entry, index, total } = await host.call('image.neighbour', { ref: info.value.ref, step: direction });
    if (!entry) return false;
    await open(entry.ref);
    neighbours.value = { index, total };
    return true;
  }

  function close(): void {
    opening?.abort();
    frames.request(undefined);
    info.value = undefined;
    frame.value = undefined;
    neighbours.value = undefined;
    error.value = undefined;
    isLoading.value = false;
  }

  return {
    info,
    frame,
    frameNumber,
    isLoading,
    error,
    neighbours,
    shape: computed(() => frame.value?.shape ?? info.value?.shape),
    open,
    showFrame,
    step,
    close,
  };
});
