import { CLIPPED, isMeasured, tapCount, type DisplayFrame, type DrawSettings, type Rgba } from './image-renderer.ts';
import { scaledIntensity } from '../../src-shared/figure/intensity-scale.ts';

/** Device px, upper bounds excluded. */
export interface ShadedArea {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/**
 * Shades part of a picture on the CPU.
 *
 * @param mask  of every pixel of the frame, 0 = not masked
 * @param left  image px at the left edge of the picture
 * @param top  image px at the top edge of the picture
 * @param words  one RGBA word per device px of the picture, row by row
 */
export function shadePixels(
  frame: DisplayFrame | null,
  mask: Uint8Array,
  settings: DrawSettings,
  left: number,
  top: number,
  area: ShadedArea,
  words: Uint32Array,
): void {
  const { width, colours } = settings;
  const background = packColour(settings.background);
  for (let j = area.y0; j < area.y1; j++) words.fill(background, j * width + area.x0, j * width + area.x1);
  if (!frame) return;

  const [rows, columns] = frame.shape;
  const step = 1 / (settings.view.zoom * settings.pixelRatio);
  const taps = tapCount(step);
  const shading: Shading = {
    frame,
    mask,
    settings,
    taps,
    places: samplePlaces(left, step, area.x0, area.x1, columns, taps),
    table: new Uint32Array(colours.buffer, colours.byteOffset, 256),
    noData: packColour(settings.noData),
  };
  const lines = samplePlaces(top, step, area.y0, area.y1, rows, taps);
  // Row by row in a function of its own: the compiler has the fast code ready after a few rows, also after a change.
  for (let j = area.y0; j < area.y1; j++) {
    const firstLine = (j - area.y0) * taps;
    if (lines[firstLine]! < 0) continue;
    const first = j * width;
    shadeRow(shading, lines.subarray(firstLine, firstLine + taps), words.subarray(first + area.x0, first + area.x1));
  }
}

interface Shading {
  readonly frame: DisplayFrame;
  readonly mask: Uint8Array;
  readonly settings: DrawSettings;
  readonly taps: number;
  /** Columns that are sampled, `taps` for each device px of a row */
  readonly places: Int32Array;
  readonly table: Uint32Array;
  readonly noData: number;
}

/** One row of device px. @param lines  rows of the image that are sampled */
function shadeRow(
  { frame, mask, settings, taps, places, table, noData }: Shading,
  lines: Int32Array,
  words: Uint32Array,
): void {
  const { samples } = frame;
  const { constants } = settings;
  const columns = frame.shape[1];
  const maskedValue = frame.metadata?.maskedValue;
  for (let i = 0; i < words.length; i++) {
    const firstColumn = i * taps;
    if (places[firstColumn]! < 0) continue;
    let sum = 0;
    let count = 0;
    let masked = 0;
    let clipped = 0;
    for (let b = 0; b < taps; b++) {
      const line = lines[b]! * columns;
      for (let a = firstColumn; a < firstColumn + taps; a++) {
        const index = line + places[a]!;
        const value = samples[index]!;
        const mark = mask[index]!;
        if (mark !== 0) {
          if (mark === CLIPPED) clipped++;
          else masked++;
          // Below zero and left out: a gap of the detector, no count that somebody masked.
          if (value < 0) continue;
        }
        if (isMeasured(value, maskedValue)) {
          sum += value;
          count++;
        }
      }
    }
    let colour = noData;
    if (count > 0) {
      colour = table[Math.round(scaledIntensity(constants, sum / count) * 255)]!;
      if (masked > 0) colour = blend(colour, settings.maskColour, masked / (taps * taps));
      if (clipped > 0) colour = blend(colour, settings.clippedColour, clipped / (taps * taps));
    }
    words[i] = colour;
  }
}

/** `taps` sample indices for each screen pixel from `from` to `to`; −1 where its centre lies beside the image. */
function samplePlaces(start: number, step: number, from: number, to: number, size: number, taps: number): Int32Array {
  const places = new Int32Array((to - from) * taps);
  for (let i = from; i < to; i++) {
    const centre = start + (i + 0.5) * step;
    for (let k = 0; k < taps; k++) {
      const place = taps > 1 ? centre + ((k + 0.5) / taps - 0.5) * step : centre;
      const isInside = centre >= 0 && centre < size;
      places[(i - from) * taps + k] = isInside ? Math.min(size - 1, Math.max(0, Math.floor(place))) : -1;
    }
  }
  return places;
}

/** Little-endian RGBA, as ImageData holds it on every platform that runs a browser today. */
function packColour([red, green, blue]: Rgba): number {
  const byte = (part: number) => Math.round(part * 255);
  return ((255 << 24) | (byte(blue) << 16) | (byte(green) << 8) | byte(red)) >>> 0;
}

function blend(colour: number, [red, green, blue, opacity]: Rgba, coverage: number): number {
  const weight = opacity * coverage;
  return (
    ((255 << 24) |
      (mix((colour >>> 16) & 255, blue, weight) << 16) |
      (mix((colour >>> 8) & 255, green, weight) << 8) |
      mix(colour & 255, red, weight)) >>>
    0
  );
}

/** @param under  0 … 255  @param part  0 … 1 */
function mix(under: number, part: number, weight: number): number {
  return Math.round(under + weight * (255 * part - under));
}
