import { basename } from 'node:path';
import { type FrameName, parseFrameValueTable } from '../../src-shared/format/frame-value-table.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { ImageMetadata } from '../../src-shared/model/detector-image.ts';
import type { FrameValue } from '../../src-shared/model/pattern-1d.ts';
import { readHdf5Numbers } from '../file/hdf5-numbers.ts';
import { readTextFile } from '../file/text-file.ts';

/** Where the values stand; `path` is one of the host. */
export type FrameValueSource =
  | { readonly kind: 'header'; readonly key: string }
  | { readonly kind: 'file'; readonly path: string; readonly part?: string | undefined };

export interface NamedFrame extends FrameName {
  /** Of the frame itself. */
  readonly metadata: Pick<ImageMetadata, 'header' | 'motors'>;
}

export interface FrameValues {
  /** The value stands in the header of the frame, which must be read. */
  readonly needsHeader: boolean;
  /** @throws AppError usage  if the frame has no value, or one that nothing can be divided by */
  valueOf(frame: NamedFrame): FrameValue;
}

const HDF5 = /\.(h5|hdf5?|nxs|nx|nexus|cxi)$/i;

/**
 * `header:KEY`, `FILE.h5::/path`, or a table `FILE[::COLUMN]`.
 *
 * @throws AppError usage
 */
export function parseFrameValueSource(text: string): FrameValueSource {
  const [, key] = /^header:(.*)$/s.exec(text) ?? [];
  if (key !== undefined) {
    if (key.trim() === '')
      throw new AppError('usage', `--normalize-by is "${text}": the name of an entry was expected after "header:".`);
    return { kind: 'header', key: key.trim() };
  }
  const at = text.indexOf('::');
  const path = at < 0 ? text : text.slice(0, at);
  const part = at < 0 ? undefined : text.slice(at + 2);
  if (path === '' || part === '')
    throw new AppError(
      'usage',
      `--normalize-by is "${text}": header:KEY, FILE.h5::/path or a table FILE.csv[::COLUMN] was expected.`,
    );
  return { kind: 'file', path, part };
}

/**
 * Reads the values of all frames, once.
 *
 * @throws AppError  if the file cannot be read or is no table
 */
export async function openFrameValues(source: FrameValueSource): Promise<FrameValues> {
  const { by, find } = await openSource(source);
  return {
    needsHeader: source.kind === 'header',
    valueOf(frame) {
      const value = find(frame);
      if (!(value > 0 && value < Infinity))
        throw new AppError(
          'usage',
          `${by} gives ${value} for ${nameOf(frame)}: a number above 0 to divide by was expected.`,
        );
      return { by, value };
    },
  };
}

async function openSource(
  source: FrameValueSource,
): Promise<{ readonly by: string; readonly find: (frame: NamedFrame) => number }> {
  if (source.kind === 'header') return { by: `header:${source.key}`, find: (frame) => headerNumber(frame, source.key) };
  const { path, part } = source;
  const name = basename(path);
  const by = part === undefined ? name : `${name}::${part}`;
  if (!HDF5.test(name)) {
    const table = parseFrameValueTable(await readTextFile(path), name, part);
    return { by, find: (frame) => table.valueOf(frame) };
  }
  if (part === undefined)
    throw new AppError('usage', `${name} holds several datasets: name one, as ${name}::/path/to/values.`);
  const values = await readHdf5Numbers(path, name, part);
  return {
    by,
    find(frame) {
      if (values.length === 1) return values[0]!;
      if (values.length === frame.frameCount) return values[frame.frame]!;
      throw new AppError(
        'usage',
        `${by} has ${values.length} values and ${frame.image} ${frame.frameCount === 1 ? 'one frame' : `${frame.frameCount} frames`}: one value for each frame was expected, or a table of file names.`,
      );
    },
  };
}

/** The first number of an entry, e.g. of "12345 counts"; names are compared without regard to case where none fits exactly. */
function headerNumber(frame: NamedFrame, key: string): number {
  const { header, motors = {} } = frame.metadata;
  const entries: Readonly<Record<string, string | number>> = { ...motors, ...header };
  const known = Object.keys(entries);
  const found = known.find((one) => one === key) ?? known.find((one) => one.toLowerCase() === key.toLowerCase());
  if (found === undefined)
    throw new AppError(
      'usage',
      `The header of ${nameOf(frame)} has no entry "${key}"${known.length > 0 ? `: it has ${listOf(known)}` : ': it is empty'}.`,
    );
  const [number] = /[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?/.exec(String(entries[found])) ?? [];
  if (number === undefined)
    throw new AppError(
      'usage',
      `The entry "${found}" of ${nameOf(frame)} is "${entries[found]}": a number was expected.`,
    );
  return Number(number);
}

const MAX_NAMES = 12;

function listOf(names: readonly string[]): string {
  const rest = names.length - MAX_NAMES;
  return `${names.slice(0, MAX_NAMES).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function nameOf({ image, frame, frameCount }: FrameName): string {
  return frameCount === 1 ? image : `${image}, frame ${frame}`;
}
