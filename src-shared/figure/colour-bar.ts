import { TYPE_SIZE } from './axes-figure.ts';
import { axisTicks } from './axis-ticks.ts';
import type { AxisScale } from './axis-scale.ts';
import { colourTable, type ColourMapId } from './colour-maps.ts';
import { INK, type FigureItem } from './figure.ts';
import { scaledIntensity, scaleConstants, type IntensityScale, type Levels } from './intensity-scale.ts';
import type { PlotFrame } from './plot-layout.ts';

/** How intensities are coloured. */
export interface Colouring {
  readonly levels: Levels;
  readonly scale: IntensityScale;
  readonly colourMap: ColourMapId;
}

const GAP = 8;
const WIDTH = 10;
/** Space that the bar needs to the right of a frame, points. */
export const BAR_MARGIN = GAP + WIDTH + 4 + 7 * TYPE_SIZE * 0.6 + 6;
const STEPS = 128;

/** Which colour stands for which intensity, to the right of a frame. */
export function colourBarItems({ left, top, width, height }: PlotFrame, colouring: Colouring): FigureItem[] {
  const { levels, scale, colourMap } = colouring;
  const table = colourTable(colourMap);
  const rgb = new Uint8Array(3 * STEPS);
  for (let i = 0; i < STEPS; i++)
    rgb.set(table.subarray(4 * Math.round((255 * (STEPS - 1 - i)) / (STEPS - 1))).subarray(0, 3), 3 * i);
  const x = left + width + GAP;
  const constants = scaleConstants(scale, levels);
  const low = scale === 'log' ? constants.floor : levels[0];
  const y = (value: number): number => top + height * (1 - scaledIntensity(constants, value));
  const axis: AxisScale = scale === 'log' ? 'log' : 'linear';
  const [from, to] = scale === 'log' ? [Math.log10(low), Math.log10(levels[1])] : [low, levels[1]];
  const ticks = axisTicks(axis, [from, to], height, 2.6 * TYPE_SIZE).filter(isFree(y));
  const text = { kind: 'text', size: TYPE_SIZE, colour: INK, anchor: 'start' } as const;
  return [
    { kind: 'raster', x, y: top, width: WIDTH, height, shape: [STEPS, 1], rgb },
    {
      kind: 'line',
      points: [x, top, x + WIDTH, top, x + WIDTH, top + height, x, top + height, x, top],
      colour: INK,
      width: 0.5,
    },
    ...ticks.flatMap(({ value, label }): FigureItem[] => [
      { kind: 'line', points: [x + WIDTH, y(value), x + WIDTH + 3, y(value)], colour: INK, width: 0.5 },
      { ...text, text: label, x: x + WIDTH + 5, y: y(value) + TYPE_SIZE * 0.35 },
    ]),
  ];
}

/** Scales that are not even along the bar crowd their numbers at one end. */
function isFree(place: (value: number) => number): (tick: { readonly value: number }) => boolean {
  let last = Infinity;
  return ({ value }) => {
    if (last - place(value) < 1.6 * TYPE_SIZE) return false;
    last = place(value);
    return true;
  };
}
