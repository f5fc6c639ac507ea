import { computed, shallowRef, type ComputedRef } from 'vue';
import type { Point } from '../image/image-view.ts';
import type { DragBox, LeftDrag } from '../image/usePointerGestures.ts';
import { axisPlace, axisValue, type AxisScale, type Interval } from '../../src-shared/figure/axis-scale.ts';
import { placeX, screenX, type PlotFrame } from '../../src-shared/figure/plot-layout.ts';

const EDGE_REACH = 5; // CSS px on either side of an edge where the pointer takes it
const LEAST_WIDTH = 2; // CSS px; less is no range

/** A range along x that is shown as a band: drawn anew while it is being chosen, changed at its edges at any time. */
export function usePlotRange(plot: {
  /** Values on the axis; null: none. */
  readonly range: () => Interval | null;
  readonly isChoosing: () => boolean;
  readonly frame: () => PlotFrame;
  readonly xScale: () => AxisScale;
  /** What is being dragged out. */
  readonly box: () => DragBox | null;
  readonly choose: (range: Interval) => void;
}): {
  /** Places on the axis, the lower one first. */
  shown: ComputedRef<Interval | null>;
  /** Whether a place is on an edge. */
  isOnEdge(at: Point): boolean;
  gestures: {
    leftDrag(): LeftDrag;
    select(from: Point, to: Point): void;
    take(at: Point): boolean;
    dragTaken(to: Point): void;
    dropTaken(): void;
    giveUpTaken(): void;
  };
} {
  /** The edge that stays, and where the other one is now: places. */
  const dragged = shallowRef<{ readonly fixed: number; readonly moved: number } | null>(null);

  const placeAt = (x: number): number => {
    const frame = plot.frame();
    return placeX(frame, Math.min(frame.left + frame.width, Math.max(frame.left, x)));
  };
  const chosen = computed((): Interval | null => {
    const range = plot.range();
    if (!range) return null;
    const places = ordered(axisPlace(plot.xScale(), range[0]), axisPlace(plot.xScale(), range[1]));
    return Number.isFinite(places[0] + places[1]) ? places : null;
  });
  const shown = computed((): Interval | null => {
    if (dragged.value) return ordered(dragged.value.fixed, dragged.value.moved);
    const box = plot.isChoosing() ? plot.box() : null;
    return box ? ordered(placeAt(box.from.x), placeAt(box.to.x)) : chosen.value;
  });

  /** 0 or 1; −1 beside both edges. */
  function edgeAt({ x }: Point): -1 | 0 | 1 {
    if (!chosen.value || plot.isChoosing()) return -1;
    const [low, high] = chosen.value.map((place) => Math.abs(screenX(plot.frame(), place) - x)) as [number, number];
    if (Math.min(low, high) > EDGE_REACH) return -1;
    return low < high ? 0 : 1;
  }

  function choose(places: Interval): void {
    const frame = plot.frame();
    if (screenX(frame, places[1]) - screenX(frame, places[0]) < LEAST_WIDTH) return;
    plot.choose([axisValue(plot.xScale(), places[0]), axisValue(plot.xScale(), places[1])]);
  }

  return {
    shown,
    isOnEdge: (at) => edgeAt(at) >= 0,
    gestures: {
      leftDrag: () => (plot.isChoosing() ? 'select' : 'zoom'),
      select: (from, to) => choose(ordered(placeAt(from.x), placeAt(to.x))),
      take(at) {
        const edge = edgeAt(at);
        if (edge === -1 || !chosen.value) return false;
        dragged.value = { fixed: chosen.value[1 - edge]!, moved: chosen.value[edge]! };
        return true;
      },
      dragTaken(to) {
        if (dragged.value) dragged.value = { ...dragged.value, moved: placeAt(to.x) };
      },
      dropTaken() {
        const range = shown.value;
        dragged.value = null;
        if (range && (range[0] !== chosen.value?.[0] || range[1] !== chosen.value[1])) choose(range);
      },
      giveUpTaken: () => (dragged.value = null),
    },
  };
}

const ordered = (a: number, b: number): Interval => (a < b ? [a, b] : [b, a]);
