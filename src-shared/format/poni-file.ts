import { validateCalibration } from '../geometry/validate-calibration.ts';
import { FormatError } from '../model/app-error.ts';
import type { Calibration, Geometry } from '../model/schema-types.generated.ts';
import { detectorOfVersion1, detectorOfVersion2, poniDetector } from './poni-detector.ts';
import {
  isAbsent,
  isTrue,
  optionalNumber,
  PONI_ID,
  poniEntries,
  requiredNumber,
  type PoniEntries,
} from './poni-entries.ts';

/** A calibration as read from a file. */
export interface ParsedCalibration {
  readonly calibration: Calibration;
  /** One sentence each. */
  readonly warnings: readonly string[];
}

/** No calibration is longer, appended ones included. */
const MAX_LENGTH = 10_000_000;

/**
 * Reads a .poni file of version 1, 2, 2.1 or 3, as text or as JSON.
 *
 * Files are appended to: the last value of a key wins. Keys are case-insensitive.
 *
 * @throws FormatError  if this is no .poni file, or a key is missing or unreadable
 * @throws AppError  'calibration' if its numbers cannot be used (NaN, absurd sizes)
 */
export function parsePoni(text: string): ParsedCalibration {
  if (text.length > MAX_LENGTH) throw new FormatError(PONI_ID, 'This is not a .poni file: it is far too long.');
  const entries = poniEntries(text);
  const warnings: string[] = [];
  const version = versionOf(entries, warnings);
  const geometry = geometryOf(entries, warnings);
  const detector = version === 1 ? detectorOfVersion1(entries, warnings) : detectorOfVersion2(entries, warnings);
  if (isTrue(entries.get('parallax')))
    warnings.push('The file asks for a parallax correction, which is not applied: angles may differ slightly.');
  const calibration = { geometry, detector };
  validateCalibration(calibration);
  return { calibration, warnings };
}

/** Whether a text is worth giving to {@link parsePoni}: it has the lines or keys of a .poni file. */
export function looksLikePoni(text: string): boolean {
  const head = text.slice(0, 65536);
  if (/^\s*\uFEFF?\{/.test(head)) return /"poni1"\s*:/i.test(head);
  return /^[ \t]*poni1[ \t]*:/im.test(head) || /^[ \t]*poni_version[ \t]*:/im.test(head);
}

function versionOf(entries: PoniEntries, warnings: string[]): number {
  const found = entries.get('poni_version');
  if (isAbsent(found)) return entries.has('detector_config') ? 2 : 1;
  const version = Number(found);
  if (!(version >= 1))
    throw new FormatError(PONI_ID, `poni_version is "${String(found)}": 1, 2, 2.1 or 3 was expected.`);
  if (version >= 4)
    warnings.push(`poni_version ${version} is newer than this program knows: entries it does not know are ignored.`);
  return version;
}

function geometryOf(entries: PoniEntries, warnings: string[]): Geometry {
  const geometry = {
    dist: requiredNumber(entries, isAbsent(entries.get('distance')) ? 'dist' : 'distance', 'Distance'),
    poni1: requiredNumber(entries, 'poni1'),
    poni2: requiredNumber(entries, 'poni2'),
    rot1: requiredNumber(entries, 'rot1'),
    rot2: requiredNumber(entries, 'rot2'),
    rot3: requiredNumber(entries, 'rot3'),
  };
  const wavelength = optionalNumber(entries, 'wavelength');
  if (wavelength === 0) warnings.push('The wavelength in the file is 0: it is taken as not known.');
  return wavelength === undefined || wavelength === 0 ? geometry : { ...geometry, wavelength };
}

/** What a written file says about its making. */
export interface PoniOrigin {
  /** "annulus 0.1.0" */
  readonly program: string;
  /** Text for people; absent: the file carries no date. */
  readonly date?: string;
}

/**
 * Writes a .poni file that pyFAI reads back to the last bit: version 2 for orientation 3, which old ones read too, otherwise
 * 2.1.
 *
 * @throws AppError  'calibration' if the calibration cannot be used
 */
export function formatPoni(calibration: Calibration, { program, date }: PoniOrigin): string {
  validateCalibration(calibration);
  const { geometry, detector } = calibration;
  const { name, config } = poniDetector(detector);
  const lines = [
    '# Nota: C-Order, 1 refers to the Y axis, 2 to the X axis',
    `# Calibration written by ${program}${date === undefined ? '' : ` on ${date}`}`.replace(/[\r\n]+/g, ' '),
    `poni_version: ${detector.orientation === 3 ? '2' : '2.1'}`,
    `Detector: ${name}`,
    `Detector_config: ${spacedJson(config)}`,
    `Distance: ${geometry.dist}`,
    `Poni1: ${geometry.poni1}`,
    `Poni2: ${geometry.poni2}`,
    `Rot1: ${geometry.rot1}`,
    `Rot2: ${geometry.rot2}`,
    `Rot3: ${geometry.rot3}`,
  ];
  if (geometry.wavelength !== undefined) lines.push(`Wavelength: ${geometry.wavelength}`);
  return `${lines.join('\n')}\n`;
}

/** The JSON form of a .poni file, as pyFAI's integration settings embed it. Errors as in {@link formatPoni}. */
export function formatPoniJson(calibration: Calibration): string {
  validateCalibration(calibration);
  const { geometry, detector } = calibration;
  const { name, config } = poniDetector(detector);
  const { dist, poni1, poni2, rot1, rot2, rot3, wavelength } = geometry;
  const json = {
    poni_version: detector.orientation === 3 ? 2 : 2.1,
    detector: name,
    detector_config: config,
    dist,
    poni1,
    poni2,
    rot1,
    rot2,
    rot3,
    ...(wavelength !== undefined && { wavelength }),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** JSON on one line, with the blanks that Python writes. */
function spacedJson(config: Readonly<Record<string, unknown>>): string {
  const value = (item: unknown): string =>
    Array.isArray(item) ? `[${item.map(value).join(', ')}]` : JSON.stringify(item);
  const entries = Object.entries(config).map(([key, item]) => `${JSON.stringify(key)}: ${value(item)}`);
  return `{${entries.join(', ')}}`;
}
