import type { Interval } from '../../src-shared/figure/axis-scale.ts';
import { placeX, placeY, shiftInterval, zoomInterval, type PlotFrame } from '../../src-shared/figure/plot-layout.ts';

/** Visible part of a cake: a range of the radial axis as shown, and azimuths in degrees. */
export interface CakeZoom {
  readonly x: Interval;
  readonly y: Interval;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

const LEAST_BOX = 6; // CSS px; a box thinner than this zooms along the other axis only

/** Zooms about a point (CSS px): along both axes, or beside the frame along the axis that the point is at. */
export function zoomCakeAt(frame: PlotFrame, at: Place, factor: number, full: CakeZoom): CakeZoom {
  const isBelow = at.y > frame.top + frame.height;
  const isLeft = at.x < frame.left;
  return {
    x: isLeft && !isBelow ? frame.x : zoomInterval(frame.x, placeX(frame, at.x), factor, full.x),
    y: isBelow ? frame.y : zoomInterval(frame.y, placeY(frame, at.y), factor, full.y),
  };
}

/** The part between two corners (CSS px); null if there is nothing between them. */
export function zoomCakeToBox(frame: PlotFrame, from: Place, to: Place, full: CakeZoom): CakeZoom | null {
  const isFlat = Math.abs(from.y - to.y) < LEAST_BOX;
  const isNarrow = Math.abs(from.x - to.x) < LEAST_BOX;
  if (isFlat && isNarrow) return null;
  return {
    x: isNarrow ? frame.x : within(placeX(frame, from.x), placeX(frame, to.x), full.x),
    y: isFlat ? frame.y : within(placeY(frame, from.y), placeY(frame, to.y), full.y),
  };
}

/** Moves the picture by CSS px. */
export function panCake(frame: PlotFrame, dx: number, dy: number, full: CakeZoom): CakeZoom {
  return {
    x: shiftInterval(frame.x, (-dx / frame.width) * (frame.x[1] - frame.x[0]), full.x),
    y: shiftInterval(frame.y, (dy / frame.height) * (frame.y[1] - frame.y[0]), full.y),
  };
}

function within(a: number, b: number, [low, high]: Interval): Interval {
  const thinnest = (high - low) * 1e-6;
  const from = Math.min(Math.max(Math.min(a, b), low), high - thinnest);
  return [from, Math.max(Math.min(Math.max(a, b), high), from + thinnest)];
}
