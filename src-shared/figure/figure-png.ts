import { writeColourPng } from '../format/png-writer.ts';
import { PAPER, type Figure, type FigureItem, type FigureLine, type FigureRaster, type FigureText } from './figure.ts';
import { helveticaWidth, SUPERSCRIPT_RISE, SUPERSCRIPT_SIZE, textRuns } from './helvetica.ts';
import { createPixelCanvas, fillArea, strokeLines, type PixelCanvas, type PixelClip } from './pixel-canvas.ts';
import { strokeGlyph } from './stroke-font.ts';

/** Pixels per point: 144 to the inch. */
const PIXELS_PER_POINT = 2;
const CAPITALS = 14; // height of the strokes of a capital
const CAPITAL_PART = 0.72; // of the size of a type that is its capitals, as in Helvetica
const LINE_PART = 0.085; // of the size that is the width of its lines

/** The figure as a picture of pixels, text in a type of lines. The same figure gives the same bytes. */
export function figureToPng(figure: Figure, scale = PIXELS_PER_POINT): Uint8Array {
  const width = Math.round(figure.width * scale);
  const height = Math.round(figure.height * scale);
  const canvas = createPixelCanvas(width, height, PAPER);
  for (const item of figure.items) draw(canvas, item, scale, { left: 0, top: 0, right: width, bottom: height });
  return writeColourPng(canvas);
}

function draw(canvas: PixelCanvas, item: FigureItem, scale: number, clip: PixelClip): void {
  switch (item.kind) {
    case 'line':
      strokeLines(
        canvas,
        dashed(item).map((value) => value * scale),
        item.width * scale,
        item.colour,
        clip,
      );
      break;
    case 'area':
      fillArea(
        canvas,
        Float64Array.from(item.points, (value) => value * scale),
        item.opacity ?? 1,
        item.colour,
        clip,
      );
      break;
    case 'text':
      strokeLines(
        canvas,
        textStrokes(item).map((value) => value * scale),
        LINE_PART * item.size * scale,
        item.colour,
        clip,
      );
      break;
    case 'raster':
      drawRaster(canvas, item, scale, clip);
      break;
    case 'clip': {
      const [left, top] = [Math.round(item.x * scale), Math.round(item.y * scale)];
      const inner = {
        left: Math.max(clip.left, left),
        top: Math.max(clip.top, top),
        right: Math.min(clip.right, Math.round((item.x + item.width) * scale)),
        bottom: Math.min(clip.bottom, Math.round((item.y + item.height) * scale)),
      };
      for (const one of item.items) draw(canvas, one, scale, inner);
    }
  }
}

/** The points of a line; of a dashed one each dash by itself. */
function dashed({ points, dash }: FigureLine): Float64Array {
  const all = Float64Array.from(points);
  if (!dash) return all;
  const out: number[] = [];
  const period = dash[0] + dash[1];
  let walked = 0;
  for (let i = 0; i + 3 < all.length; i += 2) {
    const [ax, ay, bx, by] = [all[i]!, all[i + 1]!, all[i + 2]!, all[i + 3]!];
    const length = Math.hypot(bx - ax, by - ay);
    if (!(length > 0)) continue;
    for (let start = -(walked % period); start < length; start += period) {
      const [from, to] = [Math.max(0, start) / length, Math.min(length, start + dash[0]) / length];
      if (to > from)
        out.push(ax + from * (bx - ax), ay + from * (by - ay), ax + to * (bx - ax), ay + to * (by - ay), NaN, NaN);
    }
    walked += length;
  }
  return Float64Array.from(out);
}

/** x, y of all strokes of a text, NaN between them. */
function textStrokes({ x, y, text, size, anchor, upright }: FigureText): Float64Array {
  const strokes: number[] = [];
  let at = 0;
  for (const run of textRuns(text)) {
    const unit = (size * CAPITAL_PART * (run.raised ? SUPERSCRIPT_SIZE : 1)) / CAPITALS;
    const rise = run.raised ? SUPERSCRIPT_RISE * size : 0;
    for (const character of run.text) {
      const { advance, strokes: lines } = strokeGlyph(character);
      for (const line of lines) {
        for (let i = 0; i < line.length; i += 2) strokes.push(at + line[i]! * unit, line[i + 1]! * unit + rise);
        strokes.push(NaN, NaN);
      }
      at += advance * unit;
    }
  }
  // As wide as in the other pictures, so that a text stays where it has room.
  const stretch = Math.min(1, helveticaWidth(text, size) / Math.max(at, 1e-9));
  const before = (anchor === 'start' ? 0 : anchor === 'middle' ? at / 2 : at) * stretch;
  return Float64Array.from(strokes, (_, i) => {
    const [along, up] = [strokes[i - (i % 2)]! * stretch - before, strokes[i - (i % 2) + 1]!];
    if (i % 2 === 0) return upright ? x - up : x + along;
    return upright ? y - along : y - up;
  });
}

/** Each pixel of the picture takes the mean of what lies under it, or the nearest where that is less than one. */
function drawRaster(canvas: PixelCanvas, item: FigureRaster, scale: number, clip: PixelClip): void {
  const [rows, columns] = item.shape;
  const [left, top] = [item.x * scale, item.y * scale];
  const [stepX, stepY] = [columns / (item.width * scale), rows / (item.height * scale)];
  const range = (place: number, step: number, count: number): [number, number] => {
    const from = Math.min(count - 1, Math.max(0, Math.floor(place * step + 1e-9)));
    return [from, Math.min(count, Math.max(from + 1, Math.ceil((place + 1) * step - 1e-9)))];
  };
  const right = Math.min(clip.right, Math.round(left + item.width * scale));
  const bottom = Math.min(clip.bottom, Math.round(top + item.height * scale));
  for (let y = Math.max(clip.top, Math.round(top)); y < bottom; y++) {
    const [row0, row1] = range(y - Math.round(top), stepY, rows);
    for (let x = Math.max(clip.left, Math.round(left)); x < right; x++) {
      const [column0, column1] = range(x - Math.round(left), stepX, columns);
      for (let part = 0; part < 3; part++) {
        let sum = 0;
        for (let i = row0; i < row1; i++)
          for (let j = column0; j < column1; j++) sum += item.rgb[3 * (i * columns + j) + part]!;
        canvas.rgb[3 * (y * canvas.width + x) + part] = Math.round(sum / ((row1 - row0) * (column1 - column0)));
      }
    }
  }
}
