import type { DetectorImage } from '../model/detector-image.ts';
import { axesItems, axisMargin, BOTTOM_MARGIN, TITLE_MARGIN, TYPE_SIZE } from './axes-figure.ts';
import { axisTicks } from './axis-ticks.ts';
import { BAR_MARGIN, colourBarItems, type Colouring } from './colour-bar.ts';
import { colourTable } from './colour-maps.ts';
import type { Figure, FigureItem, Rgb } from './figure.ts';
import { scaledIntensity, scaleConstants } from './intensity-scale.ts';
import { plotFrame, screenX, screenY } from './plot-layout.ts';

/** Longest side of the picture itself, points. */
const SIDE = 440;
const NO_DATA: Rgb = [220, 225, 230];

export interface ImageFigureContent extends Colouring {
  readonly image: Pick<DetectorImage, 'shape' | 'samples'>;
  readonly title: string;
  /** Non-zero: masked, one per pixel. */
  readonly mask?: Uint8Array | null;
  /** Absent: masked pixels look like places without data. */
  readonly maskColour?: Rgb;
  /** x0, y0, x1, y1 … in pixels from the top left corner, NaN between. */
  readonly lines?: readonly { readonly points: ArrayLike<number>; readonly colour: Rgb }[];
  /** Without axes, title and colours the picture is the image alone, one point for each pixel. Absent: with. */
  readonly axes?: boolean;
}

/** An image for paper, row 0 on top, axes in pixels. */
export function imageFigure(content: ImageFigureContent): Figure {
  const { image, title, axes = true } = content;
  const [rows, columns] = image.shape;
  const rgb = shadeImage(content);
  if (!axes) {
    const raster: FigureItem = { kind: 'raster', x: 0, y: 0, width: columns, height: rows, shape: image.shape, rgb };
    const frame = plotFrame(columns, rows, { left: 0, right: 0, top: 0, bottom: 0 }, [0, columns], [rows, 0]);
    return { width: columns, height: rows, title, items: [raster, ...lineItems(content, frame)] };
  }
  const scale = SIDE / Math.max(rows, columns);
  const [width, height] = [columns * scale, rows * scale];
  const yAxis = { ticks: axisTicks('linear', [0, rows], height, 2.6 * TYPE_SIZE), label: 'Row (px)' };
  const xAxis = { ticks: axisTicks('linear', [0, columns], width, 6 * TYPE_SIZE), label: 'Column (px)' };
  const margins = { left: axisMargin(yAxis) + 4, right: BAR_MARGIN, top: TITLE_MARGIN, bottom: BOTTOM_MARGIN };
  const page = {
    width: Math.ceil(width + margins.left + margins.right),
    height: Math.ceil(height + margins.top + margins.bottom),
  };
  // Rows count downwards.
  const frame = {
    ...plotFrame(page.width, page.height, margins, [0, columns], [rows, 0] as const),
    width,
    height,
  };
  const { left, top } = frame;
  return {
    ...page,
    title,
    items: [
      { kind: 'raster', x: left, y: top, width, height, shape: image.shape, rgb },
      { kind: 'clip', x: left, y: top, width, height, items: lineItems(content, frame) },
      ...axesItems(frame, { x: xAxis, y: yAxis }, title),
      ...colourBarItems(frame, content),
    ],
  };
}

function lineItems({ lines = [] }: ImageFigureContent, frame: Parameters<typeof screenX>[0]): FigureItem[] {
  return lines.map(({ points, colour }) => ({
    kind: 'line',
    points: Float64Array.from(points, (value, i) => (i % 2 === 0 ? screenX : screenY)(frame, value)),
    colour,
    width: 0.75,
  }));
}

/** Red, green and blue of each pixel; places that are no number are pale. */
function shadeImage({ image, mask, maskColour = NO_DATA, levels, scale, colourMap }: ImageFigureContent): Uint8Array {
  const { samples } = image;
  const constants = scaleConstants(scale, levels);
  const table = colourTable(colourMap);
  const rgb = new Uint8Array(3 * samples.length);
  for (let i = 0; i < samples.length; i++) {
    const value = samples[i]!;
    if (mask && mask[i] !== 0) rgb.set(maskColour, 3 * i);
    else if (!Number.isFinite(value)) rgb.set(NO_DATA, 3 * i);
    else {
      const at = 4 * Math.round(255 * scaledIntensity(constants, value));
      rgb[3 * i] = table[at]!;
      rgb[3 * i + 1] = table[at + 1]!;
      rgb[3 * i + 2] = table[at + 2]!;
    }
  }
  return rgb;
}
