import { isMeasured, tapCount, type DisplayFrame, type DrawSettings, type ImageRenderer } from './image-renderer.ts';
import { scaledIntensity } from './intensity-scale.ts';

/**
 * Canvas-2D renderer for hosts without WebGL 2: shades the visible screen pixels one by one, to the same look.
 *
 * @returns null where the canvas has no 2-D context either
 */
export function createRasterImageRenderer(canvas: HTMLCanvasElement): ImageRenderer | null {
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) return null;
  let frame: DisplayFrame | null = null;
  let mask: Uint8Array | null = null;
  let pixels: ImageData | null = null;

  return {
    kind: 'raster',
    setFrame(next) {
      frame = next;
    },
    setMask(next) {
      mask = next;
    },
    draw(settings) {
      const { width, height } = settings;
      if (width === 0 || height === 0) return;
      if (pixels?.width !== width || pixels.height !== height) pixels = context.createImageData(width, height);
      shadePixels(frame, mask, settings, pixels.data);
      context.putImageData(pixels, 0, 0);
    },
    dispose() {
      pixels = null;
    },
  };
}

/** @param out  RGBA bytes, 4 · width · height of the settings */
export function shadePixels(
  frame: DisplayFrame | null,
  mask: Uint8Array | null,
  settings: DrawSettings,
  out: Uint8ClampedArray,
): void {
  const { width, height, constants, colours } = settings;
  const background = packColour(settings.background);
  const noData = packColour(settings.noData);
  const words = new Uint32Array(out.buffer, out.byteOffset, width * height);
  const table = new Uint32Array(colours.buffer, colours.byteOffset, 256);
  words.fill(background);
  if (!frame) return;

  const [rows, columns] = frame.shape;
  const { samples } = frame;
  const maskedValue = frame.metadata?.maskedValue;
  const step = 1 / (settings.view.zoom * settings.pixelRatio);
  const left = settings.view.centreX - (width / 2) * step;
  const top = settings.view.centreY - (height / 2) * step;
  const taps = tapCount(step);
  const lines = new Int32Array(taps);
  const taken = new Int32Array(width * taps); // column of each sample, −1 outside
  for (let i = 0; i < width; i++) {
    const x = left + (i + 0.5) * step;
    for (let k = 0; k < taps; k++)
      taken[i * taps + k] = x < 0 || x >= columns ? -1 : clamp(x + shift(k, taps, step), columns);
  }
  for (let j = 0; j < height; j++) {
    const y = top + (j + 0.5) * step;
    if (y < 0 || y >= rows) continue;
    for (let k = 0; k < taps; k++) lines[k] = clamp(y + shift(k, taps, step), rows) * columns;
    for (let i = 0; i < width; i++) {
      if (taken[i * taps]! < 0) continue;
      let sum = 0;
      let count = 0;
      let masked = 0;
      for (let b = 0; b < taps; b++) {
        for (let a = 0; a < taps; a++) {
          const index = lines[b]! + taken[i * taps + a]!;
          const value = samples[index]!;
          if (isMeasured(value, maskedValue)) {
            sum += value;
            count++;
          }
          if (mask && mask[index] !== 0) masked++;
        }
      }
      const colour = count === 0 ? noData : table[Math.round(scaledIntensity(constants, sum / count) * 255)]!;
      words[j * width + i] =
        masked === 0 || count === 0 ? colour : blend(colour, settings.maskColour, masked / (taps * taps));
    }
  }
}

const shift = (k: number, taps: number, step: number) => (taps > 1 ? ((k + 0.5) / taps - 0.5) * step : 0);
const clamp = (position: number, size: number) => Math.min(size - 1, Math.max(0, Math.floor(position)));

/** Little-endian RGBA, as ImageData holds it on every platform that runs a browser today. */
function packColour([red, green, blue]: readonly number[]): number {
  const byte = (part: number | undefined) => Math.round((part ?? 0) * 255);
  return ((255 << 24) | (byte(blue) << 16) | (byte(green) << 8) | byte(red)) >>> 0;
}

function blend(colour: number, over: readonly [number, number, number, number], coverage: number): number {
  const weight = over[3] * coverage;
  const mix = (shiftBits: number, part: number) =>
    ((colour >>> shiftBits) & 255) / 255 + weight * (part - ((colour >>> shiftBits) & 255) / 255);
  return packColour([mix(0, over[0]), mix(8, over[1]), mix(16, over[2])]);
}
