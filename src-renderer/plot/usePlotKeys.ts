import type { ComputedRef } from 'vue';
import { useKeyFocus } from '../image/useKeyFocus.ts';
import type { PlotZoomState } from './usePlotZoom.ts';

const KEY_ZOOM = 1.25;
const KEY_STEP = 0.1; // of the visible range

/** What the keys do in a plot that has the focus. */
export function usePlotKeys(plot: {
  readonly view: PlotZoomState;
  readonly isEmpty: ComputedRef<boolean>;
  readonly moveCursor: (direction: 1 | -1) => void;
  readonly mark: () => void;
  /** @returns false where nothing is to be given up: Escape means something else then */
  readonly giveUp: () => boolean;
}): { focus: ReturnType<typeof useKeyFocus>; onKey: (event: KeyboardEvent) => void } {
  const { view } = plot;
  const focus = useKeyFocus();
  const keys: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
    ArrowLeft: (event) => view.panX(-KEY_STEP, event.timeStamp),
    ArrowRight: (event) => view.panX(KEY_STEP, event.timeStamp),
    '+': (event) => view.zoomX(KEY_ZOOM, event.timeStamp),
    '=': (event) => view.zoomX(KEY_ZOOM, event.timeStamp),
    '-': (event) => view.zoomX(1 / KEY_ZOOM, event.timeStamp),
    '0': () => view.fit(),
    ',': () => plot.moveCursor(-1),
    '.': () => plot.moveCursor(1),
    Enter: () => plot.mark(),
  };

  function act(event: KeyboardEvent): boolean {
    if (event.key === 'Escape') return plot.giveUp();
    keys[event.key]?.(event);
    return event.key in keys;
  }

  return {
    focus,
    onKey(event) {
      if (plot.isEmpty.value || !focus.isOurs(event) || !act(event)) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
