import { computed, type ComputedRef, type Ref } from 'vue';
import { shiftInterval, zoomInterval } from '../../src-shared/figure/plot-layout.ts';
import type { CakeZoom } from './cake-zoom.ts';

const KEY_STEP = 0.1; // of the visible range
const KEY_ZOOM = 1.25;
const STEPS_BACK = 50;
const ONE_STEP = 600; // ms; moves in quicker succession are undone together

interface CakeZoomState {
  readonly shown: ComputedRef<CakeZoom>;
  /** @param now  absent: a step of its own; else turns of the wheel in quick succession are undone together */
  show(next: CakeZoom | null, now?: number): void;
  back(): void;
  /** Another axis: everything, and earlier views mean nothing. */
  forget(): void;
  /** By the name of the key. */
  readonly keys: Readonly<Record<string, (event: KeyboardEvent) => void>>;
}

/** The visible part of a cake, with the way back. @param zoom  null: everything */
export function useCakeZoom(zoom: Ref<CakeZoom | null>, full: ComputedRef<CakeZoom>): CakeZoomState {
  let past: (CakeZoom | null)[] = [];
  let lastMove = 0;
  const shown = computed(() => zoom.value ?? full.value);

  function show(next: CakeZoom | null, now?: number): void {
    if (now === undefined || now - lastMove > ONE_STEP) past = [...past.slice(1 - STEPS_BACK), zoom.value];
    if (now !== undefined) lastMove = now;
    const { x, y } = full.value;
    const isWhole = next && next.x[0] <= x[0] && next.x[1] >= x[1] && next.y[0] <= y[0] && next.y[1] >= y[1];
    zoom.value = isWhole ? null : next;
  }

  const zoomBy = (factor: number) => (event: KeyboardEvent) => {
    const { x, y } = shown.value;
    show(
      {
        x: zoomInterval(x, (x[0] + x[1]) / 2, factor, full.value.x),
        y: zoomInterval(y, (y[0] + y[1]) / 2, factor, full.value.y),
      },
      event.timeStamp,
    );
  };
  const panTo = (right: number, up: number) => (event: KeyboardEvent) => {
    const { x, y } = shown.value;
    const step = KEY_STEP * (event.shiftKey ? 5 : 1);
    show(
      {
        x: shiftInterval(x, right * step * (x[1] - x[0]), full.value.x),
        y: shiftInterval(y, up * step * (y[1] - y[0]), full.value.y),
      },
      event.timeStamp,
    );
  };

  return {
    shown,
    show,
    back: () => void (zoom.value = past.pop() ?? null),
    forget() {
      past = [];
      zoom.value = null;
    },
    keys: {
      ArrowLeft: panTo(-1, 0),
      ArrowRight: panTo(1, 0),
      ArrowUp: panTo(0, 1),
      ArrowDown: panTo(0, -1),
      '+': zoomBy(KEY_ZOOM),
      '=': zoomBy(KEY_ZOOM),
      '-': zoomBy(1 / KEY_ZOOM),
      '0': () => show(null),
    },
  };
}
