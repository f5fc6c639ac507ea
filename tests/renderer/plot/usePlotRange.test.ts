import { ref } from 'vue';
import { describe, expect, it } from 'vitest';
import { usePlotRange } from '../../../src-renderer/plot/usePlotRange.ts';
import type { DragBox } from '../../../src-renderer/image/usePointerGestures.ts';
import type { AxisScale, Interval } from '../../../src-shared/figure/axis-scale.ts';
import { plotFrame } from '../../../src-shared/figure/plot-layout.ts';

/** 100 px for 10 units, from 40 px on. */
function plot(scale: AxisScale = 'linear', x: Interval = [0, 10]) {
  const range = ref<Interval | null>(null);
  const isChoosing = ref(true);
  const box = ref<DragBox | null>(null);
  const margins = { left: 40, right: 0, top: 0, bottom: 0 };
  const band = usePlotRange({
    range: () => range.value,
    isChoosing: () => isChoosing.value,
    frame: () => plotFrame(140, 100, margins, x, [0, 1]),
    xScale: () => scale,
    box: () => box.value,
    choose: (next) => (range.value = next),
  });
  return { band, range, isChoosing, box };
}
const at = (x: number) => ({ x, y: 50 });

describe('the range of a plot', () => {
  it('is chosen by a drag in either direction, seen while it lasts, and ends where the axis ends', () => {
    const { band, range, box } = plot();
    expect(band.gestures.leftDrag()).toBe('select');
    box.value = { from: at(90), to: at(60) };
    expect(band.shown.value).toEqual([2, 5]);
    band.gestures.select(at(90), at(60));
    expect(range.value).toEqual([2, 5]);
    band.gestures.select(at(120), at(500));
    expect(range.value).toEqual([8, 10]);
  });

  it('is not chosen by less than two pixels', () => {
    const { band, range } = plot();
    band.gestures.select(at(90), at(91));
    expect(range.value).toBeNull();
  });

  it('follows an edge that is dragged, even past the other, and goes back when that is given up', () => {
    const { band, range, isChoosing } = plot();
    range.value = [2, 5];
    expect(band.gestures.take(at(60))).toBe(false); // a new range is being chosen: edges stay
    isChoosing.value = false;
    expect(band.gestures.leftDrag()).toBe('zoom');
    expect([54, 56, 75, 94].map((x) => band.isOnEdge(at(x)))).toEqual([false, true, false, true]);
    band.gestures.take(at(61));
    band.gestures.dragTaken(at(120));
    expect(band.shown.value).toEqual([5, 8]);
    band.gestures.giveUpTaken();
    expect(band.shown.value).toEqual([2, 5]);
    band.gestures.take(at(90));
    band.gestures.dragTaken(at(100));
    band.gestures.dropTaken();
    expect(range.value).toEqual([2, 6]);
  });

  it('is in values on an axis of logarithms, and not shown where an end has no place', () => {
    const { band, range } = plot('log', [0, 2]);
    band.gestures.select(at(40), at(140));
    expect(range.value?.[0]).toBeCloseTo(1, 12); // 10⁰ and 10², by rounding of the power only
    expect(range.value?.[1]).toBeCloseTo(100, 10);
    range.value = [0, 5];
    expect(band.shown.value).toBeNull();
  });
});
