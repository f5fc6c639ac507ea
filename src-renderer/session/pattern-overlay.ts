import type { SavedOverlay } from '../../src-shared/model/schema-types.generated.ts';
import type { FileRef } from '../../src-shared/rpc/contract.ts';
import { isDisplayUnit, type DisplayUnit } from './radial-axis.ts';

/** Points of a pattern that was on screen. */
export interface KeptCurve {
  readonly radialUnit: DisplayUnit;
  /** m; absent: not known */
  readonly wavelength?: number;
  readonly radial: Float64Array;
  /** One per `radial`; NaN where nothing was measured. */
  readonly intensity: Float64Array;
}

/** Where the points of an overlay are. `radialUnit` is assumed for a file that does not say its own. */
export type OverlaySource =
  | { readonly kind: 'kept'; readonly curve: KeptCurve }
  | { readonly kind: 'file'; readonly ref: FileRef; readonly radialUnit?: DisplayUnit };

/** A pattern laid over the one of the image. Drawn is scale · intensity + offset. */
export interface PatternOverlay {
  readonly id: number;
  readonly label: string;
  /** `--token` or CSS colour */
  readonly colour: string;
  readonly scale: number;
  readonly offset: number;
  readonly visible: boolean;
  readonly source: OverlaySource;
}

/** Told apart by colour-blind people too; --plot-1 belongs to the pattern of the image. */
export const OVERLAY_COLOURS = ['--plot-2', '--plot-3', '--plot-4', '--plot-5', '--plot-6'] as const;

/** The colour that is used least, the first of them. */
export function freeColour(
  used: readonly { readonly colour: string }[],
  colours: readonly string[] = OVERLAY_COLOURS,
): string {
  const count = (colour: string): number => used.filter((other) => other.colour === colour).length;
  return colours.reduce((best, colour) => (count(colour) < count(best) ? colour : best));
}

/** The colour after this one. */
export function nextColour(colour: string, colours: readonly string[] = OVERLAY_COLOURS): string {
  return colours[(colours.indexOf(colour) + 1) % colours.length]!;
}

/** "scan.tif", "scan.tif (2)", …: a name that no other has. */
export function freeLabel(label: string, used: readonly { readonly label: string }[]): string {
  const isTaken = (name: string): boolean => used.some((other) => other.label === name);
  if (!isTaken(label)) return label;
  let number = 2;
  while (isTaken(`${label} (${number})`)) number++;
  return `${label} (${number})`;
}

export function overlayToJson({ source, ...overlay }: PatternOverlay): SavedOverlay {
  if (source.kind === 'file') {
    const { ref, radialUnit } = source;
    return { ...overlay, ref, ...(radialUnit === undefined ? {} : { radialUnit }) };
  }
  const { radialUnit, wavelength, radial, intensity } = source.curve;
  return {
    ...overlay,
    radialUnit,
    ...(wavelength === undefined ? {} : { wavelength }),
    radial: toBase64(radial),
    intensity: toBase64(intensity),
  };
}

/** An overlay whose points cannot be read comes back without any. */
export function overlayFromJson(saved: SavedOverlay): PatternOverlay {
  const { ref, radialUnit, wavelength, radial = '', intensity = '', ...overlay } = saved;
  const unit = isDisplayUnit(radialUnit) ? radialUnit : undefined;
  if (ref !== undefined)
    return { ...overlay, source: { kind: 'file', ref, ...(unit === undefined ? {} : { radialUnit: unit }) } };
  const [x, y] = [fromBase64(radial), fromBase64(intensity)];
  const isWhole = x.length === y.length && unit !== undefined;
  return {
    ...overlay,
    source: {
      kind: 'kept',
      curve: {
        radialUnit: unit ?? '2th_deg',
        ...(wavelength === undefined ? {} : { wavelength }),
        radial: isWhole ? x : new Float64Array(0),
        intensity: isWhole ? y : new Float64Array(0),
      },
    },
  };
}

/** The session is saved after every change, the points of an overlay never change: they are written out once. */
const texts = new WeakMap<Float64Array, string>();
const PIECE = 0x2000; // most arguments of one call

function toBase64(values: Float64Array): string {
  const known = texts.get(values);
  if (known !== undefined) return known;
  const bytes = new Uint8Array(8 * values.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat64(8 * i, values[i]!, true);
  let characters = '';
  for (let i = 0; i < bytes.length; i += PIECE) characters += String.fromCharCode(...bytes.subarray(i, i + PIECE));
  const text = btoa(characters);
  texts.set(values, text);
  return text;
}

function fromBase64(text: string): Float64Array {
  let characters: string;
  try {
    characters = atob(text);
  } catch {
    return new Float64Array(0);
  }
  const bytes = Uint8Array.from(characters, (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: bytes.length >> 3 }, (_, i) => view.getFloat64(8 * i, true));
}
