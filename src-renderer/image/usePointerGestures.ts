import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { Point } from './image-view.ts';

/** Which habits the mouse follows. */
export type MousePreset = 'dioptas' | 'silx';

/** What a gesture means; all positions are CSS px from the top left corner of the element. */
export interface GestureActions {
  /** A click that acts on a place. */
  pick(at: Point, event: PointerEvent): void;
  zoomAt(at: Point, factor: number, event: WheelEvent | PointerEvent): void;
  zoomToBox(from: Point, to: Point): void;
  panBy(dx: number, dy: number): void;
  /** Right click: one step out ("dioptas") or back to the previous view ("silx"). */
  zoomOut(at: Point): void;
  back(): void;
  fit(): void;
  /** null: the pointer left. */
  hover(at: Point | null): void;
  /** What a drag with the left button does; absent: it zooms to the box. */
  leftDrag?(): LeftDrag;
  /** A piece of a stroke, or a dab where `from` is `to`. */
  draw?(from: Point, to: Point): void;
  drawEnd?(): void;
  /** Takes hold of something under the pointer. @returns whether there was something */
  take?(at: Point): boolean;
  dragTaken?(to: Point): void;
  dropTaken?(): void;
  /** What was taken goes back to where it was. */
  giveUpTaken?(): void;
  select?(from: Point, to: Point): void;
}

/** Zoom to a box, draw freely, or mark a box. */
export type LeftDrag = 'zoom' | 'draw' | 'select';

export interface DragBox {
  readonly from: Point;
  readonly to: Point;
}

type Drag = 'box' | 'pan' | 'draw' | 'select' | 'taken' | 'none';

const CLICK_DISTANCE = 4; // CSS px; less is a click with an unsteady hand
const DOUBLE_CLICK_TIME = 400; // ms
const WHEEL_STEP = 1.002; // zoom per wheel px: one notch of 100 px is 22 %
const LINE_HEIGHT = 24; // px per wheel line, where a browser counts lines

interface Press {
  readonly at: Point;
  readonly isSecondary: boolean;
  readonly drag: Drag;
  last: Point;
  isDrag: boolean;
}

/**
 * Mouse, pen and touch on one element. "dioptas": left drag zooms to a box, right drag pans, right click zooms out,
 * right double click fits. "silx": left drag zooms to a box, middle or shift drag pans, right click goes back, double
 * click fits. In both, the wheel zooms at the cursor, a left click picks, two fingers pan and zoom.
 *
 * @returns the box being dragged, and whether the picture is being panned
 */
export function usePointerGestures(
  element: Readonly<Ref<HTMLElement | null>>,
  preset: () => MousePreset,
  actions: GestureActions,
): {
  box: ShallowRef<DragBox | null>;
  isPanning: ShallowRef<boolean>;
  /** Ends a drag as if it had not begun; false: there was none that could be ended so. */
  cancel: () => boolean;
} {
  const box = shallowRef<DragBox | null>(null);
  const isPanning = shallowRef(false);
  const fingers = new Map<number, Point>();
  let press: Press | null = null;
  let lastClick: { at: Point; time: number; isSecondary: boolean } | null = null;

  function position(event: MouseEvent): Point {
    const bounds = element.value!.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  }

  function cancel() {
    if (press?.drag === 'draw') actions.drawEnd?.();
    if (press?.drag === 'taken') actions.giveUpTaken?.();
    press = null;
    box.value = null;
    isPanning.value = false;
  }

  function onDown(event: PointerEvent) {
    const at = position(event);
    capture(event.pointerId);
    if (event.pointerType === 'touch') {
      fingers.set(event.pointerId, at);
      if (fingers.size > 1) return cancel();
    }
    // Ctrl-click is the right click of one-button mice.
    const isSecondary = event.button === 2 || (event.button === 0 && event.ctrlKey);
    press = { at, isSecondary, drag: dragOf(event, at, isSecondary), last: at, isDrag: false };
  }

  function dragOf(event: PointerEvent, at: Point, isSecondary: boolean): Drag {
    if (event.button === 0 && !event.shiftKey && !isSecondary && actions.take?.(at)) return 'taken';
    if (event.button === 1 || (event.button === 0 && event.shiftKey) || event.pointerType === 'touch') return 'pan';
    if (isSecondary) return preset() === 'dioptas' ? 'pan' : 'none';
    if (event.button !== 0) return 'none';
    const left = actions.leftDrag?.() ?? 'zoom';
    return left === 'zoom' ? 'box' : left;
  }

  function onMove(event: PointerEvent) {
    const at = position(event);
    const other = event.pointerType === 'touch' ? otherFinger(event.pointerId) : null;
    const previous = fingers.get(event.pointerId);
    if (event.pointerType === 'touch') fingers.set(event.pointerId, at);
    if (other && previous) return pinch(event, previous, at, other);

    actions.hover(at);
    if (!press) return;
    if (!press.isDrag && distance(press.at, at) < CLICK_DISTANCE) return;
    press.isDrag = true;
    if (press.drag === 'box' || press.drag === 'select') box.value = { from: press.at, to: at };
    if (press.drag === 'draw') actions.draw?.(press.last, at);
    if (press.drag === 'taken') actions.dragTaken?.(at);
    if (press.drag === 'pan') {
      isPanning.value = true;
      actions.panBy(at.x - press.last.x, at.y - press.last.y);
    }
    press.last = at;
  }

  function otherFinger(id: number): Point | null {
    for (const [key, point] of fingers) if (key !== id) return point;
    return null;
  }

  function pinch(event: PointerEvent, previous: Point, at: Point, other: Point) {
    const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
    actions.panBy((at.x - previous.x) / 2, (at.y - previous.y) / 2);
    const before = distance(previous, other);
    if (before > 0) actions.zoomAt(middle, distance(at, other) / before, event);
  }

  function onUp(event: PointerEvent) {
    fingers.delete(event.pointerId);
    const ended = press;
    if (ended?.drag === 'draw' && !ended.isDrag) actions.draw?.(ended.at, ended.at);
    if (ended?.drag === 'taken') {
      press = null;
      return actions.dropTaken?.();
    }
    cancel();
    if (!ended) return;
    const at = position(event);
    if (!ended.isDrag) return click(ended, event);
    if (ended.drag === 'box') actions.zoomToBox(ended.at, at);
    if (ended.drag === 'select') actions.select?.(ended.at, at);
  }

  function click({ at, isSecondary }: Press, event: PointerEvent) {
    const isDouble =
      lastClick?.isSecondary === isSecondary &&
      event.timeStamp - lastClick.time < DOUBLE_CLICK_TIME &&
      distance(lastClick.at, at) < 2 * CLICK_DISTANCE;
    lastClick = isDouble ? null : { at, time: event.timeStamp, isSecondary };
    if (preset() === 'dioptas') {
      if (isSecondary && isDouble) actions.fit();
      else if (isSecondary) actions.zoomOut(at);
      else if (event.button === 0) actions.pick(at, event);
    } else if (isSecondary) actions.back();
    else if (event.button === 0 && isDouble) actions.fit();
    else if (event.button === 0) actions.pick(at, event);
  }

  function onWheel(event: WheelEvent) {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE_HEIGHT : event.deltaY;
    // A pinch on a touch pad arrives as a wheel with Ctrl and small steps.
    const step = event.ctrlKey ? pixels * 6 : pixels;
    actions.zoomAt(position(event), WHEEL_STEP ** -Math.max(-600, Math.min(600, step)), event);
  }

  function capture(pointerId: number) {
    try {
      element.value?.setPointerCapture(pointerId);
    } catch {
      // The pointer is gone already: the drag ends with the next event.
    }
  }

  const onLeave = () => {
    if (!press) actions.hover(null);
  };
  const onContextMenu = (event: Event) => event.preventDefault();
  const onCancel = (event: PointerEvent) => {
    fingers.delete(event.pointerId);
    cancel();
  };

  let detach = () => {};
  watch(
    element,
    (target) => {
      detach();
      detach = () => {};
      if (!target) return;
      const controller = new AbortController();
      const { signal } = controller;
      target.addEventListener('pointerdown', onDown, { signal });
      target.addEventListener('pointermove', onMove, { signal });
      target.addEventListener('pointerup', onUp, { signal });
      target.addEventListener('pointercancel', onCancel, { signal });
      target.addEventListener('pointerleave', onLeave, { signal });
      target.addEventListener('contextmenu', onContextMenu, { signal });
      target.addEventListener('wheel', onWheel, { signal, passive: false });
      detach = () => controller.abort();
    },
    { immediate: true },
  );
  onScopeDispose(() => detach());

  function giveUp(): boolean {
    if (!box.value && press?.drag !== 'taken') return false;
    cancel();
    return true;
  }

  return { box, isPanning, cancel: giveUp };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
