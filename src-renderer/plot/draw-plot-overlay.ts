import type { PlotLine } from './plot-curve.ts';
import { screenX, screenY, type PlotFrame } from './plot-layout.ts';

export interface PlotOverlay {
  /** Places on the x axis. */
  readonly lines: readonly (PlotLine & { readonly place: number })[];
  readonly cursor: number | null;
  readonly marker: number | null;
  /** Places of the curves' points at the cursor. */
  readonly dots: readonly { readonly x: number; readonly y: number; readonly colour: string }[];
}

export interface PlotOverlayStyle {
  readonly ring: string;
  readonly accent: string;
  readonly text: string;
  readonly surface: string;
  readonly font: string;
  readonly fontSize: number;
  readonly colour: (name: string) => string;
}

/** Named lines, cursor and marker over the curves; CSS px. */
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
  drawLines(context, overlay.lines, frame, style);
  if (overlay.marker !== null) drawVertical(context, overlay.marker, frame, style.accent, 1.5);
  if (overlay.cursor !== null) drawVertical(context, overlay.cursor, frame, style.text, 1);
  for (const { x, y, colour } of overlay.dots) {
    context.beginPath();
    context.arc(screenX(frame, x), screenY(frame, y), 3, 0, 2 * Math.PI);
    context.fillStyle = colour;
    context.strokeStyle = style.surface;
    context.lineWidth = 1.5;
    context.fill();
    context.stroke();
  }
  context.restore();
}

function drawLines(
  context: CanvasRenderingContext2D,
  lines: PlotOverlay['lines'],
  frame: PlotFrame,
  style: PlotOverlayStyle,
) {
  const textSize = Math.max(10, style.fontSize - 2);
  context.font = `${textSize}px ${style.font}`;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  let labelledTo = -Infinity; // labels stand upright, one beside the other: one without room is left out
  for (const { place, label, colour } of [...lines].sort((a, b) => a.place - b.place)) {
    const x = Math.round(screenX(frame, place)) + 0.5;
    if (x < frame.left || x > frame.left + frame.width) continue;
    context.strokeStyle = colour ? style.colour(colour) : style.ring;
    context.globalAlpha = 0.55;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, frame.top);
    context.lineTo(x, frame.top + frame.height);
    context.stroke();
    context.globalAlpha = 1;
    const left = x - textSize - 1;
    if (!label || left < labelledTo) continue;
    labelledTo = x;
    context.save();
    context.translate(x - textSize / 2 - 1, frame.top + 4);
    context.rotate(-Math.PI / 2);
    context.lineWidth = 3;
    context.lineJoin = 'round';
    context.strokeStyle = style.surface;
    context.strokeText(label, 0, 0);
    context.fillStyle = colour ? style.colour(colour) : style.ring;
    context.fillText(label, 0, 0);
    context.restore();
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
