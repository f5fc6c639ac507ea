import { FormatError } from '../model/app-error.ts';
import type { SaxsdogGeometryPart, SaxsdogMask, SaxsdogSlice } from '../model/schema-types.generated.ts';
import { toDegrees, toRadians } from '../quantity/angle.ts';
import { parseSaxsdogDocument, saxsdogSchema } from './saxsdog-calibration-file.ts';
import type { SaxsdogPatch } from './saxsdog-patch.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** Quantities of Fit2D's report: the number after "=" of a line that has these words, and lacks that. */
const FIT2D_LINES = [
  { key: 'centre', words: /beam\s+cent(re|er)/i, without: /\bmm\b/i },
  { key: 'rotation', words: /tilt\s+plane/i, without: /^$/ },
  { key: 'tilt', words: /\btilt\b/i, without: /tilt\s+plane/i },
  { key: 'distance', words: /distance/i, without: /^$/ },
  { key: 'wavelength', words: /wavelength/i, without: /^$/ },
] as const;

/**
 * What Fit2D prints when it has refined a geometry: lines "Refined … = …" or "Best fit … = …", with or without "INFO:".
 * Rows are counted from the bottom there, as SAXSdog does.
 *
 * @returns undefined if the text has no such line
 * @throws FormatError  if a line has no number where one belongs
 */
export function parseFit2dReport(text: string): SaxsdogPatch | undefined {
  const found = new Map<string, number[]>();
  for (const line of text.split(/\r?\n/)) {
    if (!/\b(refined|best\s+fit)\b/i.test(line)) continue;
    const [label = '', value] = line.split('=');
    const match = FIT2D_LINES.find(({ words, without }) => words.test(label) && !without.test(line));
    if (!match || value === undefined) continue;
    const numbers = (value.match(/[-+]?(\d+\.?\d*|\.\d+)([eEdD][-+]?\d+)?/g) ?? []).map((token) =>
      Number(token.replace(/d/i, 'e')),
    );
    if (numbers.length < (match.key === 'centre' ? 2 : 1))
      throw new FormatError('fit2d-report', `"${line.trim()}" has no number where one was expected.`);
    found.set(match.key, numbers); // Fit2D refines several times: the last one counts
  }
  if (found.size === 0) return undefined;
  const geometry: Partial<SaxsdogGeometryPart> = {};
  const [x, y] = found.get('centre') ?? [];
  if (x !== undefined && y !== undefined) geometry.BeamCenter = [y, x];
  const [distance] = found.get('distance') ?? [];
  if (distance !== undefined) geometry.DedectorDistanceMM = distance;
  const [rotation] = found.get('rotation') ?? [];
  const [tilt] = found.get('tilt') ?? [];
  if (rotation !== undefined || tilt !== undefined)
    geometry.Tilt = { TiltRotDeg: rotation ?? 0, TiltAngleDeg: tilt ?? 0 };
  const [wavelength] = found.get('wavelength') ?? [];
  return { Geometry: geometry, ...(wavelength === undefined ? {} : { Wavelength: wavelength }) };
}

/** Calibration parameters of Nika (Igor Pro) for one of the two detectors it was used with. */
export interface NikaValues {
  /** 1: 1M, 1043 × 981 pixels; 2: 100K, 195 × 487 */
  readonly detector: 1 | 2;
  /** px, column and row of the beam */
  readonly centreX: number;
  readonly centreY: number;
  /** deg, horizontal and vertical tilt */
  readonly tiltX: number;
  readonly tiltY: number;
  /** mm */
  readonly distance: number;
  /** Å */
  readonly wavelength: number;
}

const NIKA_SHAPES = { 1: [1043, 981], 2: [195, 487] } as const;

export function patchFromNika(nika: NikaValues): SaxsdogPatch {
  const [rows, columns] = NIKA_SHAPES[nika.detector];
  const vertical = Math.sin(toRadians(nika.tiltY));
  const horizontal = Math.sin(toRadians(-nika.tiltX));
  return {
    Geometry: {
      Imagesize: [rows, columns],
      BeamCenter: [rows - nika.centreY - 0.5, nika.centreX + 0.5],
      DedectorDistanceMM: nika.distance,
      Tilt: {
        TiltAngleDeg: toDegrees(Math.asin(Math.hypot(horizontal, vertical))),
        TiltRotDeg: toDegrees(Math.atan2(vertical, horizontal)),
      },
    },
    Wavelength: nika.wavelength,
  };
}

const NIKA_KEYS = [
  ['det', 'detector'],
  ['eX', 'BeamCenterX'],
  ['eY', 'BeamCenterY'],
  ['erX', 'HorizontalTilt'],
  ['erY', 'VerticalTilt'],
  ['eSD', 'SampleToCCDDistance'],
  ['eWL', 'Wavelength'],
] as const;

/**
 * Nika's values as text: `eX = 387.27` and so on, in lines or with semicolons or commas between; det (1 for 1M, 2 for 100K), eX,
 * eY, erX, erY, eSD, eWL, or Nika's own names.
 *
 * @returns undefined if the text has no beam centre of Nika's
 * @throws FormatError  if some of the values are missing
 */
export function parseNikaValues(text: string): SaxsdogPatch | undefined {
  const values = new Map<string, number>();
  for (const part of text.split(/[\r\n;,]+/)) {
    const match = /^\s*"?(\w+)"?\s*[=:]\s*([-+\d.eE]+)\s*$/.exec(part.replace(/^\s*\{|\}\s*$/g, ''));
    if (match) values.set(match[1]!.toLowerCase(), Number(match[2]));
  }
  const list = NIKA_KEYS.map((names) => names.map((name) => values.get(name.toLowerCase())).find((one) => one !== undefined)); // prettier-ignore
  const [detector = 1, centreX, centreY, tiltX = 0, tiltY = 0, distance, wavelength] = list;
  if (centreX === undefined || centreY === undefined) return undefined;
  if (distance === undefined || wavelength === undefined || (detector !== 1 && detector !== 2))
    throw new FormatError(
      'nika',
      'Nika’s values are not complete: det (1 or 2), eX, eY, erX, erY, eSD and eWL were expected.',
    );
  return patchFromNika({ detector, centreX, centreY, tiltX, tiltY, distance, wavelength });
}

/**
 * A SAXSdog calibration, also in the older flat form, as far as its keys are known.
 *
 * @returns the patch and the keys that were left out; undefined if the JSON is none
 * @throws JsonTextError  if the text is not JSON
 */
export function parseOlderSaxsdog(text: string): { patch: SaxsdogPatch; ignored: string[] } | undefined {
  const { value } = parseSaxsdogDocument(text);
  if (!isObject(value)) return undefined;
  if (isObject(value['Geometry'])) return pickKnown(value);
  if (!('BeamCenter' in value)) return undefined;
  const geometryKeys = Object.keys(saxsdogSchema.properties!['Geometry']!.properties!);
  const maskKeys = ['MaskFile', 'Oversampling', 'PixelPerRadialElement', 'Name', 'qStart', 'qStop', 'Phi-mode'];
  const nested = { Geometry: {}, Masks: [{}] } as {
    Geometry: Record<string, unknown>;
    Masks: [Record<string, unknown>];
  };
  const others: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) {
    const name = { DetectorDistanceMM: 'DedectorDistanceMM', ImageSize: 'Imagesize' }[key] ?? key;
    (geometryKeys.includes(name) ? nested.Geometry : maskKeys.includes(name) ? nested.Masks[0] : others)[name] = entry;
  }
  return pickKnown({ ...others, ...nested });
}

function pickKnown(value: JsonObject): { patch: SaxsdogPatch; ignored: string[] } {
  const ignored: string[] = [];
  const known = new Set(Object.keys(saxsdogSchema.properties!));
  const patch: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value))
    if (known.has(key)) patch[key] = entry;
    else ignored.push(key);
  const slices = patch['Slices'] as SaxsdogSlice[] | undefined;
  if (Array.isArray(slices) && slices.length === 0) delete patch['Slices'];
  const masks = patch['Masks'] as Partial<SaxsdogMask>[] | undefined;
  if (masks !== undefined && !Array.isArray(masks)) delete patch['Masks'];
  return { patch: patch as SaxsdogPatch, ignored };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
