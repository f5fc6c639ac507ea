import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { Size } from './image-view.ts';

/**
 * Size of an element in CSS px and in whole device px, so that canvases are never resampled.
 *
 * @param onResize  called in the same frame: a canvas that changes its size is blank until it is drawn again
 */
export function useCanvasSize(
  element: Readonly<Ref<HTMLElement | null>>,
  onResize: () => void,
): { size: ShallowRef<Size>; pixelSize: ShallowRef<Size>; pixelRatio: ShallowRef<number> } {
  const size = shallowRef<Size>({ width: 0, height: 0 });
  const pixelSize = shallowRef<Size>({ width: 0, height: 0 });
  const pixelRatio = shallowRef(1);

  const observer = new ResizeObserver(([entry]) => {
    if (!entry) return;
    const { width, height } = entry.contentRect;
    const device = entry.devicePixelContentBoxSize?.[0];
    const ratio = globalThis.devicePixelRatio || 1;
    size.value = { width, height };
    pixelSize.value = device
      ? { width: device.inlineSize, height: device.blockSize }
      : { width: Math.round(width * ratio), height: Math.round(height * ratio) };
    pixelRatio.value = width > 0 ? pixelSize.value.width / width : ratio;
    onResize();
  });
  watch(
    element,
    (target, previous) => {
      if (previous) observer.unobserve(previous);
      if (!target) return;
      try {
        observer.observe(target, { box: 'device-pixel-content-box' });
      } catch {
        observer.observe(target); // Safari knows CSS px only
      }
    },
    { immediate: true, flush: 'post' },
  );
  onScopeDispose(() => observer.disconnect());
  return { size, pixelSize, pixelRatio };
}
