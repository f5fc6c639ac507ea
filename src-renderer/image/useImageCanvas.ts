import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { describePicture, type DisplayFrame, type DrawSettings, type ImageRenderer } from './image-renderer.ts';
import { hasGraphicsCard } from './graphics-card.ts';
import { createRasterImageRenderer } from './raster-image-renderer.ts';
import { createWebglImageRenderer } from './webgl-image-renderer.ts';

/** "auto": WebGL on a graphics card, else canvas 2D; the others are for tests and for broken drivers. */
export type RendererChoice = 'auto' | 'webgl' | 'raster';

const PATIENCE = 3000; // ms that a lost graphics context may take to come back

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
  let drawn: DrawSettings | null = null;

  function create(target: HTMLCanvasElement) {
    const wantsWebgl = choice() === 'webgl' || (choice() === 'auto' && hasGraphicsCard());
    renderer = wantsWebgl && !isWebglBroken ? createWebglImageRenderer(target) : null;
    renderer ??= createRasterImageRenderer(target);
    isFrameStale = true;
    isMaskStale = true;
    requestDraw();
  }

  /** To canvas 2D, on a new canvas. */
  function fallBack() {
    isWebglBroken = true;
    renderer = null;
    canvasKey.value++;
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
      let giveUp: ReturnType<typeof setTimeout> | undefined;
      const onLost = (event: Event) => {
        event.preventDefault(); // without this the browser never gives the context back
        renderer = null;
        giveUp = setTimeout(fallBack, PATIENCE);
      };
      const onRestored = () => {
        clearTimeout(giveUp);
        create(target);
      };
      target.addEventListener('webglcontextlost', onLost, { signal });
      target.addEventListener('webglcontextrestored', onRestored, { signal });
      onCleanup(() => {
        controller.abort();
        clearTimeout(giveUp);
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
      // The overlay is redrawn with every move of the cursor; the picture below it only when it changes.
      if (!isFrameStale && !isMaskStale && drawn && isSamePicture(drawn, settings)) return;
      if (isFrameStale) renderer.setFrame(frame());
      if (isMaskStale) renderer.setMask(mask());
      isFrameStale = false;
      isMaskStale = false;
      renderer.draw(settings);
      drawn = settings;
    } catch (cause) {
      if (renderer.kind === 'raster') throw cause;
      fallBack();
    }
  }

  return { canvasKey, draw, kind: () => renderer?.kind ?? null };
}

function isSamePicture(a: DrawSettings, b: DrawSettings): boolean {
  return (
    a.colours === b.colours &&
    a.view.centreX === b.view.centreX &&
    a.view.centreY === b.view.centreY &&
    describePicture(a) === describePicture(b)
  );
}
