import { axisValue, type AxisScale, type Interval } from './axis-scale.ts';
import { sampleCurve } from './curve-sampling.ts';
import { eachStretch } from './figure.ts';
import { formatValue } from './format-value.ts';
import type { PlotCurve } from './plot-curve.ts';
import { fittingRangeY, fullRangeX } from './plot-range.ts';

export interface TextPlotContent {
  readonly curves: readonly PlotCurve[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xScale: AxisScale;
  readonly yScale: AxisScale;
  /** Characters. */
  readonly columns: number;
  readonly rows: number;
}

const BLANK = 0x2800; // braille without dots: two columns and four rows of them in each character
/** Bit of the dot in row 0 to 3 of the left and of the right column. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/** A plot in characters, for a terminal without a screen behind it. */
export function textPlot({ curves, xLabel, yLabel, xScale, yScale, columns, rows }: TextPlotContent): string[] {
  const x = fullRangeX(curves, xScale) ?? [0, 1];
  const values = fullRangeX(curves, 'linear') ?? [0, 1];
  const y = fittingRangeY(curves, values, yScale) ?? [0, 1];
  const [width, height] = [2 * columns, 4 * rows];
  const cells = new Uint8Array(columns * rows);
  const set = (px: number, py: number): void => {
    const [i, j] = [Math.floor(px), Math.floor(py)];
    if (i < 0 || j < 0 || i >= width || j >= height) return;
    cells[(j >> 2) * columns + (i >> 1)]! |= DOTS[i & 1]![j & 3]!;
  };
  const toDots = ([from, to]: Interval, place: number, count: number): number =>
    ((place - from) / (to - from)) * (count - 1);
  for (const curve of curves) {
    const places = sampleCurve(curve, { x, y, xScale, yScale, columns: width });
    const dots = places.map((place, k) =>
      k % 2 === 0 ? toDots(x, place, width) : height - 1 - Math.min(2 * height, toDots(y, place, height)),
    );
    eachStretch(dots, (from, to) => {
      for (let k = from; k + 3 < to; k += 2) {
        const [dx, dy] = [dots[k + 2]! - dots[k]!, dots[k + 3]! - dots[k + 1]!];
        const steps = Math.ceil(Math.max(Math.abs(dx), Math.abs(dy), 1));
        for (let s = 0; s <= steps; s++) set(dots[k]! + (dx * s) / steps + 0.5, dots[k + 1]! + (dy * s) / steps + 0.5);
      }
    });
  }
  const ends = [y[1], y[0]].map((place) => formatValue(axisValue(yScale, place), { digits: 3 }));
  const margin = Math.max(...ends.map((end) => end.length));
  const lines = Array.from({ length: rows }, (_, row) => {
    const label = row === 0 ? ends[0]! : row === rows - 1 ? ends[1]! : '';
    const cellsOfRow = cells.subarray(row * columns, (row + 1) * columns);
    return `${label.padStart(margin)} │${Array.from(cellsOfRow, (bits) => String.fromCharCode(BLANK + bits)).join('')}`;
  });
  const [low, high] = x.map((place) => formatValue(axisValue(xScale, place), { digits: 3 })) as [string, string];
  const between = Math.max(1, columns - low.length - high.length);
  const label = xLabel.length + 2 <= between ? xLabel : '';
  const before = Math.floor((between - label.length) / 2);
  return [
    `${' '.repeat(margin)}  ${yLabel}`,
    ...lines,
    `${' '.repeat(margin)} └${'─'.repeat(columns)}`,
    `${' '.repeat(margin)}  ${low}${' '.repeat(before)}${label}${' '.repeat(between - before - label.length)}${high}`,
  ];
}
