import {
  axesItems,
  axisMargin,
  BOTTOM_MARGIN,
  fitting,
  gridItems,
  TITLE_MARGIN,
  TYPE_SIZE,
  type FigureAxis,
} from './axes-figure.ts';
import { axisPlace, type AxisScale, type Interval } from './axis-scale.ts';
import { axisTicks } from './axis-ticks.ts';
import { bandOutlines } from './band-outlines.ts';
import { sampleBand, sampleCurve, type SamplingWindow } from './curve-sampling.ts';
import {
  circleOutline,
  CURVE_COLOURS,
  INK,
  PAPER,
  rectangleOutline,
  type Figure,
  type FigureItem,
  type Rgb,
} from './figure.ts';
import { helveticaWidth } from './helvetica.ts';
import type { PlotCurve } from './plot-curve.ts';
import { plotFrame, screenX, screenY, type PlotFrame } from './plot-layout.ts';
import { fittingRangeY, fullRangeX } from './plot-range.ts';

export interface FigureCurve extends Omit<PlotCurve, 'colour'> {
  /** Absent: the next of the colours of curves. */
  readonly ink?: Rgb;
  /** Points; absent: 1. */
  readonly width?: number;
  readonly dashed?: boolean;
  /** Absent: a line only. */
  readonly marker?: 'circle' | 'circle-only';
}

/** Places on the x axis, drawn from the bottom up. */
export interface FigureMark {
  readonly x: number;
  readonly label?: string;
  readonly ink: Rgb;
  /** Part of the height, in (0, 1]. */
  readonly height: number;
}

export interface PatternFigureContent {
  readonly title: string;
  readonly curves: readonly FigureCurve[];
  readonly marks?: readonly FigureMark[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xScale?: AxisScale;
  readonly yScale?: AxisScale;
  /** Values; absent or null: all. */
  readonly xRange?: Interval | null;
  readonly yRange?: Interval | null;
  /** Whether the curves are named. */
  readonly legend?: boolean;
  readonly bandFloor?: number;
  /** Curves with an axis of their own, whose zero stands where that of the left axis does. */
  readonly right?: { readonly label: string; readonly curves: readonly FigureCurve[] };
}

const WIDTH = 540;
const HEIGHT = 340;
const MARK_SIZE = 7;

/** A plot of curves for paper. */
export function patternFigure(content: PatternFigureContent): Figure {
  const { title, curves, right, marks = [], xScale = 'linear', yScale = 'linear', bandFloor } = content;
  const x = placesOf(xScale, content.xRange) ?? fullRangeX([...curves, ...(right?.curves ?? [])], xScale) ?? [0, 1];
  const values = content.xRange ?? valuesAround([...curves, ...(right?.curves ?? [])]);
  let y = placesOf(yScale, content.yRange) ?? fittingRangeY(curves, values, yScale) ?? [0, 1];
  let rightY = right && (fittingRangeY(right.curves, values, 'linear') ?? [0, 1]);
  if (rightY) [y, rightY] = withSharedZero(y, rightY);
  const longest = marks.reduce((width, { label = '' }) => Math.max(width, helveticaWidth(label, MARK_SIZE)), 0);
  const top = TITLE_MARGIN + (longest > 0 ? longest + 6 : 0);
  const height = HEIGHT - top - BOTTOM_MARGIN;
  const yAxis: FigureAxis = { ticks: axisTicks(yScale, y, height, 2.6 * TYPE_SIZE), label: content.yLabel };
  const rightAxis = right &&
    rightY && { ticks: axisTicks('linear', rightY, height, 2.6 * TYPE_SIZE), label: right.label };
  const margins = {
    left: axisMargin(yAxis) + 4,
    right: rightAxis ? axisMargin(rightAxis) + 4 : 16,
    top,
    bottom: BOTTOM_MARGIN,
  };
  const frame = plotFrame(WIDTH, HEIGHT, margins, x, y);
  const xAxis: FigureAxis = { ticks: axisTicks(xScale, x, frame.width, 6 * TYPE_SIZE), label: content.xLabel };
  const rightFrame = rightY ? { ...frame, y: rightY } : frame;
  const columns = 4 * frame.width; // what paper shows of a point
  const window: SamplingWindow = { x, y, xScale, yScale, columns, ...(bandFloor === undefined ? {} : { bandFloor }) };
  const inked = curves.map((curve, i) => ({ ...curve, ink: curve.ink ?? CURVE_COLOURS[i % CURVE_COLOURS.length]! }));
  const rightInked = (right?.curves ?? []).map((curve, i) => ({
    ...curve,
    dashed: true,
    ink: curve.ink ?? CURVE_COLOURS[(i + curves.length) % CURVE_COLOURS.length]!,
  }));
  const rightWindow = { ...window, y: rightFrame.y, yScale: 'linear' as const };
  const drawn = [
    ...inked.flatMap((curve) => curveItems(curve, frame, window)),
    ...rightInked.flatMap((curve) => curveItems(curve, rightFrame, rightWindow)),
  ];
  return {
    width: WIDTH,
    height: HEIGHT,
    title,
    items: [
      ...gridItems(frame, xAxis, yAxis),
      ...marks.flatMap((mark) => markItems(mark, frame, xScale)),
      {
        kind: 'clip',
        x: frame.left,
        y: frame.top,
        width: frame.width,
        height: frame.height,
        items: drawn,
      },
      ...axesItems(frame, { x: xAxis, y: yAxis, ...(rightAxis ? { right: rightAxis, rightFrame } : {}) }, title),
      ...(content.legend ? legendItems([...inked, ...rightInked], frame, linesOf(drawn)) : []),
    ],
  };
}

function curveItems(
  curve: FigureCurve & { readonly ink: Rgb },
  frame: PlotFrame,
  window: SamplingWindow,
): FigureItem[] {
  const { ink, width = 1, dashed, marker } = curve;
  const band = sampleBand(curve, window);
  const areas = band
    ? bandOutlines(band).map((outline): FigureItem => {
        const points = outline.flatMap(([px, py]) => [screenX(frame, px), screenY(frame, py)]);
        return { kind: 'area', points, colour: ink, opacity: 0.25 };
      })
    : [];
  const points = sampleCurve(curve, window).map((place, i) => (i % 2 === 0 ? screenX : screenY)(frame, place));
  const line: FigureItem = { kind: 'line', points, colour: ink, width, ...(dashed ? { dash: [4, 3] as const } : {}) };
  return [...areas, ...(marker === 'circle-only' ? [] : [line]), ...(marker ? circles(points, ink) : [])];
}

function circles(points: ArrayLike<number>, colour: Rgb): FigureItem[] {
  const items: FigureItem[] = [];
  for (let i = 0; i < points.length; i += 2)
    if (Number.isFinite(points[i + 1]!))
      items.push({ kind: 'area', points: circleOutline(points[i]!, points[i + 1]!, 2), colour });
  return items;
}

function markItems({ x, label, ink, height }: FigureMark, frame: PlotFrame, scale: AxisScale): FigureItem[] {
  const place = axisPlace(scale, x);
  if (!(place >= frame.x[0] && place <= frame.x[1])) return [];
  const at = screenX(frame, place);
  const bottom = frame.top + frame.height;
  const line: FigureItem = {
    kind: 'line',
    points: [at, bottom, at, bottom - height * frame.height],
    colour: ink,
    width: 0.6,
  };
  if (!label) return [line];
  const text = { kind: 'text', size: MARK_SIZE, colour: ink, anchor: 'start', upright: true } as const;
  return [line, { ...text, text: label, x: at + MARK_SIZE * 0.35, y: frame.top - 3 }];
}

const LEGEND_ROWS = 14;
const ROW = TYPE_SIZE + 4;

const linesOf = (items: readonly FigureItem[]): ArrayLike<number>[] =>
  items.flatMap((item) => (item.kind === 'line' ? [item.points] : []));

/** In the corner where the fewest points of the curves lie. */
function legendItems(
  curves: readonly (FigureCurve & { readonly ink: Rgb })[],
  frame: PlotFrame,
  lines: readonly ArrayLike<number>[],
): FigureItem[] {
  const shown = curves.slice(0, LEGEND_ROWS);
  const labels = shown.map(({ label }) => fitting(label, frame.width * 0.45, TYPE_SIZE));
  if (curves.length > shown.length) labels.push(`… and ${curves.length - shown.length} more`);
  const width = 34 + labels.reduce((widest, label) => Math.max(widest, helveticaWidth(label, TYPE_SIZE)), 0);
  const height = labels.length * ROW + 4;
  const [left, top] = freeCorner(frame, width, height, lines);
  const text = { kind: 'text', size: TYPE_SIZE, colour: INK, anchor: 'start' } as const;
  return [
    { kind: 'area', points: rectangleOutline(left, top, width, height), colour: PAPER, opacity: 0.85 },
    ...labels.flatMap((label, i): FigureItem[] => {
      const y = top + i * ROW + ROW / 2 + 2;
      const curve = shown[i];
      const name: FigureItem = { ...text, text: label, x: left + 28, y: y + TYPE_SIZE * 0.35 };
      if (!curve) return [name];
      const dash = curve.dashed ? { dash: [4, 3] as const } : {};
      return [
        ...(curve.marker === 'circle-only'
          ? []
          : [{ kind: 'line', points: [left + 5, y, left + 23, y], colour: curve.ink, width: 1.5, ...dash } as const]),
        ...(curve.marker ? circles([left + 14, y], curve.ink) : []),
        name,
      ];
    }),
  ];
}

function freeCorner(
  frame: PlotFrame,
  width: number,
  height: number,
  lines: readonly ArrayLike<number>[],
): readonly [number, number] {
  const [left, right] = [frame.left + 6, frame.left + frame.width - width - 6];
  const [top, bottom] = [frame.top + 6, frame.top + frame.height - height - 6];
  const corners = [[right, top], [right, bottom], [left, top], [left, bottom]] as const; // prettier-ignore
  const counts = corners.map(([x, y]) => {
    let count = 0;
    for (const points of lines)
      for (let i = 0; i < points.length; i += 2) {
        const [px, py] = [points[i]!, points[i + 1]!];
        if (px >= x && px <= x + width && py >= y && py <= y + height) count++;
      }
    return count;
  });
  return corners[counts.indexOf(Math.min(...counts))]!;
}

function placesOf(scale: AxisScale, values: Interval | null | undefined): Interval | null {
  if (!values) return null;
  const [a, b] = values.map((value) => axisPlace(scale, value)) as [number, number];
  return Number.isFinite(a + b) && a !== b ? [Math.min(a, b), Math.max(a, b)] : null;
}

function valuesAround(curves: readonly FigureCurve[]): Interval {
  return fullRangeX(curves, 'linear') ?? [0, 1];
}

/** Both ranges grown so that zero stands at the same height in both. */
function withSharedZero(a: Interval, b: Interval): [Interval, Interval] {
  const below = Math.max(partBelow(a), partBelow(b));
  const grow = ([from, to]: Interval): Interval => {
    const [low, high] = [Math.max(0, -from), Math.max(0, to)];
    const span = below >= 1 ? low : Math.max(below > 0 ? low / below : 0, high / (1 - below));
    return span > 0 ? [-below * span, (1 - below) * span] : [-0.5, 0.5];
  };
  return [grow(a), grow(b)];
}

function partBelow([from, to]: Interval): number {
  const [low, high] = [Math.max(0, -from), Math.max(0, to)];
  return low + high > 0 ? low / (low + high) : 0;
}
