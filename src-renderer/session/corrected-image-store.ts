import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { ImageFrame } from '../../src-shared/rpc/contract.ts';
import { useHostStore } from './host-store.ts';
import { createLatestRun } from './latest-run.ts';
import { useNoticeStore } from './notice-store.ts';
import { usePatternStore } from './pattern-store.ts';

/** The image on screen as the integration sees it, in place of what the file holds; asked for while it is shown. */
export const useCorrectedImageStore = defineStore('corrected-image', () => {
  const host = useHostStore();
  const notices = useNoticeStore();
  const patterns = usePatternStore();
  const isShown = shallowRef(false);
  const frame = shallowRef<ImageFrame>();

  const runs = createLatestRun<object, ImageFrame | undefined>({
    async run(_, signal) {
      const params = await patterns.resolveParams();
      return params && host.call('integration.correctedFrame', params, { signal });
    },
    onResult: (result) => (frame.value = result),
    onError(cause) {
      frame.value = undefined;
      const { code, message } = AppError.from(cause);
      if (code !== 'cancelled') notices.show({ tone: 'bad', text: message });
    },
    onBusy: () => undefined,
    isRelated: () => true,
  });

  // The pattern has just been made from the same parameters: the image follows it.
  watch([isShown, () => patterns.pattern], () => {
    runs.request(isShown.value && patterns.pattern ? {} : undefined);
    if (!isShown.value || !patterns.pattern) frame.value = undefined;
  });

  return { isShown, frame };
});
