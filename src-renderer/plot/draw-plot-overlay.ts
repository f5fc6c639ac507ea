import type { Interval } from '../../src-shared/figure/axis-scale.ts';
import type { PlotLine } from '../../src-shared/figure/plot-curve.ts';
import { screenX, screenY, type PlotFrame } from '../../src-shared/figure/plot-layout.ts';

export interface PlotBackdrop {
  /** Named lines; `place` on the x axis. */
  readonly lines: readonly (PlotLine & { readonly place: number })[];
  /** Places of ticks without label. */
  readonly minorX: readonly number[];
  readonly minorY: readonly number[];
}

export interface PlotOverlay {
  /** Place on the x axis. */
  readonly cursor: number | null;
  /** Place on the x axis. */
  readonly marker: number | null;
  /** Places on the x axis of a range with edges. */
  readonly range: Interval | null;
  /** Places of the curves' points at the cursor. */
  readonly dots: readonly { readonly x: number; readonly y: number; readonly colour: string }[];
}

export interface PlotOverlayStyle {
  readonly ring: string;
  /** Names of lines that have no colour of their own */
  readonly ringText: string;
  readonly accent: string;
  readonly text: string;
  readonly line: string;
  readonly surface: string;
  readonly font: string;
  readonly fontSize: number;
  readonly colour: (name: string) => string;
}

const MINOR_TICK = 2.5; // CSS px
const GRIP = 20; // CSS px, height of the grip of a range
const LABEL_GAP = 3; // CSS px between the plot and the name of a line

/** Font size of the names of lines. */
export function lineLabelSize(style: Pick<PlotOverlayStyle, 'fontSize'>): number {
  return Math.max(10, style.fontSize - 1);
}

/** Behind the curves: named lines, with their names upright above the plot, and minor ticks. CSS px. */
export function drawPlotBackdrop(
  context: CanvasRenderingContext2D,
  backdrop: PlotBackdrop,
  frame: PlotFrame,
  style: PlotOverlayStyle,
): void {
  const bottom = frame.top + frame.height;
  context.lineWidth = 1;
  context.strokeStyle = style.line;
  context.beginPath();
  for (const place of backdrop.minorX) {
    const x = screenX(frame, place);
    context.moveTo(x, bottom);
    context.lineTo(x, bottom + MINOR_TICK);
  }
  for (const place of backdrop.minorY) {
    const y = screenY(frame, place);
    context.moveTo(frame.left, y);
    context.lineTo(frame.left - MINOR_TICK, y);
  }
  context.stroke();
  drawLines(context, backdrop.lines, frame, style);
}

function drawLines(
  context: CanvasRenderingContext2D,
  lines: PlotBackdrop['lines'],
  frame: PlotFrame,
  style: PlotOverlayStyle,
) {
  const textSize = lineLabelSize(style);
  context.font = `${textSize}px ${style.font}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  let labelledTo = -Infinity; // a name without room beside the one before is left out
  for (const { place, label, colour, height = 1 } of [...lines].sort((a, b) => a.place - b.place)) {
    const x = Math.round(screenX(frame, place)) + 0.5;
    if (!(x >= frame.left && x <= frame.left + frame.width)) continue;
    context.strokeStyle = colour ? style.colour(colour) : style.ring;
    context.fillStyle = colour ? style.colour(colour) : style.ringText;
    context.globalAlpha = 0.6;
    context.beginPath();
    context.moveTo(x, frame.top + (1 - height) * frame.height);
    context.lineTo(x, frame.top + frame.height);
    context.stroke();
    context.globalAlpha = 1;
    if (!label || x - textSize < labelledTo) continue;
    labelledTo = x;
    context.save();
    context.translate(x, frame.top - LABEL_GAP);
    context.rotate(-Math.PI / 2);
    context.fillText(label, 0, 0);
    context.restore();
  }
}

/** Over the curves: marker and cursor. CSS px. */
export function drawPlotOverlay(
  context: CanvasRenderingContext2D,
  overlay: PlotOverlay,
  frame: PlotFrame,
  style: PlotOverlayStyle,
): void {
  context.save();
  context.beginPath();
  context.rect(frame.left, frame.top, frame.width, frame.height);
  context.clip();
  if (overlay.range) drawRange(context, overlay.range, frame, style);
  if (overlay.marker !== null) drawVertical(context, overlay.marker, frame, style.accent, 1.5);
  if (overlay.cursor !== null) drawVertical(context, overlay.cursor, frame, style.text, 1);
  for (const { x, y, colour } of overlay.dots) {
    context.beginPath();
    context.arc(screenX(frame, x), screenY(frame, y), 3.5, 0, 2 * Math.PI);
    context.fillStyle = colour;
    context.strokeStyle = style.surface;
    context.lineWidth = 1.5;
    context.fill();
    context.stroke();
  }
  context.restore();
}

/** A band, with a grip in the middle of each edge. */
function drawRange(context: CanvasRenderingContext2D, [from, to]: Interval, frame: PlotFrame, style: PlotOverlayStyle) {
  const [left, right] = [screenX(frame, from), screenX(frame, to)];
  context.fillStyle = style.accent;
  context.globalAlpha = 0.14;
  context.fillRect(left, frame.top, right - left, frame.height);
  context.globalAlpha = 1;
  for (const place of [from, to]) {
    drawVertical(context, place, frame, style.accent, 1);
    context.beginPath();
    context.roundRect(screenX(frame, place) - 2.5, frame.top + frame.height / 2 - GRIP / 2, 6, GRIP, 3);
    context.fillStyle = style.accent;
    context.fill();
  }
}

function drawVertical(
  context: CanvasRenderingContext2D,
  place: number,
  frame: PlotFrame,
  colour: string,
  width: number,
) {
  const x = Math.round(screenX(frame, place)) + 0.5;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(x, frame.top);
  context.lineTo(x, frame.top + frame.height);
  context.stroke();
}
