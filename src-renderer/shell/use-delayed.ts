import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';

/** True once `source` has been true for `delay` ms: what is quick needs no spinner. False at once. */
export function useDelayed(source: () => boolean, delay = 150): Readonly<Ref<boolean>> {
  const delayed = shallowRef(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(
    source,
    (now) => {
      clearTimeout(timer);
      if (now) timer = setTimeout(() => (delayed.value = true), delay);
      else delayed.value = false;
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));
  return delayed;
}
