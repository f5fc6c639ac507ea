import { basename } from 'node:path';
import { HDF5_PATTERN, NXCANSAS_PATTERN, patternTextFormats } from '../../src-shared/format/pattern-formats.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { RadialUnit } from '../../src-shared/model/pattern-1d.ts';
import { fileKind } from '../file/file-kind.ts';
import { compareNatural } from '../file/natural-order.ts';
import { openPatternSet } from '../file/open-pattern-set.ts';
import type { FrameLog } from './frame-log.ts';
import { resultNameOf } from './plan-outputs.ts';
import { createPatternRows, type PatternRows } from './pattern-rows.ts';

/** Patterns of another run, that a batch is compared with. */
export interface EarlierRun {
  /** null where its files do not say it: then that of the batch is assumed. */
  readonly radialUnit: RadialUnit | null;
  /** As the results of the frames are called; index = row. */
  names(): readonly string[];
  readonly rows: Pick<PatternRows, 'row'>;
}

/** An earlier run read from its results. */
export interface OpenedRun extends EarlierRun {
  /** Files that could not be used, each with its reason. */
  readonly failures: readonly { readonly name: string; readonly reason: string }[];
  close(): Promise<void>;
}

/**
 * Reads the results of an earlier run: one file with many patterns, or files with one or many each, in this order. One
 * that cannot be read, or has another unit than the first, is left out.
 *
 * @param onProgress  part of the files read
 * @throws AppError  if none of them can be used
 */
export async function openEarlierRun(
  paths: readonly string[],
  signal: AbortSignal,
  onProgress?: (fraction: number) => void,
): Promise<OpenedRun> {
  const rows = createPatternRows();
  const names: string[] = [];
  const failures: { readonly name: string; readonly reason: string }[] = [];
  let unit: RadialUnit | null | undefined;
  try {
    for (const [i, path] of paths.entries()) {
      signal.throwIfAborted();
      try {
        await openPatternSet(
          path,
          async ({ name, radialUnit, radial, intensity }) => {
            unit ??= radialUnit;
            if (radialUnit !== unit)
              throw new AppError(
                'usage',
                `Its axis is ${radialUnit ?? 'not named'}, and that of the first file is ${unit ?? 'not named'}.`,
              );
            await rows.put(names.length, radial, intensity);
            names.push(name);
            return !signal.aborted;
          },
          signal,
        );
      } catch (cause) {
        signal.throwIfAborted();
        const error = AppError.from(cause);
        if (error.code === 'internal') throw cause;
        failures.push({ name: basename(path), reason: error.message });
      }
      onProgress?.((i + 1) / paths.length);
    }
    signal.throwIfAborted();
    if (names.length === 0)
      throw new AppError('not-found', failures[0]?.reason ?? 'There are no patterns in what was chosen.');
  } catch (cause) {
    await rows.close();
    throw cause;
  }
  return { radialUnit: unit ?? null, names: () => names, rows, failures, close: () => rows.close() };
}

/** Suffixes of patterns; where as many files have either, the first goes before. */
const SUFFIXES = [...new Set([...patternTextFormats, NXCANSAS_PATTERN, HDF5_PATTERN].map(({ suffix }) => suffix))];

/** A batch as the earlier run of another. */
export function earlierOf(
  rows: PatternRows,
  radialUnit: RadialUnit,
  frames: Pick<FrameLog<string>, 'length' | 'at'>,
): EarlierRun {
  const names: string[] = [];
  return {
    ...{ radialUnit, rows },
    names() {
      for (let index = names.length; index < frames.length; index++) names.push(resultNameOf(frames.at(index).job));
      return names;
    },
  };
}

/**
 * The results of a run among the names of its folder, in natural order: of several formats the one with the most files; a
 * table of all frames only where there is nothing else.
 */
export function resultNames(names: readonly string[]): string[] {
  const visible = names.filter((name) => !name.startsWith('.') && !name.startsWith('annulus-summary'));
  const tables = visible.filter((name) => /^annulus-table\.(h5|csv|xy)$/.test(name)).sort(compareNatural);
  const others = visible.filter((name) => !name.startsWith('annulus-'));
  const bySuffix = SUFFIXES.map((suffix) => others.filter((name) => suffixOf(name) === suffix));
  const most = bySuffix.reduce((best, some) => (some.length > best.length ? some : best), [] as string[]);
  if (most.length > 0) return most.sort(compareNatural);
  if (tables.length > 0) return tables.slice(-1);
  return others.filter((name) => fileKind(name) === 'pattern').sort(compareNatural);
}

function suffixOf(name: string): string | undefined {
  const lower = name.toLowerCase();
  return SUFFIXES.find((suffix) => lower.endsWith(suffix)); // .nxcansas.h5 stands before .h5
}
