import { basename } from 'node:path';
import { type CalibrationFile, parseCalibrationFile } from '../../src-shared/format/calibration-format.ts';
import type { ImageSummary, OpenImage } from '../../src-shared/format/image-reader.ts';
import { findDetector } from '../../src-shared/detector/detector-catalogue.ts';
import { guessDetectors } from '../../src-shared/detector/guess-detectors.ts';
import { parseJsonText } from '../../src-shared/json/json-text.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { formatShape } from '../../src-shared/model/detector-image.ts';
import type { FileKind } from '../../src-shared/rpc/contract.ts';
import { fileKind } from '../file/file-kind.ts';
import { imageReaders } from '../file/image-readers.ts';
import { openImage } from '../file/open-image.ts';
import { readTextFile } from '../file/text-file.ts';
import { phaseOf } from './phase-of.ts';

/** What a file is, by its content. */
export interface Identity {
  readonly kind: FileKind;
  /** One sentence for people. */
  readonly summary: string;
  readonly image?: ImageSummary;
  readonly calibration?: CalibrationFile;
  /** Why it is "unknown". */
  readonly error?: AppError;
}

/** Formats that hold nothing but masks. */
const MASK_FORMATS: readonly string[] = ['fit2d-mask'];

/**
 * Reads enough of a file to say what it is. The suffix only decides what to try first.
 *
 * @param dataset  inside an HDF5 file
 * @throws AppError  "not-found", "forbidden" or "disk"; a file that nobody knows is "unknown" and no error
 */
export async function identifyFile(path: string, signal?: AbortSignal, dataset?: string): Promise<Identity> {
  const name = basename(path);
  const isImageFirst = (['image', 'mask'].includes(fileKind(name)) && !/\.json$/i.test(name)) || dataset !== undefined;
  const asText = (): Promise<Identity | undefined> => identifyText(path, name);
  const asImage = (): Promise<Identity | undefined> => identifyImage(path, name, dataset, signal);
  let failure: AppError | undefined;
  for (const attempt of isImageFirst ? [asImage, asText] : [asText, asImage]) {
    try {
      const found = await attempt();
      if (found) return found;
    } catch (cause) {
      const error = AppError.from(cause);
      if (error.code !== 'format' && error.code !== 'calibration' && error.code !== 'usage') throw error;
      failure ??= error;
    }
  }
  const error = failure ?? new AppError('format', `${name} is none of the files that annulus knows.`);
  return { kind: 'unknown', summary: error.message, error };
}

async function identifyImage(
  path: string,
  name: string,
  dataset: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Identity> {
  const image = await openImage(path, { dataset, signal });
  const { summary } = image;
  let isMask = MASK_FORMATS.includes(summary.formatId) || fileKind(name) === 'mask';
  try {
    isMask ||= await isZerosAndOnes(image, signal);
  } finally {
    await image.close();
  }
  const label = imageReaders.find((reader) => reader.id === summary.formatId)?.label ?? summary.formatId;
  const frames = summary.frameCount > 1 ? `, ${summary.frameCount} frames` : '';
  const size = `${formatShape(summary.shape)}, ${summary.sampleType}${frames}`;
  const [guess] = guessDetectors(summary.shape, summary.metadata);
  const isFromCatalogue = guess !== undefined && findDetector(guess.detector.name) !== undefined;
  const detector = isFromCatalogue && !isMask ? `${guess.label} ` : '';
  return {
    kind: isMask ? 'mask' : 'image',
    summary: `${detector}${isMask ? 'mask' : 'image'}, ${size} (${label}).`,
    image: summary,
  };
}

/** A single frame of bytes that holds zeros and ones, and both of them, is a mask: numpy's bool, for one. */
async function isZerosAndOnes(image: OpenImage, signal: AbortSignal | undefined): Promise<boolean> {
  const { sampleType, frameCount } = image.summary;
  if (sampleType !== 'uint8' || frameCount !== 1) return false;
  const { samples } = await image.readFrame(0, signal);
  return samples.every((value) => value <= 1) && samples.includes(0) && samples.includes(1);
}

async function identifyText(path: string, name: string): Promise<Identity | undefined> {
  const text = await readTextFile(path);
  const json = parseJson(text);
  if (isObject(json) && json['command'] === 'integrate' && 'settings' in json)
    return { kind: 'recipe', summary: 'Recipe of annulus integrate.' };
  if (isObject(json) && Array.isArray(json['maskLayers']) && 'maskVersion' in json)
    return { kind: 'mask', summary: `Mask of ${json['maskLayers'].length} layers that can be edited.` };
  if (isObject(json) && 'workspace' in json && 'savedAt' in json) return { kind: 'session', summary: 'Saved session.' };
  if (isObject(json) || /^[ \t]*(poni1|poni_version)[ \t]*:/im.test(text)) {
    const calibration = parseCalibrationFile(name, text);
    return { kind: 'calibration', summary: describeCalibration(calibration), calibration };
  }
  if (json === undefined && text.includes('"BeamCenter"')) parseJsonText(text); // says where it stops being JSON
  if (fileKind(name) === 'phase' || /^_cell_length_a\s/im.test(text)) {
    const { label, formatId, lines } = phaseOf(name, text);
    return { kind: 'phase', summary: `Phase ${label}, ${lines.length} lines (${formatId.toUpperCase()}).` };
  }
  if (fileKind(name) === 'points') {
    const count = text.match(/^\s*point\s*:/gim)?.length ?? 0;
    if (count > 0) return { kind: 'points', summary: `Control points (.npt), ${count} on rings.` };
  }
  return identifyColumns(text, fileKind(name));
}

/** Patterns have two columns of numbers or more, calibrant files one (d-spacings, Å). */
function identifyColumns(text: string, hint: FileKind): Identity | undefined {
  const rows = text.split(/\r?\n/);
  let best = { columns: 0, count: 0 };
  let run = 0;
  let columns = 0;
  for (const row of rows) {
    const values = row.replace(/[#!].*$/, '').trim();
    const parts = values === '' ? [] : values.split(/[\s,;]+/);
    const isNumbers =
      parts.length > 0 && parts.every((part) => /^[+-]?(nan|inf|\d*\.?\d+([eEdD][+-]?\d+)?|\d+\.)$/i.test(part));
    if (values === '' && run > 0) continue;
    if (!isNumbers || parts.length !== columns) run = 0;
    columns = isNumbers ? parts.length : 0;
    if (isNumbers) run++;
    if (run > best.count) best = { columns, count: run };
  }
  if (best.columns >= 2 && best.count >= 5)
    return { kind: 'pattern', summary: `Pattern, ${best.count} points in ${best.columns} columns.` };
  if (best.columns === 1 && best.count >= 1 && hint === 'calibrant')
    return { kind: 'calibrant', summary: `Calibrant, ${best.count} d-spacings.` };
  return undefined;
}

function describeCalibration({ calibration, formatId }: CalibrationFile): string {
  const { geometry, detector } = calibration;
  const wavelength =
    geometry.wavelength === undefined ? 'no wavelength' : `λ ${Number((geometry.wavelength * 1e10).toPrecision(6))} Å`;
  const kind = formatId === 'saxsdog' ? 'SAXSdog calibration' : 'Calibration (.poni)';
  const millimetres = Number((geometry.dist * 1e3).toPrecision(7));
  return `${kind}: ${detector.name}, distance ${millimetres} mm, ${wavelength}.`;
}

function parseJson(text: string): unknown {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
