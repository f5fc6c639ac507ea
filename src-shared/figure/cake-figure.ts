import type { Cake } from '../model/cake.ts';
import { radialUnit } from '../quantity/radial-unit.ts';
import { axesItems, axisMargin, BOTTOM_MARGIN, TITLE_MARGIN, TYPE_SIZE } from './axes-figure.ts';
import { axisTicks } from './axis-ticks.ts';
import { azimuthExtent, binEdges, degreeTicks } from './cake-axes.ts';
import { BAR_MARGIN, colourBarItems, type Colouring } from './colour-bar.ts';
import { colourTable } from './colour-maps.ts';
import type { Figure } from './figure.ts';
import { scaleConstants } from './intensity-scale.ts';
import { percentileLevels } from './picture-levels.ts';
import { plotFrame } from './plot-layout.ts';
import { shadeCake } from './shade-cake.ts';

const WIDTH = 540;
const HEIGHT = 380;
const PIXELS_PER_POINT = 2;
const NO_DATA = 0xffe6e1dc; // little-endian RGBA: pale, unlike any colour of a map

export interface CakeFigureContent extends Partial<Colouring> {
  readonly cake: Pick<Cake, 'shape' | 'radialUnit' | 'radial' | 'azimuth' | 'azimuthWidth' | 'intensity'>;
  readonly title: string;
}

/** A cake for paper: azimuth over the radial axis, and what the colours mean. */
export function cakeFigure({ cake, title, ...chosen }: CakeFigureContent): Figure {
  const { levels = percentileLevels(cake.intensity), scale = 'log', colourMap = 'inferno' } = chosen;
  const edges = binEdges(cake.radial);
  const x = [edges[0]!, edges[edges.length - 1]!] as const;
  const y = azimuthExtent(cake);
  const height = HEIGHT - TITLE_MARGIN - BOTTOM_MARGIN;
  const yAxis = { ticks: degreeTicks(y, height, 2 * TYPE_SIZE), label: 'Azimuth χ' };
  const margins = { left: axisMargin(yAxis) + 4, right: BAR_MARGIN, top: TITLE_MARGIN, bottom: BOTTOM_MARGIN };
  const frame = plotFrame(WIDTH, HEIGHT, margins, x, y);
  const xAxis = { ticks: axisTicks('linear', x, frame.width, 6 * TYPE_SIZE), label: radialUnit(cake.radialUnit).label };
  const [columns, rows] = [Math.round(frame.width * PIXELS_PER_POINT), Math.round(frame.height * PIXELS_PER_POINT)];
  const words = new Uint32Array(columns * rows);
  const table = colourTable(colourMap);
  shadeCake(
    {
      cake,
      edges,
      x,
      y,
      width: columns,
      height: rows,
      constants: scaleConstants(scale, levels),
      colours: new Uint32Array(table.buffer, table.byteOffset, 256),
      noData: NO_DATA,
    },
    words,
  );
  const { left, top, width } = frame;
  return {
    width: WIDTH,
    height: HEIGHT,
    title,
    items: [
      {
        kind: 'raster',
        x: left,
        y: top,
        width,
        height: frame.height,
        shape: [rows, columns],
        rgb: withoutAlpha(words),
      },
      ...axesItems(frame, { x: xAxis, y: yAxis }, title),
      ...colourBarItems(frame, { levels, scale, colourMap }),
    ],
  };
}

function withoutAlpha(words: Uint32Array): Uint8Array {
  const rgb = new Uint8Array(3 * words.length);
  for (let i = 0; i < words.length; i++) {
    rgb[3 * i] = words[i]! & 255;
    rgb[3 * i + 1] = (words[i]! >> 8) & 255;
    rgb[3 * i + 2] = (words[i]! >> 16) & 255;
  }
  return rgb;
}
