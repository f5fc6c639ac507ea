import { eachStretch, type Rgb } from './figure.ts';

/** Pixel edges, lower bounds included. */
export interface PixelClip {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Red, green and blue of a picture on which lines and areas are drawn with smooth edges. */
export interface PixelCanvas {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

export function createPixelCanvas(width: number, height: number, paper: Rgb): PixelCanvas {
  const rgb = new Uint8Array(3 * width * height);
  for (let i = 0; i < rgb.length; i++) rgb[i] = paper[i % 3]!;
  return { width, height, rgb };
}

/** Lets the colour of pixels through as far as they are covered, 0 to 1. */
function blend({ rgb }: PixelCanvas, at: number, colour: Rgb, coverage: number): void {
  for (let part = 0; part < 3; part++) {
    const under = rgb[3 * at + part]!;
    rgb[3 * at + part] = Math.round(under + (colour[part]! - under) * coverage);
  }
}

/** Draws lines with round ends and joints; where a line meets itself it is not darker. */
export function strokeLines(
  canvas: PixelCanvas,
  points: ArrayLike<number>,
  width: number,
  colour: Rgb,
  clip: PixelClip,
): void {
  const half = Math.max(width, 1) / 2;
  const strength = Math.min(1, width); // thinner than a pixel is fainter
  const box = boundsOf(points, half + 1, clip);
  const columns = box.right - box.left;
  if (columns <= 0 || box.bottom <= box.top) return;
  const coverage = new Float32Array(columns * (box.bottom - box.top));
  eachStretch(points, (from, to) => {
    for (let i = from; i + 3 < to; i += 2) {
      const [ax, ay, bx, by] = [points[i]!, points[i + 1]!, points[i + 2]!, points[i + 3]!];
      const part = boundsOf([ax, ay, bx, by], half + 1, box);
      const [dx, dy] = [bx - ax, by - ay];
      const square = dx * dx + dy * dy;
      for (let y = part.top; y < part.bottom; y++)
        for (let x = part.left; x < part.right; x++) {
          const [px, py] = [x + 0.5 - ax, y + 0.5 - ay];
          const along = square > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / square)) : 0;
          const covered = Math.min(1, half + 0.5 - Math.hypot(px - along * dx, py - along * dy));
          const at = (y - box.top) * columns + x - box.left;
          if (covered > coverage[at]!) coverage[at] = covered;
        }
    }
  });
  for (let y = box.top; y < box.bottom; y++)
    for (let x = box.left; x < box.right; x++) {
      const covered = coverage[(y - box.top) * columns + x - box.left]!;
      if (covered > 0) blend(canvas, y * canvas.width + x, colour, covered * strength);
    }
}

/** The pixels that points with some space around them touch. */
function boundsOf(points: ArrayLike<number>, space: number, clip: PixelClip): PixelClip {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x, y] = [points[i]!, points[i + 1]!];
    if (!Number.isFinite(x + y)) continue;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return {
    left: Math.max(clip.left, Math.floor(left - space)),
    right: Math.min(clip.right, Math.ceil(right + space)),
    top: Math.max(clip.top, Math.floor(top - space)),
    bottom: Math.min(clip.bottom, Math.ceil(bottom + space)),
  };
}

const SUBROWS = 4;

/** Fills an outline; where it crosses itself, every second part stays free. */
export function fillArea(
  canvas: PixelCanvas,
  points: ArrayLike<number>,
  opacity: number,
  colour: Rgb,
  clip: PixelClip,
): void {
  let [top, bottom] = [Infinity, -Infinity];
  for (let i = 1; i < points.length; i += 2) {
    top = Math.min(top, points[i]!);
    bottom = Math.max(bottom, points[i]!);
  }
  const row = new Float32Array(canvas.width);
  for (let y = Math.max(clip.top, Math.floor(top)); y < Math.min(clip.bottom, Math.ceil(bottom)); y++) {
    row.fill(0);
    for (let sub = 0; sub < SUBROWS; sub++) {
      const crossings = crossingsAt(points, y + (sub + 0.5) / SUBROWS);
      for (let k = 0; k + 1 < crossings.length; k += 2) cover(row, crossings[k]!, crossings[k + 1]!, clip);
    }
    for (let x = clip.left; x < clip.right; x++)
      if (row[x]! > 0) blend(canvas, y * canvas.width + x, colour, Math.min(1, row[x]! / SUBROWS) * opacity);
  }
}

/** Where an outline crosses a height, from left to right. */
function crossingsAt(points: ArrayLike<number>, y: number): number[] {
  const crossings: number[] = [];
  const n = points.length;
  for (let i = 0; i < n; i += 2) {
    const [ax, ay] = [points[i]!, points[i + 1]!];
    const [bx, by] = [points[(i + 2) % n]!, points[(i + 3) % n]!];
    if (ay <= y !== by <= y) crossings.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
  }
  return crossings.sort((a, b) => a - b);
}

/** Adds the part of each pixel between two places. */
function cover(row: Float32Array, from: number, to: number, clip: PixelClip): void {
  const [left, right] = [Math.max(clip.left, from), Math.min(clip.right, to)];
  for (let x = Math.floor(left); x < right; x++) row[x]! += Math.max(0, Math.min(right, x + 1) - Math.max(left, x));
}
