import { FormatError } from '../model/app-error.ts';

/** Entries of a .poni file by lower-case key: text in the usual form, any JSON value in the JSON form. */
export type PoniEntries = ReadonlyMap<string, unknown>;

export const PONI_ID = 'poni';

/**
 * The entries of a .poni file, text or JSON. Files are appended to: the last value of a key wins.
 *
 * @throws FormatError  if this is neither
 */
export function poniEntries(text: string): PoniEntries {
  const trimmed = text.replace(/^\uFEFF/, '').trimStart();
  return trimmed.startsWith('{') ? jsonEntries(trimmed) : textEntries(trimmed);
}

function textEntries(text: string): PoniEntries {
  const entries = new Map<string, unknown>();
  for (const line of text.split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(':');
    if (line.startsWith('#') || colon < 0) continue;
    entries.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  if (!['distance', 'dist', 'poni1', 'poni_version', 'pixelsize1'].some((key) => entries.has(key)))
    throw new FormatError(
      PONI_ID,
      'This is not a .poni file: it has no "Distance:" and no "Poni1:" line; choose a calibration written by pyFAI, ' +
        'Dioptas or this program.',
    );
  return entries;
}

function jsonEntries(text: string): PoniEntries {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FormatError(PONI_ID, 'This is not a .poni file: it starts like JSON but is not valid JSON.', { cause });
  }
  const outer = lowerCaseKeys(value);
  const inner = outer.get('poni');
  const entries = isObject(inner) ? new Map([...outer, ...lowerCaseKeys(inner)]) : outer;
  if (!entries.has('poni1') && !entries.has('dist') && !entries.has('distance'))
    throw new FormatError(PONI_ID, 'This JSON file is not a calibration: it has no "dist" and no "poni1".');
  return entries;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lowerCaseKeys(value: unknown): Map<string, unknown> {
  return new Map(isObject(value) ? Object.entries(value).map(([key, entry]) => [key.toLowerCase(), entry]) : []);
}

/** The value of a key that holds JSON: an object, or its text. */
export function nestedEntries(value: unknown): PoniEntries {
  if (isAbsent(value)) return new Map();
  if (isObject(value)) return lowerCaseKeys(value);
  try {
    const parsed: unknown = JSON.parse(String(value));
    if (isObject(parsed)) return lowerCaseKeys(parsed);
  } catch {
    // Refused below, together with JSON that is no object.
  }
  throw new FormatError(PONI_ID, 'Detector_config in this .poni file is not a JSON object such as {"pixel1": 0.0001}.');
}

export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (typeof value === 'string' && /^none$/i.test(value));
}

export function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && /^(true|1)$/i.test(value));
}

export function optionalNumber(entries: PoniEntries, key: string, label = capitalised(key)): number | undefined {
  const value = entries.get(key);
  if (isAbsent(value)) return undefined;
  const number = typeof value === 'string' ? parseNumber(value) : value;
  if (typeof number !== 'number')
    throw new FormatError(PONI_ID, `${label} is ${JSON.stringify(value)} in this .poni file: a number was expected.`);
  return number;
}

export function requiredNumber(entries: PoniEntries, key: string, label = capitalised(key)): number {
  const value = optionalNumber(entries, key, label);
  if (value === undefined)
    throw new FormatError(
      PONI_ID,
      `${label} is missing in this .poni file: add a line "${label}: …" or write the calibration again.`,
    );
  return value;
}

/** As Python's float(): "nan" and "inf" are numbers, and refused later with their own sentence. */
function parseNumber(text: string): number | string {
  if (/^[+-]?nan$/i.test(text)) return NaN;
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
}

const capitalised = (key: string): string => key.charAt(0).toUpperCase() + key.slice(1);
