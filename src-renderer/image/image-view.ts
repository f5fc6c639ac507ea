import type { Shape } from '../../src-shared/model/detector-image.ts';

/** Which part of an image is on screen. Image coordinates are px from the outer corner of pixel (0, 0), y downwards. */
export interface ImageView {
  readonly centreX: number;
  readonly centreY: number;
  /** CSS px per image px */
  readonly zoom: number;
}

/** CSS px */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** One image px never fills more than this many CSS px. */
export const MAX_ZOOM = 200;
const MARGIN = 8; // CSS px left free around a fitted image

/** The whole image, centred. */
export function fitView(shape: Shape, size: Size): ImageView {
  const [rows, columns] = shape;
  const width = Math.max(1, size.width - 2 * MARGIN);
  const height = Math.max(1, size.height - 2 * MARGIN);
  const zoom = Math.min(width / Math.max(1, columns), height / Math.max(1, rows), MAX_ZOOM);
  return { centreX: columns / 2, centreY: rows / 2, zoom };
}

/** Keeps the zoom within half the fitted size and MAX_ZOOM, and the centre on the image, so that it cannot be lost. */
export function limitView(view: ImageView, shape: Shape, size: Size): ImageView {
  const [rows, columns] = shape;
  const lowest = fitView(shape, size).zoom / 2;
  return {
    centreX: Math.min(columns, Math.max(0, view.centreX)),
    centreY: Math.min(rows, Math.max(0, view.centreY)),
    zoom: Math.min(MAX_ZOOM, Math.max(lowest, view.zoom)),
  };
}

/** @param screen  CSS px from the top left corner of the view */
export function toImage(view: ImageView, size: Size, screen: Point): Point {
  return {
    x: view.centreX + (screen.x - size.width / 2) / view.zoom,
    y: view.centreY + (screen.y - size.height / 2) / view.zoom,
  };
}

/** @returns CSS px from the top left corner of the view */
export function toScreen(view: ImageView, size: Size, image: Point): Point {
  return {
    x: (image.x - view.centreX) * view.zoom + size.width / 2,
    y: (image.y - view.centreY) * view.zoom + size.height / 2,
  };
}

/** Zooms by `factor`; the image point under `anchor` (CSS px) stays where it is. */
export function zoomAt(view: ImageView, size: Size, anchor: Point, factor: number): ImageView {
  const fixed = toImage(view, size, anchor);
  const zoom = view.zoom * factor;
  return {
    centreX: fixed.x - (anchor.x - size.width / 2) / zoom,
    centreY: fixed.y - (anchor.y - size.height / 2) / zoom,
    zoom,
  };
}

/** Moves the picture by CSS px: positive `dx` shows more of what lies to the left. */
export function panBy(view: ImageView, dx: number, dy: number): ImageView {
  return { ...view, centreX: view.centreX - dx / view.zoom, centreY: view.centreY - dy / view.zoom };
}

/** Shows the box between two corners (CSS px), as large as it fits. */
export function zoomToBox(view: ImageView, size: Size, from: Point, to: Point): ImageView {
  const a = toImage(view, size, from);
  const b = toImage(view, size, to);
  const zoom = Math.min(size.width / Math.abs(b.x - a.x), size.height / Math.abs(b.y - a.y));
  return { centreX: (a.x + b.x) / 2, centreY: (a.y + b.y) / 2, zoom };
}
