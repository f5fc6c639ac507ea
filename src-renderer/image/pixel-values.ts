import type { DisplayFrame } from './image-renderer.ts';
import { toScreen, type ImageView, type Size } from './image-view.ts';
import { scaledIntensity, type ScaleConstants } from '../../src-shared/figure/intensity-scale.ts';

/** Values are written into the pixels from this size on, CSS px per pixel. */
export const VALUE_ZOOM = 40;
const CHARACTER_WIDTH = 0.62; // of the font size, tabular digits
const LARGEST_TEXT = 13; // CSS px

/** Short form of a pixel value: integers whole, others with four digits. */
export function pixelText(value: number): string {
  const text = Number.isInteger(value) && Math.abs(value) < 1e7 ? String(value) : value.toPrecision(4);
  const short = text.length > 9 ? value.toExponential(2) : text; // more does not fit into a pixel
  return short.replace('e+', 'e').replaceAll('-', '−');
}

/** Writes the values of the visible pixels, dark on bright colours and bright on dark ones. */
export function drawPixelValues(
  context: CanvasRenderingContext2D,
  frame: DisplayFrame,
  view: ImageView,
  size: Size,
  constants: ScaleConstants,
  colours: Uint8Array,
  font: string,
): void {
  if (view.zoom < VALUE_ZOOM) return;
  const [rows, columns] = frame.shape;
  const x0 = Math.max(0, Math.floor(view.centreX - size.width / 2 / view.zoom));
  const x1 = Math.min(columns, Math.ceil(view.centreX + size.width / 2 / view.zoom));
  const y0 = Math.max(0, Math.floor(view.centreY - size.height / 2 / view.zoom));
  const y1 = Math.min(rows, Math.ceil(view.centreY + size.height / 2 / view.zoom));
  const texts: { text: string; x: number; y: number; isOnBright: boolean }[] = [];
  let longest = 1;
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const value = frame.samples[y * columns + x]!;
      const text = pixelText(value);
      longest = Math.max(longest, text.length);
      const index = 4 * Math.round(scaledIntensity(constants, value) * 255);
      const luminance = 0.299 * colours[index]! + 0.587 * colours[index + 1]! + 0.114 * colours[index + 2]!;
      const middle = toScreen(view, size, { x: x + 0.5, y: y + 0.5 });
      texts.push({ text, ...middle, isOnBright: luminance > 140 });
    }
  }
  // One size for all: a digit more in one pixel must not make the others look louder.
  const textSize = Math.min(LARGEST_TEXT, (view.zoom - 6) / (longest * CHARACTER_WIDTH));
  context.font = `${textSize}px ${font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { text, x, y, isOnBright } of texts) {
    context.fillStyle = isOnBright ? 'rgb(0 0 0 / 80%)' : 'rgb(255 255 255 / 85%)';
    context.fillText(text, x, y);
  }
}
