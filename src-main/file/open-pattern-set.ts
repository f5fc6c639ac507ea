import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { HEAD_LENGTH } from '../../src-shared/format/image-reader.ts';
import { isFrameTableText, readFrameTableText } from '../../src-shared/format/read-frame-table.ts';
import { FormatError } from '../../src-shared/model/app-error.ts';
import type { RadialUnit } from '../../src-shared/model/pattern-1d.ts';
import { diskError } from './disk-error.ts';
import { stemOf } from './expand-inputs.ts';
import { openFileSource } from './file-source.ts';
import { withHdf5Patterns } from './hdf5-pattern-reader.ts';
import { hdf5Reader } from './hdf5-reader.ts';
import { openPattern } from './open-pattern.ts';

/** One of the patterns that a file of results holds. */
export interface SetPattern {
  /** As the results of its frame are called, without suffix: "scan_12", or "stack#3" for the fourth frame of stack. */
  readonly name: string;
  /** null where the file does not say it. */
  readonly radialUnit: RadialUnit | null;
  readonly radial: Float64Array;
  /** NaN where nothing was measured. */
  readonly intensity: Float64Array;
}

const MAX_TABLE_BYTES = 256 * 2 ** 20; // a string of JavaScript has at most twice as much

/**
 * Reads all patterns of a file of results, one after the other: a pattern as text, an HDF5 file with a row for each
 * frame, or a table.
 *
 * @param take  called for each; false ends the reading
 * @throws AppError  'not-found', 'forbidden' or 'disk'
 * @throws FormatError  if it holds no pattern, or is damaged
 */
export async function openPatternSet(
  path: string,
  take: (pattern: SetPattern) => Promise<boolean>,
  signal: AbortSignal,
): Promise<void> {
  const name = basename(path);
  const { head, isHdf5 } = await readHead(path, signal);
  if (isHdf5) {
    await withHdf5Patterns(path, name, async ({ radialUnit, radial, frameCount, frames, intensity }) => {
      for (let row = 0; row < frameCount; row++) {
        const own = frames?.[row];
        const stem = own ? stemOf(own.image.split('::', 1)[0]!) : stemOf(name).replace(/\.nxcansas$/, '');
        const pattern = { name: `${stem}#${own?.frame ?? row}`, radialUnit, radial, intensity: intensity(row) };
        if (!(await take(pattern))) return;
      }
    });
    return;
  }
  if (isFrameTableText(new TextDecoder().decode(head))) return readTable(path, name, take);
  const { radialUnit, radial, intensity } = await openPattern(path, 0, signal);
  await take({ name: stemOf(name), radialUnit, radial, intensity });
}

async function readHead(path: string, signal: AbortSignal): Promise<{ head: Uint8Array; isHdf5: boolean }> {
  const file = await openFileSource(path);
  try {
    const head = await file.read(0, Math.min(HEAD_LENGTH, file.size), signal);
    return { head, isHdf5: hdf5Reader.recognises(head, file) };
  } finally {
    await file.close();
  }
}

async function readTable(path: string, name: string, take: (pattern: SetPattern) => Promise<boolean>): Promise<void> {
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > MAX_TABLE_BYTES)
      throw new FormatError(
        'table',
        `${name} has ${Math.round(size / 2 ** 20)} MiB of text, too much to be read at once: use the table as HDF5.`,
      );
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw cause instanceof FormatError ? cause : diskError(cause, path);
  }
  const { radialUnit, radial, names, intensity } = readFrameTableText(name, text);
  for (const [i, column] of names.entries()) {
    const [, image = column, frame] = /^(.*?)(?:\[(\d+)\])?$/s.exec(column) ?? [];
    const stem = stemOf(image.split('::', 1)[0]!);
    const own = intensity.subarray(i * radial.length, (i + 1) * radial.length);
    const pattern = { name: frame === undefined ? stem : `${stem}#${frame}`, radialUnit, radial, intensity: own };
    if (!(await take(pattern))) return;
  }
}
