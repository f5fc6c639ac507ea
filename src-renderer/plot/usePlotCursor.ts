import { computed, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { Point } from '../image/image-view.ts';
import { axisPlace, axisValue, type AxisScale, type Interval } from '../../src-shared/figure/axis-scale.ts';
import { placeX, screenX, type PlotFrame } from '../../src-shared/figure/plot-layout.ts';
import { MARGIN_RIGHT } from './usePlotLayout.ts';

const KEY_STEPS = 200; // of the keyboard's cursor over what is visible

/** Where a plot is read: under the pointer, at the cursor moved by keys, or at that of another view. */
export function usePlotCursor(plot: {
  readonly frame: () => PlotFrame;
  /** Places. */
  readonly rangeX: ComputedRef<Interval>;
  readonly isEmpty: ComputedRef<boolean>;
  readonly xScale: () => AxisScale;
  /** Value on the axis. */
  readonly elsewhere: () => number | null;
}): {
  hover: ShallowRef<Point | null>;
  /** Value on the axis. */
  keyCursor: Ref<number | null>;
  hoverX: ComputedRef<number | null>;
  readX: ComputedRef<number | null>;
  /** Style of the read-out: on the side where the cursor is not. */
  readoutPlace: ComputedRef<Readonly<Record<string, string>>>;
  /** Starts in the middle. @returns the new place, a value */
  moveKeyCursor(direction: 1 | -1): number;
} {
  const hover = shallowRef<Point | null>(null);
  const keyCursor = shallowRef<number | null>(null);

  const hoverX = computed(() => {
    const frame = plot.frame();
    if (!hover.value || hover.value.x < frame.left || hover.value.x > frame.left + frame.width) return null;
    return axisValue(plot.xScale(), placeX(frame, hover.value.x));
  });
  const readX = computed(() => (plot.isEmpty.value ? null : (hoverX.value ?? keyCursor.value ?? plot.elsewhere())));
  const readoutPlace = computed((): Readonly<Record<string, string>> => {
    const frame = plot.frame();
    const isRight =
      readX.value === null || screenX(frame, axisPlace(plot.xScale(), readX.value)) < frame.left + 0.55 * frame.width;
    const top = `${frame.top + 4}px`;
    return isRight ? { top, right: `${MARGIN_RIGHT + 4}px` } : { top, left: `${frame.left + 6}px` };
  });

  return {
    hover,
    keyCursor,
    hoverX,
    readX,
    readoutPlace,
    moveKeyCursor(direction) {
      const [from, to] = plot.rangeX.value;
      const start = readX.value === null ? (from + to) / 2 : axisPlace(plot.xScale(), readX.value);
      const place = Math.min(to, Math.max(from, start + (direction * (to - from)) / KEY_STEPS));
      keyCursor.value = axisValue(plot.xScale(), place);
      return keyCursor.value;
    },
  };
}
