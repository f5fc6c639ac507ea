import { describePicture, type DisplayFrame, type ImageRenderer } from './image-renderer.ts';
import { shadePixels, type ShadedArea } from './shade-pixels.ts';

const TOLERANCE = 0.02; // device px by which a moved picture may be off before it is shaded afresh

interface Drawn {
  readonly picture: string;
  readonly colours: Uint8Array;
  /** Image px at the top left corner of the canvas. */
  left: number;
  top: number;
}

/**
 * Canvas-2D renderer for hosts without a graphics card: shades the visible screen pixels one by one, to the same look
 * as WebGL. Panning moves what is there and shades only what comes into view.
 *
 * @returns null where the canvas has no 2-D context either
 */
export function createRasterImageRenderer(canvas: HTMLCanvasElement): ImageRenderer | null {
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) return null;
  let frame: DisplayFrame | null = null;
  let mask: Uint8Array | null = null;
  /** In the place of no mask: code for either would be slow when the first mask comes. */
  let nothing = new Uint8Array(0);
  let pixels: ImageData | null = null;
  let drawn: Drawn | null = null;

  return {
    kind: 'raster',
    setFrame(next) {
      frame = next;
      drawn = null;
    },
    setMask(next) {
      mask = next;
      drawn = null;
    },
    draw(settings) {
      const { width, height, view } = settings;
      if (width === 0 || height === 0) return;
      if (pixels?.width !== width || pixels.height !== height) {
        pixels = context.createImageData(width, height);
        drawn = null;
      }
      const words = new Uint32Array(pixels.data.buffer);
      const step = 1 / (view.zoom * settings.pixelRatio);
      const left = view.centreX - (width / 2) * step;
      const top = view.centreY - (height / 2) * step;
      const picture = describePicture(settings);
      const exposed =
        drawn?.picture === picture && drawn.colours === settings.colours
          ? movePicture(words, drawn, left, top, step, width, height)
          : null;
      if (!exposed) drawn = { picture, colours: settings.colours, left, top };
      const origin = drawn ?? { left, top };
      if (frame && nothing.length !== frame.samples.length) nothing = new Uint8Array(frame.samples.length);
      for (const area of exposed ?? [{ x0: 0, y0: 0, x1: width, y1: height }])
        shadePixels(frame, mask ?? nothing, settings, origin.left, origin.top, area, words);
      context.putImageData(pixels, 0, 0);
    },
    dispose() {
      pixels = null;
      frame = null;
      mask = null;
      nothing = new Uint8Array(0);
    },
  };
}

/**
 * Moves the pixels by whole device px.
 *
 * @returns the areas that came into view; null if the picture cannot be moved there
 */
function movePicture(
  words: Uint32Array,
  drawn: Drawn,
  left: number,
  top: number,
  step: number,
  width: number,
  height: number,
): ShadedArea[] | null {
  const dx = Math.round((drawn.left - left) / step);
  const dy = Math.round((drawn.top - top) / step);
  if (Math.abs(dx) >= width || Math.abs(dy) >= height) return null;
  const movedLeft = drawn.left - dx * step;
  const movedTop = drawn.top - dy * step;
  if (Math.max(Math.abs(movedLeft - left), Math.abs(movedTop - top)) > TOLERANCE * step) return null;
  drawn.left = movedLeft;
  drawn.top = movedTop;
  // One move of the whole block; what wraps round a row's end lies in an exposed area.
  const shift = dy * width + dx;
  if (shift > 0) words.copyWithin(shift, 0, words.length - shift);
  if (shift < 0) words.copyWithin(0, -shift);
  const areas: ShadedArea[] = [];
  if (dy > 0) areas.push({ x0: 0, y0: 0, x1: width, y1: dy });
  if (dy < 0) areas.push({ x0: 0, y0: height + dy, x1: width, y1: height });
  if (dx > 0) areas.push({ x0: 0, y0: 0, x1: dx, y1: height });
  if (dx < 0) areas.push({ x0: width + dx, y0: 0, x1: width, y1: height });
  return areas;
}
