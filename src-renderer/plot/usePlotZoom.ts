import { computed, type ComputedRef, type Ref } from 'vue';
import type { Point } from '../image/image-view.ts';
import { axisPlace, axisValue, type AxisScale, type Interval } from '../../src-shared/figure/axis-scale.ts';
import type { PlotCurve } from '../../src-shared/figure/plot-curve.ts';
import { placeX, placeY, shiftInterval, zoomInterval, type PlotFrame } from '../../src-shared/figure/plot-layout.ts';
import { fittingRangeY, fullRangeX } from '../../src-shared/figure/plot-range.ts';

/** What is shown, in the units of the axes; null: everything, and for y whatever fits the visible curves. */
export interface PlotZoom {
  readonly x: Interval | null;
  readonly y: Interval | null;
}

const WHOLE: PlotZoom = { x: null, y: null };
const LEAST_BOX = 12; // CSS px; a box thinner than this zooms along the other axis only
const STEPS_BACK = 50;
const ONE_STEP = 600; // ms; wheel turns and drags in quicker succession are undone together

export interface PlotZoomState {
  /** Places; null without any point. */
  readonly fullX: ComputedRef<Interval | null>;
  /** Places. */
  readonly rangeX: ComputedRef<Interval>;
  /** Places. */
  readonly rangeY: ComputedRef<Interval>;
  fit(): void;
  back(): void;
  /** Forgets earlier views: they mean nothing on another axis. */
  forget(): void;
  /** @param at  place that stays where it is; absent: the middle */
  zoomX(factor: number, now: number, at?: number): void;
  zoomY(factor: number, now: number, at: number): void;
  /** @param fraction  of the visible range */
  panX(fraction: number, now: number): void;
  panBy(frame: PlotFrame, dx: number, dy: number, now: number): void;
  /** Corners in CSS px. */
  zoomToBox(frame: PlotFrame, from: Point, to: Point): void;
}

/** The visible part of a plot: its state is a `PlotZoom` in values, all moves happen in places on the axes. */
export function usePlotZoom(
  zoom: Ref<PlotZoom>,
  curves: () => readonly PlotCurve[],
  xScale: () => AxisScale,
  yScale: () => AxisScale,
): PlotZoomState {
  let past: PlotZoom[] = [];
  let lastMove = 0;

  const fullX = computed(() => fullRangeX(curves(), xScale()));
  const rangeX = computed((): Interval => placesOf(xScale(), zoom.value.x) ?? fullX.value ?? [0, 1]);
  const rangeY = computed((): Interval => {
    const chosen = placesOf(yScale(), zoom.value.y);
    if (chosen) return chosen;
    return fittingRangeY(curves(), valuesOf(xScale(), rangeX.value), yScale()) ?? [0, 1];
  });
  /** Everything that may be shown: the curves, and what is shown now, should the data have shrunk. */
  const room = computed((): Interval => {
    const [from, to] = rangeX.value;
    return fullX.value ? [Math.min(fullX.value[0], from), Math.max(fullX.value[1], to)] : [from, to];
  });

  /** @param now  absent: a step of its own */
  function show(next: PlotZoom, now?: number) {
    if (now === undefined || now - lastMove > ONE_STEP) past = [...past.slice(1 - STEPS_BACK), zoom.value];
    if (now !== undefined) lastMove = now;
    zoom.value = next;
  }

  function showPlaces(x: Interval, y: Interval | null, now?: number) {
    const isWhole = fullX.value !== null && x[0] <= fullX.value[0] && x[1] >= fullX.value[1];
    show({ x: isWhole ? null : valuesOf(xScale(), x), y: y && valuesOf(yScale(), y) }, now);
  }

  const chosenY = () => (zoom.value.y ? rangeY.value : null);

  return {
    fullX,
    rangeX,
    rangeY,
    fit: () => show(WHOLE),
    back: () => (zoom.value = past.pop() ?? WHOLE),
    forget: () => (past = []),
    zoomX(factor, now, at = (rangeX.value[0] + rangeX.value[1]) / 2) {
      showPlaces(zoomInterval(rangeX.value, at, factor, room.value), chosenY(), now);
    },
    zoomY(factor, now, at) {
      const [from, to] = rangeY.value;
      showPlaces(rangeX.value, [at - (at - from) / factor, at + (to - at) / factor], now);
    },
    panX(fraction, now) {
      const [from, to] = rangeX.value;
      showPlaces(shiftInterval([from, to], fraction * (to - from), room.value), chosenY(), now);
    },
    panBy(frame, dx, dy, now) {
      const x = (-dx / frame.width) * (frame.x[1] - frame.x[0]);
      const y = (dy / frame.height) * (frame.y[1] - frame.y[0]);
      showPlaces(
        shiftInterval(rangeX.value, x, room.value),
        zoom.value.y ? [frame.y[0] + y, frame.y[1] + y] : null,
        now,
      );
    },
    zoomToBox(frame, from, to) {
      const isFlat = Math.abs(from.y - to.y) < LEAST_BOX;
      const isNarrow = Math.abs(from.x - to.x) < LEAST_BOX;
      if (isFlat && isNarrow) return;
      showPlaces(
        isNarrow ? rangeX.value : ordered(placeX(frame, from.x), placeX(frame, to.x)),
        isFlat ? chosenY() : ordered(placeY(frame, from.y), placeY(frame, to.y)),
      );
    },
  };
}

/** null where the values have no place on the axis, as zero on a logarithm. */
function placesOf(scale: AxisScale, values: Interval | null): Interval | null {
  if (!values) return null;
  const from = axisPlace(scale, values[0]);
  const to = axisPlace(scale, values[1]);
  return Number.isFinite(from) && to > from ? [from, to] : null;
}

function valuesOf(scale: AxisScale, [from, to]: Interval): Interval {
  return [axisValue(scale, from), axisValue(scale, to)];
}

const ordered = (a: number, b: number): Interval => (a < b ? [a, b] : [b, a]);
