import type { PlotFrame } from '../../src-shared/figure/plot-layout.ts';
import { shadeCake } from '../../src-shared/figure/shade-cake.ts';

type Shading = Omit<Parameters<typeof shadeCake>[0], 'x' | 'y' | 'width' | 'height' | 'noData'>;

export interface CakePicture {
  /** Shades what the frame shows, on a canvas in device pixels. */
  draw(
    context: CanvasRenderingContext2D,
    frame: PlotFrame,
    pixelRatio: number,
    shading: Shading & { readonly noData: readonly [number, number, number, number] },
  ): void;
}

/** Draws the coloured bins of a cake; the pixels are kept from one drawing to the next. */
export function createCakePicture(): CakePicture {
  let pixels: ImageData | null = null;
  return {
    draw(context, frame, pixelRatio, { noData, ...shading }) {
      const width = Math.max(1, Math.round(frame.width * pixelRatio));
      const height = Math.max(1, Math.round(frame.height * pixelRatio));
      if (pixels?.width !== width || pixels.height !== height) pixels = context.createImageData(width, height);
      shadeCake(
        { ...shading, x: frame.x, y: frame.y, width, height, noData: wordOf(noData) },
        new Uint32Array(pixels.data.buffer),
      );
      context.putImageData(pixels, Math.round(frame.left * pixelRatio), Math.round(frame.top * pixelRatio));
    },
  };
}

/** As ImageData holds it. */
function wordOf([red, green, blue]: readonly [number, number, number, number]): number {
  const [word] = new Uint32Array(Uint8Array.of(red * 255, green * 255, blue * 255, 255).buffer);
  return word!;
}
