import { computed, type ComputedRef, type Ref } from 'vue';
import type { AxisScale, Interval } from '../../src-shared/figure/axis-scale.ts';
import { axisTicks } from '../../src-shared/figure/axis-ticks.ts';
import { lineLabelSize } from './draw-plot-overlay.ts';
import type { PlotLine } from '../../src-shared/figure/plot-curve.ts';
import { plotFrame } from '../../src-shared/figure/plot-layout.ts';
import { textWidth } from './text-width.ts';
import type { usePlotStyle } from './usePlotStyle.ts';

const MARGIN_TOP = 10;
export const MARGIN_RIGHT = 12;

/** Where axes, ticks and labels of a plot stand: the margins follow the widest tick and the longest label of a line. */
export function usePlotLayout(plot: {
  readonly size: Readonly<Ref<{ readonly width: number; readonly height: number }>>;
  readonly style: ReturnType<typeof usePlotStyle>;
  /** Places on the axes. */
  readonly rangeX: ComputedRef<Interval>;
  readonly rangeY: ComputedRef<Interval>;
  readonly lines: () => readonly PlotLine[];
  readonly xScale: () => AxisScale;
  readonly yScale: () => AxisScale;
}) {
  return computed(() => {
    const { fontSize, font } = plot.style.value;
    const { width: paneWidth, height: paneHeight } = plot.size.value;
    const bottom = 2 * fontSize + 18;
    const longest = plot
      .lines()
      .reduce((width, line) => Math.max(width, textWidth(line.label ?? '', lineLabelSize(plot.style.value), font)), 0);
    const top = MARGIN_TOP + Math.ceil(longest);
    const height = Math.max(1, paneHeight - top - bottom);
    const yTicks = axisTicks(plot.yScale(), plot.rangeY.value, height, 2.6 * fontSize);
    const widest = yTicks.reduce((width, tick) => Math.max(width, textWidth(tick.label, fontSize, font)), 0);
    const left = Math.ceil(widest) + fontSize + 18;
    const margins = { left, right: MARGIN_RIGHT, top, bottom };
    const frame = plotFrame(paneWidth, paneHeight, margins, plot.rangeX.value, plot.rangeY.value);
    const xTicks = axisTicks(plot.xScale(), plot.rangeX.value, frame.width, 6 * fontSize);
    return { frame, xTicks, yTicks, bottom, widest };
  });
}
