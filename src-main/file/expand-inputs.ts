import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { AppError } from '../../src-shared/model/app-error.ts';
import { firstModules } from './detector-modules.ts';
import { diskError } from './disk-error.ts';
import { expandGlob, hasGlobCharacters } from './expand-glob.ts';
import { fileKind } from './file-kind.ts';
import { compareNatural } from './natural-order.ts';
import { readList } from './read-list.ts';

/** One file named on the command line, directly, through a glob or through its folder. */
export interface InputFile {
  readonly path: string;
  /** Dataset inside an HDF5 file, where the argument named one. */
  readonly dataset?: string;
  /** Folder of its results, where that of the run is not meant. */
  readonly out?: string;
}

const DATASET = /^(.+?)::(\/?.*)$/;
/** The data files of an Eiger run belong to its master and are not images of their own. */
const EIGER_DATA = /^(.*)_data_\d+\.(?:h5|hdf5)$/;
const EIGER_MASTER = /^(.*)_master\.(?:h5|hdf5)$/;
/** Beside an image of the same name it holds the patterns of that image. */
const HDF5 = /\.h5$/;
/** All patterns of a run. */
const TABLE = 'annulus-table.h5';
/** Always a pattern. */
const NXCANSAS = /\.nxcansas\.h5$/;

export interface ExpandOptions {
  /** Also the folders below a folder. */
  readonly recursive?: boolean | undefined;
  /** Folder of the results, for those of the folders below. */
  readonly out?: string | undefined;
}

export interface ExpandedInputs {
  readonly inputs: readonly InputFile[];
  /** Arguments that match nothing, with the reason. */
  readonly failures: readonly { readonly argument: string; readonly error: AppError }[];
}

/**
 * Files, globs, folders, `file.h5::/path` and `@list.txt` become a list of files. The order of the
 * arguments is kept; inside a folder or glob the order is natural. A file named twice is taken once.
 *
 * @throws AppError usage  if an argument is no path at all
 */
export async function expandInputs(args: readonly string[], options: ExpandOptions = {}): Promise<ExpandedInputs> {
  const inputs = new Map<string, InputFile>();
  const failures: { argument: string; error: AppError }[] = [];
  for (const argument of args) {
    try {
      for (const input of await expandArgument(argument, options)) {
        const key = `${resolve(input.path)}::${input.dataset ?? ''}`;
        if (!inputs.has(key)) inputs.set(key, input);
      }
    } catch (cause) {
      const error = AppError.from(cause);
      if (error.code === 'usage' || error.code === 'internal') throw error;
      failures.push({ argument, error });
    }
  }
  return { inputs: [...inputs.values()], failures };
}

async function expandArgument(argument: string, options: ExpandOptions): Promise<InputFile[]> {
  if (!argument.startsWith('@') || (await stat(argument).catch(() => null))) return expandInput(argument, options);
  const inputs: InputFile[] = [];
  for (const name of await readList(argument.slice(1))) inputs.push(...(await expandInput(name, options)));
  return inputs;
}

/** Images of a folder and, below it, of its folders, whose results go to folders of the same names. */
async function expandFolder(folder: string, { recursive, out }: ExpandOptions, below = ''): Promise<InputFile[]> {
  const target = out === undefined || below === '' ? {} : { out: join(out, below) };
  const inputs = (await imagesIn(join(folder, below))).map((path): InputFile => ({ path, ...target }));
  if (!recursive) return inputs;
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  for (const { name } of entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .sort((a, b) => compareNatural(a.name, b.name)))
    inputs.push(...(await expandFolder(folder, { recursive, out }, join(below, name))));
  return inputs;
}

async function expandInput(argument: string, options: ExpandOptions): Promise<InputFile[]> {
  const info = await stat(argument).catch(() => null);
  if (info?.isDirectory()) {
    const inputs = await expandFolder(argument, options);
    if (inputs.length === 0) throw new AppError('not-found', `There are no images in the folder ${argument}.`);
    return inputs;
  }
  if (info) return [{ path: argument }];

  const [, file, dataset] = DATASET.exec(argument) ?? [];
  if (file !== undefined && dataset !== undefined) {
    if (dataset === '' || dataset === '/')
      throw new AppError('usage', `"${argument}" names no dataset after "::": write file.h5::/path/to/dataset.`);
    return (await expandPaths(file)).map((path) => ({ path, dataset }));
  }
  return (await expandPaths(argument)).map((path) => ({ path }));
}

async function expandPaths(pattern: string): Promise<string[]> {
  if (await stat(pattern).catch(() => null)) return [pattern];
  if (!hasGlobCharacters(pattern)) throw new AppError('not-found', `There is no file ${pattern}.`);
  const paths = await expandGlob(pattern);
  if (paths.length === 0) throw new AppError('not-found', `No file matches ${pattern}.`);
  return firstModules(paths.sort(compareNatural));
}

async function imagesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw diskError(cause, folder);
  });
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  return imageNames(names).map((name) => join(folder, name));
}

/** The images among the names of one folder, in natural order: no parts of others, no results. */
export function imageNames(names: readonly string[]): string[] {
  const images = names.filter((name) => !name.startsWith('.') && fileKind(name) === 'image');
  const masters = new Set(images.map((name) => EIGER_MASTER.exec(name)?.[1]).filter((run) => run !== undefined));
  const others = new Set(images.filter((name) => !HDF5.test(name)).map(stemOf));
  const single = images
    .filter((name) => !masters.has(EIGER_DATA.exec(name)?.[1] ?? '') || !EIGER_DATA.test(name))
    .filter((name) => !NXCANSAS.test(name) && name !== TABLE && (!HDF5.test(name) || !others.has(stemOf(name))))
    .sort(compareNatural);
  return firstModules(single);
}

/** File name without folder and image suffix: "run.tif.gz" gives "run". */
export function stemOf(path: string): string {
  const name = basename(path).replace(/\.(gz|bz2)$/i, '');
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}
