import { onScopeDispose, watch, type Ref } from 'vue';

/** Tells the size of an element, CSS px, now and whenever it changes. */
export function useResizeObserver(
  element: Readonly<Ref<HTMLElement | null>>,
  onResize: (size: { width: number; height: number }) => void,
): void {
  const observer = new ResizeObserver(([entry]) => {
    if (entry) onResize({ width: entry.contentRect.width, height: entry.contentRect.height });
  });
  watch(
    element,
    (target, previous) => {
      if (previous) observer.unobserve(previous);
      if (!target) return;
      onResize({ width: target.clientWidth, height: target.clientHeight });
      observer.observe(target);
    },
    { immediate: true, flush: 'post' },
  );
  onScopeDispose(() => observer.disconnect());
}
