import type { Interval } from './axis-scale.ts';

/** CSS px from the edges of the element. */
export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where places are on screen; CSS px from the top left corner of the element. */
export interface PlotFrame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: Interval;
  readonly y: Interval;
}

export function plotFrame(width: number, height: number, margins: Margins, x: Interval, y: Interval): PlotFrame {
  return {
    left: margins.left,
    top: margins.top,
    width: Math.max(1, width - margins.left - margins.right),
    height: Math.max(1, height - margins.top - margins.bottom),
    x,
    y,
  };
}

export function screenX(frame: PlotFrame, place: number): number {
  return frame.left + ((place - frame.x[0]) / (frame.x[1] - frame.x[0])) * frame.width;
}

export function screenY(frame: PlotFrame, place: number): number {
  return frame.top + ((frame.y[1] - place) / (frame.y[1] - frame.y[0])) * frame.height;
}

export function placeX(frame: PlotFrame, screen: number): number {
  return frame.x[0] + ((screen - frame.left) / frame.width) * (frame.x[1] - frame.x[0]);
}

export function placeY(frame: PlotFrame, screen: number): number {
  return frame.y[1] - ((screen - frame.top) / frame.height) * (frame.y[1] - frame.y[0]);
}

/** An interval about a fixed place, `factor` times narrower, within `full` and not thinner than a millionth of it. */
export function zoomInterval([from, to]: Interval, fixed: number, factor: number, full: Interval): Interval {
  const thinnest = (full[1] - full[0]) * 1e-6;
  const width = Math.min(full[1] - full[0], Math.max(thinnest, (to - from) / factor));
  const low = fixed - ((fixed - from) / (to - from)) * width;
  return shiftInterval([low, low + width], 0, full);
}

/** Moves an interval, stopping at the ends of `full`. */
export function shiftInterval([from, to]: Interval, by: number, full: Interval): Interval {
  const shift = Math.max(full[0] - from, Math.min(full[1] - to, by));
  return [from + shift, to + shift];
}
