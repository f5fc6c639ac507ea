import { CustomChart, LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use, type ECharts } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { Interval } from '../../src-shared/figure/axis-scale.ts';
import type { Tick } from '../../src-shared/figure/axis-ticks.ts';
import { bandOutlines } from '../../src-shared/figure/band-outlines.ts';

use([CanvasRenderer, LineChart, CustomChart, GridComponent]);

/** Everything the chart draws; coordinates are places on linear axes. */
export interface ChartContent {
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  /** CSS px from the edges of the element to the axes. */
  readonly margins: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  readonly curves: readonly ChartCurve[];
  readonly style: ChartStyle;
}

export interface ChartAxis {
  readonly range: Interval;
  readonly ticks: readonly Tick[];
  readonly label: string;
  /** CSS px from the axis to its label. */
  readonly labelGap: number;
}

export interface ChartCurve {
  readonly id: string;
  /** x0, y0, x1, y1, …; NaN for gaps. */
  readonly points: Float64Array;
  /** x0, low0, high0, …; NaN for gaps. */
  readonly band: Float64Array | null;
  readonly colour: string;
  readonly opacity: number;
}

export interface ChartStyle {
  readonly font: string;
  readonly fontSize: number;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly grid: string;
}

export interface PatternChart {
  draw(content: ChartContent): void;
  resize(width: number, height: number): void;
  dispose(): void;
}

interface CustomApi {
  coord(point: readonly [number, number]): readonly [number, number];
}

/** Axes and lines by ECharts. Ranges, ticks and thinning are ours: its own sampling knows nothing of the zoom. */
export function createPatternChart(element: HTMLElement): PatternChart {
  const chart: ECharts = init(element, null, { renderer: 'canvas' });
  return {
    draw(content) {
      const { margins, style } = content;
      chart.setOption(
        {
          animation: false,
          textStyle: { fontFamily: style.font, fontSize: style.fontSize },
          grid: { ...margins, containLabel: false, outerBoundsMode: 'none' },
          xAxis: axisOption(content.x, style),
          yAxis: { ...axisOption(content.y, style), nameRotate: 90 },
          series: content.curves.flatMap((curve) => seriesOptions(curve)),
        },
        { replaceMerge: ['series'], silent: true },
      );
    },
    resize(width, height) {
      chart.resize({ width, height, silent: true });
    },
    dispose() {
      chart.dispose();
    },
  };
}

function axisOption({ range, ticks, label, labelGap }: ChartAxis, style: ChartStyle) {
  const places = ticks.map((tick) => tick.place);
  const labels = new Map(ticks.map((tick) => [tick.place, tick.label]));
  return {
    type: 'value',
    min: range[0],
    max: range[1],
    name: label,
    nameLocation: 'middle',
    nameGap: labelGap,
    // Said here as well: ECharts gives labels 12 px whatever the text style says.
    nameTextStyle: { color: style.muted, fontSize: style.fontSize },
    axisLine: { show: true, onZero: false, lineStyle: { color: style.line } },
    axisTick: { show: true, length: 4, customValues: places, lineStyle: { color: style.line } },
    axisLabel: {
      color: style.text,
      fontSize: style.fontSize,
      customValues: places,
      hideOverlap: false,
      showMinLabel: true,
      showMaxLabel: true,
      formatter: (place: number) => labels.get(place) ?? '',
    },
    splitLine: { show: true, lineStyle: { color: style.grid } },
  };
}

function seriesOptions({ id, points, band, colour, opacity }: ChartCurve) {
  const line = {
    id,
    type: 'line',
    data: points,
    dimensions: ['x', 'y'],
    showSymbol: false,
    silent: true,
    emphasis: { disabled: true },
    lineStyle: { color: colour, opacity, width: 1.25, join: 'round' },
    z: 3,
  };
  if (!band) return [line];
  return [
    {
      id: `${id} band`,
      type: 'custom',
      data: [[0, 0]], // one item that stands for the whole band
      silent: true,
      clip: true,
      z: 2,
      renderItem: (_params: unknown, api: CustomApi) => ({
        type: 'group',
        children: bandOutlines(band).map((outline) => ({
          type: 'polygon',
          shape: { points: outline.map((point) => api.coord(point)) },
          style: { fill: colour, opacity: 0.25 },
        })),
      }),
    },
    line,
  ];
}
