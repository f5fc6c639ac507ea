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
 * @param left  image px at the left edge of the picture
 * @param top  image px at the top edge of the picture
 * @param words  one RGBA word per device px of the picture, row by row
 */
export function shadePixels(
  frame: DisplayFrame | null,
  mask: Uint8Array | null,
  settings: DrawSettings,
  left: number,
  top: number,
  area: ShadedArea,
  words: Uint32Array,
): void {
  const { width, constants, colours } = settings;
  const background = packColour(settings.background);
  for (let j = area.y0; j < area.y1; j++) words.fill(background, j * width + area.x0, j * width + area.x1);
  if (!frame) return;

  const noData = packColour(settings.noData);
  const table = new Uint32Array(colours.buffer, colours.byteOffset, 256);
  const [rows, columns] = frame.shape;
  const { samples } = frame;
  const maskedValue = frame.metadata?.maskedValue;
  const step = 1 / (settings.view.zoom * settings.pixelRatio);
  const taps = tapCount(step);
  const taken = samplePlaces(left, step, area.x0, area.x1, columns, taps);
  const lines = samplePlaces(top, step, area.y0, area.y1, rows, taps);
  for (let j = area.y0; j < area.y1; j++) {
    const firstLine = (j - area.y0) * taps;
    if (lines[firstLine]! < 0) continue;
    for (let i = area.x0; i < area.x1; i++) {
      const firstColumn = (i - area.x0) * taps;
      if (taken[firstColumn]! < 0) continue;
      let sum = 0;
      let count = 0;
      let masked = 0;
      let clipped = 0;
      for (let b = firstLine; b < firstLine + taps; b++) {
        const line = lines[b]! * columns;
        for (let a = firstColumn; a < firstColumn + taps; a++) {
          const index = line + taken[a]!;
          const value = samples[index]!;
          const isMasked = mask !== null && mask[index] !== 0;
          if (isMasked) {
            if (mask[index] === CLIPPED) clipped++;
            else masked++;
          }
          // Below zero and left out: a gap of the detector, no count that somebody masked.
          if (isMasked && value < 0) continue;
          if (isMeasured(value, maskedValue)) {
            sum += value;
            count++;
          }
        }
      }
      let colour = noData;
      if (count > 0) colour = table[Math.round(scaledIntensity(constants, sum / count) * 255)]!;
      if (count > 0 && masked > 0) colour = blend(colour, settings.maskColour, masked / (taps * taps));
      if (count > 0 && clipped > 0) colour = blend(colour, settings.clippedColour, clipped / (taps * taps));
      words[j * width + i] = colour;
    }
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

function blend(colour: number, over: Rgba, coverage: number): number {
  const weight = over[3] * coverage;
  const mix = (bits: number, part: number) => {
    const under = ((colour >>> bits) & 255) / 255;
    return under + weight * (part - under);
  };
  return packColour([mix(0, over[0]), mix(8, over[1]), mix(16, over[2]), 1]);
}
