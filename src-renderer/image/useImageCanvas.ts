import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { DisplayFrame, DrawSettings, ImageRenderer } from './image-renderer.ts';
import { createRasterImageRenderer } from './raster-image-renderer.ts';
import { createWebglImageRenderer } from './webgl-image-renderer.ts';

/** "auto": WebGL on a graphics card, else canvas 2D; the others are for tests and for broken drivers. */
export type RendererChoice = 'auto' | 'webgl' | 'raster';

interface Sources {
  readonly frame: () => DisplayFrame | null;
  readonly mask: () => Uint8Array | null;
  readonly choice: () => RendererChoice;
}

/**
 * Owns the renderer behind one canvas: uploads frame and mask when they change, and starts afresh when the graphics
 * context was lost. Falls back to canvas 2D where WebGL 2 is missing, emulated or fails; as a canvas keeps its first
 * context for life, a fallback after a failure needs a new one, asked for by `canvasKey`.
 */
export function useImageCanvas(
  canvas: Readonly<Ref<HTMLCanvasElement | null>>,
  { frame, mask, choice }: Sources,
  requestDraw: () => void,
): { canvasKey: ShallowRef<number>; draw: (settings: DrawSettings) => void; kind: () => ImageRenderer['kind'] | null } {
  const canvasKey = shallowRef(0);
  let renderer: ImageRenderer | null = null;
  let isWebglBroken = false;
  let isFrameStale = true;
  let isMaskStale = true;

  function create(target: HTMLCanvasElement) {
    const wantsWebgl = choice() !== 'raster' && !isWebglBroken;
    renderer = wantsWebgl ? createWebglImageRenderer(target, choice() === 'webgl') : null;
    renderer ??= createRasterImageRenderer(target);
    isFrameStale = true;
    isMaskStale = true;
    requestDraw();
  }

  watch(frame, () => {
    isFrameStale = true;
    isMaskStale = true;
    requestDraw();
  });
  watch(choice, () => canvasKey.value++);
  watch(mask, () => {
    isMaskStale = true;
    requestDraw();
  });
  watch(
    canvas,
    (target, _previous, onCleanup) => {
      if (!target) return;
      create(target);
      const controller = new AbortController();
      const { signal } = controller;
      // Without this the browser never gives the context back.
      target.addEventListener('webglcontextlost', (event) => (event.preventDefault(), (renderer = null)), { signal });
      target.addEventListener('webglcontextrestored', () => create(target), { signal });
      onCleanup(() => {
        controller.abort();
        renderer?.dispose();
        renderer = null;
      });
    },
    { immediate: true, flush: 'post' },
  );
  onScopeDispose(() => renderer?.dispose());

  function draw(settings: DrawSettings) {
    if (!renderer) return;
    try {
      if (isFrameStale) renderer.setFrame(frame());
      if (isMaskStale) renderer.setMask(mask());
      isFrameStale = false;
      isMaskStale = false;
      renderer.draw(settings);
    } catch (cause) {
      if (renderer.kind === 'raster') throw cause;
      isWebglBroken = true;
      renderer = null;
      canvasKey.value++;
    }
  }

  return { canvasKey, draw, kind: () => renderer?.kind ?? null };
}
