import { computed, watch, type ComputedRef, type Ref } from 'vue';
import { fitView, limitView, panBy, zoomAt, zoomToBox, type ImageView, type Point } from './image-view.ts';

const SMALLEST_BOX = 6; // CSS px; a thinner box zooms nowhere
const KEY_STEP = 0.1; // of the pane
const KEY_ZOOM = 1.25;
const STEPS_BACK = 50;
const ONE_STEP = 600; // ms; turns of the wheel in quicker succession are one step back

interface ImageViewState {
  readonly current: ComputedRef<ImageView>;
  /** Of the pane, CSS px. */
  middle(): Point;
  fit(): void;
  back(): void;
  zoomAt(at: Point, factor: number, now: number): void;
  zoomOut(at: Point): void;
  zoomToBox(from: Point, to: Point): void;
  panBy(dx: number, dy: number): void;
  /** By the name of the key. */
  readonly keys: Readonly<Record<string, (event: KeyboardEvent) => void>>;
}

/** The visible part of an image, with the way back. @param view  null: the whole image */
export function useImageView(
  view: Ref<ImageView | null>,
  shape: () => readonly [rows: number, columns: number] | undefined,
  size: Readonly<Ref<{ readonly width: number; readonly height: number }>>,
): ImageViewState {
  let past: (ImageView | null)[] = [];
  let lastRemembered = 0;
  const sides = computed(() => shape() ?? ([1, 1] as const));
  const current = computed(() =>
    view.value ? limitView(view.value, sides.value, size.value) : fitView(sides.value, size.value),
  );
  const middle = () => ({ x: size.value.width / 2, y: size.value.height / 2 });

  /** @param now  absent: always a step of its own */
  function show(next: ImageView | null, now?: number): void {
    if (now === undefined || now - lastRemembered > ONE_STEP) past = [...past.slice(1 - STEPS_BACK), view.value];
    if (now !== undefined) lastRemembered = now;
    view.value = next && limitView(next, sides.value, size.value);
  }

  const zoomBy = (factor: number) => (event: KeyboardEvent) =>
    show(zoomAt(current.value, size.value, middle(), factor), event.timeStamp);
  const panTo = (right: number, down: number) => (event: KeyboardEvent) => {
    const step = KEY_STEP * (event.shiftKey ? 5 : 1);
    const { width, height } = size.value;
    show(panBy(current.value, -right * step * width, -down * step * height), event.timeStamp);
  };

  // Another detector: the old place means nothing there. The same shape keeps its view from file to file.
  watch(shape, (next, previous) => {
    if (!next || !previous || (next[0] === previous[0] && next[1] === previous[1])) return;
    past = [];
    view.value = null;
  });

  return {
    current,
    middle,
    fit: () => show(null),
    back: () => void (view.value = past.pop() ?? null),
    zoomAt: (at, factor, now) => show(zoomAt(current.value, size.value, at, factor), now),
    zoomOut(at) {
      const next = zoomAt(current.value, size.value, at, 1 / 2);
      show(next.zoom <= fitView(sides.value, size.value).zoom ? null : next);
    },
    zoomToBox(from, to) {
      const isBox = Math.abs(to.x - from.x) >= SMALLEST_BOX && Math.abs(to.y - from.y) >= SMALLEST_BOX;
      if (isBox) show(zoomToBox(current.value, size.value, from, to));
    },
    panBy: (dx, dy) => void (view.value = limitView(panBy(current.value, dx, dy), sides.value, size.value)),
    keys: {
      ArrowLeft: panTo(-1, 0),
      ArrowRight: panTo(1, 0),
      ArrowUp: panTo(0, -1),
      ArrowDown: panTo(0, 1),
      '+': zoomBy(KEY_ZOOM),
      '=': zoomBy(KEY_ZOOM),
      '-': zoomBy(1 / KEY_ZOOM),
      '0': () => show(null),
    },
  };
}
