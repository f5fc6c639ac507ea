import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { FileRef, ImageInfo, MaskInfo } from '../../src-shared/rpc/contract.ts';
import { useHostStore } from './host-store.ts';

type Opened<T> = Map<FileRef, Promise<T>>;

/**
 * Masks and correction images that the host has opened. The session knows files only; the ids that the host gave them
 * live here and are forgotten when the connection is made anew.
 */
export const useResourceStore = defineStore('resource', () => {
  const host = useHostStore();
  const masks: Opened<MaskInfo> = new Map();
  const images: Opened<ImageInfo> = new Map();
  /** Files that could not be opened, with the reason. */
  const failures = shallowRef<ReadonlyMap<FileRef, AppError>>(new Map());
  const generation = shallowRef(0);
  /** What is known of the files opened so far, for labels. */
  const maskInfo = shallowRef<ReadonlyMap<FileRef, MaskInfo>>(new Map());

  function remember<T>(opened: Opened<T>, ref: FileRef, open: () => Promise<T>): Promise<T> {
    const known = opened.get(ref);
    if (known) return known;
    const promise = open().then(
      (value) => {
        const rest = new Map(failures.value);
        if (rest.delete(ref)) failures.value = rest;
        return value;
      },
      (cause: unknown) => {
        opened.delete(ref);
        const error = AppError.from(cause);
        failures.value = new Map(failures.value).set(ref, error);
        throw error;
      },
    );
    opened.set(ref, promise);
    return promise;
  }

  return {
    failures,
    maskInfo,
    openMask: (ref: FileRef): Promise<MaskInfo> =>
      remember(masks, ref, async () => {
        const info = await host.call('mask.open', { ref });
        maskInfo.value = new Map(maskInfo.value).set(ref, info);
        return info;
      }),
    openImage: (ref: FileRef): Promise<ImageInfo> => remember(images, ref, () => host.call('image.open', { ref })),
    /** Counts how often the host had to be asked anew. */
    generation,
    forgetAll(): void {
      generation.value++;
      masks.clear();
      images.clear();
      failures.value = new Map();
    },
  };
});
