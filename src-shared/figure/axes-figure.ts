import type { Tick } from './axis-ticks.ts';
import { FAINT, INK, type FigureItem, type Rgb } from './figure.ts';
import { helveticaWidth } from './helvetica.ts';
import { screenX, screenY, type PlotFrame } from './plot-layout.ts';

/** Size of the type of axes, points. */
export const TYPE_SIZE = 9;
const TITLE_SIZE = 10;
const TICK = 4;
const GAP = 3;
const MUTED: Rgb = [87, 96, 106];

export interface FigureAxis {
  readonly ticks: readonly Tick[];
  /** With unit. */
  readonly label: string;
}

/** Space that numbers and name of an upright axis need beside the frame, points. */
export function axisMargin({ ticks, label }: FigureAxis): number {
  const widest = ticks.reduce((width, tick) => Math.max(width, helveticaWidth(tick.label, TYPE_SIZE)), 0);
  return Math.ceil(TICK + GAP + widest + (label === '' ? 6 : TYPE_SIZE + 10));
}

/** Space below the frame. */
export const BOTTOM_MARGIN = TICK + GAP + 2 * TYPE_SIZE + 12;
/** Space above the frame for the title. */
export const TITLE_MARGIN = TITLE_SIZE + 12;

/** Grid lines, behind what is drawn. */
export function gridItems(frame: PlotFrame, x: FigureAxis, y: FigureAxis): FigureItem[] {
  const bottom = frame.top + frame.height;
  const right = frame.left + frame.width;
  const points = [
    ...x.ticks.flatMap(({ place }) => [screenX(frame, place), frame.top, screenX(frame, place), bottom, NaN, NaN]),
    ...y.ticks.flatMap(({ place }) => [frame.left, screenY(frame, place), right, screenY(frame, place), NaN, NaN]),
  ];
  return [{ kind: 'line', points, colour: FAINT, width: 0.5 }];
}

/** Frame, ticks, numbers, names and title. */
export function axesItems(
  frame: PlotFrame,
  axes: {
    readonly x: FigureAxis;
    readonly y: FigureAxis;
    readonly right?: FigureAxis;
    readonly rightFrame?: PlotFrame;
  },
  title: string,
): FigureItem[] {
  const { x, y, right, rightFrame = frame } = axes;
  const bottom = frame.top + frame.height;
  const end = frame.left + frame.width;
  const outline = [frame.left, frame.top, end, frame.top, end, bottom, frame.left, bottom, frame.left, frame.top];
  const ticks = [
    ...x.ticks.flatMap(({ place }) => [screenX(frame, place), bottom, screenX(frame, place), bottom + TICK, NaN, NaN]),
    ...y.ticks.flatMap(({ place }) => [
      frame.left - TICK,
      screenY(frame, place),
      frame.left,
      screenY(frame, place),
      NaN,
      NaN,
    ]),
    ...(right?.ticks ?? []).flatMap(({ place }) => [
      end,
      screenY(rightFrame, place),
      end + TICK,
      screenY(rightFrame, place),
      NaN,
      NaN,
    ]),
  ];
  const text = { kind: 'text', size: TYPE_SIZE, colour: INK } as const;
  const middle = TYPE_SIZE * 0.35; // from the base line to the middle of a digit
  const upright = frame.top + frame.height / 2;
  const yEdge = frame.left - axisMargin(y);
  return [
    { kind: 'line', points: [...outline, NaN, NaN, ...ticks], colour: MUTED, width: 0.75 },
    ...x.ticks.map(({ place, label }) => ({
      ...text, anchor: 'middle' as const, text: label, x: screenX(frame, place), y: bottom + TICK + GAP + TYPE_SIZE * 0.75,
    })),
    ...y.ticks.map(({ place, label }) => ({
      ...text, anchor: 'end' as const, text: label, x: frame.left - TICK - GAP, y: screenY(frame, place) + middle,
    })),
    ...(right?.ticks ?? []).map(({ place, label }) => ({
      ...text, anchor: 'start' as const, text: label, x: end + TICK + GAP, y: screenY(rightFrame, place) + middle,
    })),
    { ...text, anchor: 'middle', text: x.label, x: frame.left + frame.width / 2, y: bottom + TICK + GAP + 2 * TYPE_SIZE + 5 },
    { ...text, anchor: 'middle', text: y.label, x: yEdge + TYPE_SIZE, y: upright, upright: true },
    ...(right
      ? [{ ...text, anchor: 'middle' as const, text: right.label, x: end + axisMargin(right) - 4, y: upright, upright: true }]
      : []),
    {
      ...text, size: TITLE_SIZE, anchor: 'middle', text: fitting(title, frame.width, TITLE_SIZE),
      x: frame.left + frame.width / 2, y: frame.top - 7,
    },
  ]; // prettier-ignore
}

/** The text, its middle left out where it is too long. */
export function fitting(text: string, width: number, size: number): string {
  if (helveticaWidth(text, size) <= width) return text;
  let kept = text.length - 1;
  while (kept > 2 && helveticaWidth(shortened(text, kept), size) > width) kept--;
  return shortened(text, kept);
}

function shortened(text: string, kept: number): string {
  return `${text.slice(0, Math.ceil(kept / 2))}…${text.slice(text.length - Math.floor(kept / 2))}`;
}
