import type { Tick } from '../../src-shared/figure/axis-ticks.ts';
import { screenX, screenY, type PlotFrame } from '../../src-shared/figure/plot-layout.ts';
import type { PlotStyle } from '../plot/usePlotStyle.ts';

export interface CakeAxes {
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  readonly xLabel: string;
  readonly yLabel: string;
}

/** Places on the axes; null: not marked. */
export interface CakeMarks {
  readonly cursor: { readonly x: number | null; readonly y: number | null };
  readonly chosen: { readonly x: number | null; readonly y: number | null };
}

const TICK = 4; // CSS px

/** Around the picture, in CSS px. */
export function drawCakeAxes(
  context: CanvasRenderingContext2D,
  { xTicks, yTicks, xLabel, yLabel }: CakeAxes,
  frame: PlotFrame,
  { font, fontSize, line, muted, text }: PlotStyle,
): void {
  const bottom = frame.top + frame.height;
  context.lineWidth = 1;
  context.strokeStyle = line;
  context.strokeRect(frame.left - 0.5, frame.top - 0.5, frame.width + 1, frame.height + 1);
  context.beginPath();
  for (const { place } of xTicks) {
    const x = Math.round(screenX(frame, place)) + 0.5;
    context.moveTo(x, bottom);
    context.lineTo(x, bottom + TICK);
  }
  for (const { place } of yTicks) {
    const y = Math.round(screenY(frame, place)) + 0.5;
    context.moveTo(frame.left, y);
    context.lineTo(frame.left - TICK, y);
  }
  context.stroke();
  context.font = `${fontSize}px ${font}`;
  context.fillStyle = text;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const { place, label } of xTicks) context.fillText(label, screenX(frame, place), bottom + TICK + 2);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const { place, label } of yTicks)
    context.fillText(label, frame.left - TICK - 3, clamp(screenY(frame, place), frame.top + 4, bottom - 4));
  context.fillStyle = muted;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.fillText(xLabel, frame.left + frame.width / 2, bottom + TICK + fontSize + 5);
  context.save();
  context.translate(3, frame.top + frame.height / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(yLabel, 0, 0);
  context.restore();
}

/** The chosen row or column, and the cursor on top. */
export function drawCakeMarks(
  context: CanvasRenderingContext2D,
  { cursor, chosen }: CakeMarks,
  frame: PlotFrame,
  { accent }: PlotStyle,
): void {
  context.save();
  context.beginPath();
  context.rect(frame.left, frame.top, frame.width, frame.height);
  context.clip();
  for (const [{ x, y }, colour, width] of [
    [chosen, accent, 1.5],
    [cursor, 'rgb(255 255 255 / 85%)', 1],
  ] as const) {
    context.beginPath();
    if (x !== null) {
      const at = Math.round(screenX(frame, x)) + 0.5;
      context.moveTo(at, frame.top);
      context.lineTo(at, frame.top + frame.height);
    }
    if (y !== null) {
      const at = Math.round(screenY(frame, y)) + 0.5;
      context.moveTo(frame.left, at);
      context.lineTo(frame.left + frame.width, at);
    }
    context.strokeStyle = 'rgb(0 0 0 / 55%)'; // stands out on any colour map
    context.lineWidth = width + 2;
    context.stroke();
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  }
  context.restore();
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));
