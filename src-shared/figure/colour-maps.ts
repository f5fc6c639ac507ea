import {
  interpolateCividis,
  interpolateInferno,
  interpolateMagma,
  interpolateRdBu,
  interpolateViridis,
} from 'd3-scale-chromatic';

export type ColourMapId = 'grey' | 'viridis' | 'inferno' | 'magma' | 'cividis' | 'hot' | 'jet';

/** With the one for differences, which is chosen by what is shown and never by hand. */
export type PictureMapId = ColourMapId | 'difference';

type Rgb = readonly [red: number, green: number, blue: number];

interface ColourMap {
  readonly id: ColourMapId;
  readonly label: string;
  /** Colour at t in [0, 1], components in [0, 1]. */
  readonly colour: (t: number) => Rgb;
}

const unit = (value: number) => Math.min(1, Math.max(0, value));

/** d3 answers "#rrggbb" or "rgb(r, g, b)". */
function parseColour(text: string): Rgb {
  const parts = text.startsWith('#')
    ? [text.slice(1, 3), text.slice(3, 5), text.slice(5, 7)].map((part) => Number.parseInt(part, 16))
    : (text.match(/\d+(\.\d+)?/g) ?? []).map(Number);
  return [parts[0]! / 255, parts[1]! / 255, parts[2]! / 255];
}

/** In the order in which they are offered. */
export const colourMaps: readonly ColourMap[] = [
  { id: 'inferno', label: 'Inferno', colour: (t) => parseColour(interpolateInferno(t)) },
  { id: 'magma', label: 'Magma', colour: (t) => parseColour(interpolateMagma(t)) },
  { id: 'viridis', label: 'Viridis', colour: (t) => parseColour(interpolateViridis(t)) },
  { id: 'cividis', label: 'Cividis', colour: (t) => parseColour(interpolateCividis(t)) },
  { id: 'grey', label: 'Grey', colour: (t) => [t, t, t] },
  // Black → red → yellow → white, breaks at 3/8 and 6/8 as in MATLAB's "hot".
  { id: 'hot', label: 'Hot', colour: (t) => [unit((t * 8) / 3), unit((t * 8) / 3 - 1), unit(t * 4 - 3)] },
  // Trapezoids of width 1/2 centred on 3/4, 1/2 and 1/4, as in MATLAB's "jet".
  {
    id: 'jet',
    label: 'Jet',
    colour: (t) => [unit(1.5 - Math.abs(4 * t - 3)), unit(1.5 - Math.abs(4 * t - 2)), unit(1.5 - Math.abs(4 * t - 1))],
  },
];

export const DEFAULT_COLOUR_MAP: ColourMapId = 'inferno';

/** Blue where there is less, white where nothing changed, red where there is more. */
const differenceColour: ColourMap['colour'] = (t) => parseColour(interpolateRdBu(1 - t));

const tables = new Map<PictureMapId, Uint8Array>();

/** 256 colours as RGBA bytes. The table is shared: do not write to it. */
export function colourTable(id: PictureMapId): Uint8Array {
  const known = tables.get(id);
  if (known) return known;
  const colour = id === 'difference' ? differenceColour : colourMaps.find((entry) => entry.id === id)?.colour;
  if (!colour) throw new RangeError(`no colour map "${id}"`);
  const table = new Uint8Array(256 * 4);
  for (let i = 0; i < 256; i++) {
    const [red, green, blue] = colour(i / 255);
    table.set([Math.round(red * 255), Math.round(green * 255), Math.round(blue * 255), 255], 4 * i);
  }
  tables.set(id, table);
  return table;
}
