import { parseCalibrationFile } from '../../src-shared/format/calibration-format.ts';
import {
  formatNewSaxsdogCalibration,
  formatSaxsdogDocument,
  newSaxsdogCalibration,
  parseSaxsdogDocument,
  requireSaxsdog,
  saxsdogIssues,
} from '../../src-shared/format/saxsdog-calibration-file.ts';
import { parseFit2dReport, parseNikaValues, parseOlderSaxsdog } from '../../src-shared/format/saxsdog-import.ts';
import { patchFromCalibration, patchSaxsdog, type SaxsdogPatch } from '../../src-shared/format/saxsdog-patch.ts';
import type { JsonDocument } from '../../src-shared/json/json-document.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { SaxsdogCalibration } from '../../src-shared/model/schema-types.generated.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { pathExists } from '../file/output-folder.ts';
import { readTextFile } from '../file/text-file.ts';

export interface ConvertSaxsdogOptions {
  readonly shape?: [number, number];
  readonly overwrite?: boolean;
  readonly template?: string;
}

/**
 * Writes what a file says of a calibration into a SAXSdog calibration: Fit2D's report, an older calibration, Nika's
 * values, or any calibration that is read. OUT, if it is a valid one already, or else the template keeps whatever the
 * file does not say; otherwise the defaults stand there.
 *
 * @returns warnings
 * @throws AppError  "format" or "calibration" if the file is none of these, or the result would not be valid;
 *   "exists" if OUT is something else
 */
export async function convertToSaxsdog(from: string, to: string, options: ConvertSaxsdogOptions): Promise<string[]> {
  const { patch, warnings } = readPatch(from, await readTextFile(from), options);
  const base = await baseOf(to, options);
  const value = patchSaxsdog((base?.value as SaxsdogCalibration | undefined) ?? newSaxsdogCalibration(), patch);
  requireSaxsdog(value, from);
  const text = base ? formatSaxsdogDocument(base, value) : formatNewSaxsdogCalibration(value);
  await writeWhole(to, text, { overwrite: true });
  return warnings;
}

function readPatch(
  name: string,
  text: string,
  { shape }: ConvertSaxsdogOptions,
): { readonly patch: SaxsdogPatch; readonly warnings: string[] } {
  if (/^\s*\uFEFF?\s*\{/.test(text)) {
    const older = parseOlderSaxsdog(text);
    if (older)
      return {
        patch: older.patch,
        warnings: older.ignored.map((key) => `${name}: the key ${key} is unknown to SAXSdog and was left out.`),
      };
  } else {
    const report = parseFit2dReport(text);
    if (report) return { patch: report, warnings: [] };
  }
  const nika = parseNikaValues(text);
  if (nika) return { patch: nika, warnings: [] };
  const { calibration, warnings } = parseCalibrationFile(name, text);
  const stored = shape ?? calibration.detector.shape;
  if (!stored)
    throw new AppError(
      'calibration',
      `${name} does not say how many pixels the detector has, and SAXSdog counts rows from the bottom: give --shape.`,
    );
  return { patch: patchFromCalibration(calibration, stored), warnings: [...warnings] };
}

/** The document that is updated; undefined for a new one. */
async function baseOf(to: string, { overwrite, template }: ConvertSaxsdogOptions): Promise<JsonDocument | undefined> {
  if (await pathExists(to)) {
    const document = await readDocument(to);
    if (document && saxsdogIssues(document.value).length === 0) return document;
    if (overwrite !== true)
      throw new AppError(
        'exists',
        `${to} is there and is no valid SAXSdog calibration that could be updated: give --overwrite to replace it.`,
      );
  }
  if (template === undefined) return undefined;
  const document = parseSaxsdogDocument(await readTextFile(template));
  requireSaxsdog(document.value, template);
  return document;
}

async function readDocument(path: string): Promise<JsonDocument | undefined> {
  try {
    return parseSaxsdogDocument(await readTextFile(path));
  } catch (cause) {
    if (AppError.from(cause).code === 'format') return undefined;
    throw cause;
  }
}
