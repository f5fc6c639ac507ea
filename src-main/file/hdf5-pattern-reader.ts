import { resolve } from 'node:path';
import type { File } from 'h5wasm/node';
import { makePatternCurve } from '../../src-shared/format/make-pattern-curve.ts';
import { radialUnitOfTitle } from '../../src-shared/format/pattern-axis-name.ts';
import { AppError, FormatError } from '../../src-shared/model/app-error.ts';
import type { PatternCurve } from '../../src-shared/model/pattern-curve.ts';
import { hdf5Reason, loadHdf5, noticeHdf5Failure } from './hdf5-library.ts';
import { attempt, isDataset, readHdf5Tree, type Hdf5Tree, type TreeDataset } from './hdf5-tree.ts';

const ID = 'hdf5';
const MAX_POINTS = 10_000_000;

/** Datasets that make a pattern; the last axis of signal and errors is that of `axis`. */
interface PatternData {
  readonly group: string;
  readonly signal: TreeDataset;
  readonly axis: TreeDataset;
  readonly errors: TreeDataset | undefined;
  readonly frameCount: number;
}

/**
 * A pattern of an HDF5 file: the group that the file shows by default, or else the first, whose NXdata (NeXus) or
 * SASdata (NXcanSAS) has a signal over one axis, perhaps frame by frame.
 *
 * @param frame  which, where the file holds several
 * @throws FormatError  if there is none, or it is damaged
 * @throws AppError usage  if there is no such frame
 */
export async function readHdf5Pattern(path: string, name: string, frame: number): Promise<PatternCurve> {
  return withPatterns(path, name, (file, tree, data) => readData(file, tree, data, name, frame));
}

/** All patterns of an HDF5 file, in their order. */
export interface Hdf5Patterns {
  readonly radialUnit: PatternCurve['radialUnit'];
  readonly radial: Float64Array;
  readonly frameCount: number;
  /** In a table of frames of many images: the image of each, and its number in it. */
  readonly frames: readonly { readonly image: string; readonly frame: number }[] | undefined;
  /** @param row  below `frameCount` */
  readonly intensity: (row: number) => Float64Array;
}

/**
 * The patterns of `readHdf5Pattern` one after the other, while `use` runs.
 *
 * @throws FormatError  if there is none, or it is damaged
 */
export async function withHdf5Patterns<T>(
  path: string,
  name: string,
  use: (patterns: Hdf5Patterns) => Promise<T>,
): Promise<T> {
  return withPatterns(path, name, async (file, tree, data) => {
    const { group, signal, axis, frameCount } = data;
    const images = tree.values(`${group}/image`, '');
    const numbers = tree.values(`${group}/frame`, '')?.map(Number);
    return use({
      radialUnit: unitOf(textOf(tree, axis.path, 'long_name') || lastName(axis.path), textOf(tree, axis.path, 'units')),
      radial: readRow(file, axis, 0, name),
      frameCount,
      frames:
        images?.length === frameCount && numbers?.length === frameCount
          ? numbers.map((frame, i) => ({ image: String(images[i]), frame }))
          : undefined,
      intensity: (row) => readRow(file, signal, row, name),
    });
  });
}

async function withPatterns<T>(
  path: string,
  name: string,
  use: (file: File, tree: Hdf5Tree, data: PatternData) => T | Promise<T>,
): Promise<T> {
  const library = await loadHdf5();
  let file: File;
  try {
    file = new library.File(resolve(path), 'r');
  } catch (cause) {
    throw asFormatError(cause, name);
  }
  try {
    const tree = readHdf5Tree(library, file);
    const data = findPatternData(tree);
    if (!data)
      throw new FormatError(ID, `${name} has no pattern: an NXdata group with a signal over one axis was expected.`);
    return await use(file, tree, data);
  } catch (cause) {
    throw asFormatError(cause, name);
  } finally {
    attempt(() => file.close());
  }
}

function readData(file: File, tree: Hdf5Tree, data: PatternData, name: string, frame: number): PatternCurve {
  const { group, signal, axis, errors, frameCount } = data;
  if (frame >= frameCount)
    throw new AppError('usage', `${name} holds ${frameCount} patterns, so there is none with the number ${frame}.`);
  const units = textOf(tree, axis.path, 'units');
  const axisName = textOf(tree, axis.path, 'long_name') || lastName(axis.path);
  const wavelength = numberOf(tree, `${entryOf(group)}/process/calibration`);
  return makePatternCurve({
    formatId: ID,
    name,
    label: frameCount > 1 ? `${name} #${frame}` : name,
    radialUnit: unitOf(axisName, units),
    axisLabel: units === '' ? axisName : `${axisName} (${units})`,
    radial: readRow(file, axis, 0, name),
    intensity: readRow(file, signal, frame, name),
    sigma: errors && readRow(file, errors, frame, name),
    wavelength,
    frameCount,
  });
}

/** Our own files call the axis "radial" and name it by its unit. */
function unitOf(axisName: string, units: string): PatternCurve['radialUnit'] {
  return radialUnitOfTitle(units) ?? radialUnitOfTitle(`${axisName} ${units}`);
}

function findPatternData(tree: Hdf5Tree): PatternData | undefined {
  const chain: string[] = [];
  let at = '/';
  for (let depth = 0; depth < 8; depth++) {
    chain.unshift(at);
    const next = tree.groups.get(at)?.default;
    if (next === undefined) break;
    at = next.startsWith('/') ? next : `${at === '/' ? '' : at}/${next}`;
  }
  for (const path of [...chain, ...tree.groups.keys()]) {
    const found = dataOf(tree, path);
    if (found) return found;
  }
  return undefined;
}

function dataOf(tree: Hdf5Tree, group: string): PatternData | undefined {
  const signalName = tree.groups.get(group)?.signal;
  if (signalName === undefined) return undefined;
  const at = (name: string): TreeDataset | undefined => tree.datasets.get(`${group === '/' ? '' : group}/${name}`);
  const signal = at(signalName);
  const axes = textsOf(tree, group, 'axes')
    .concat(textsOf(tree, group, 'I_axes'))
    .flatMap((text) => text.split(/[,:]/));
  const axis = at(axes.at(-1) ?? '');
  const points = signal?.shape.at(-1) ?? 0;
  if (!signal || !axis || axis.shape.length !== 1 || axis.shape[0] !== points) return undefined;
  if (!isNumeric(signal) || !isNumeric(axis) || !(points > 1 && points <= MAX_POINTS) || signal.shape.length > 2)
    return undefined;
  // More than one long axis of its own makes an image of it, not patterns.
  const first = axes.length > 1 ? at(axes[0]!) : undefined;
  if (signal.shape.length === 2 && first && /azim|chi|phi|qy/i.test(lastName(first.path))) return undefined;
  const named = [`${signalName}_errors`, textOf(tree, signal.path, 'uncertainties'), 'errors', 'Idev'];
  const errors = named
    .map((name) => (name === '' ? undefined : at(name)))
    .find((candidate) => candidate && isNumeric(candidate) && String(candidate.shape) === String(signal.shape));
  return { group, signal, axis, errors, frameCount: signal.shape.length === 2 ? signal.shape[0]! : 1 };
}

function readRow(file: File, { path, shape }: TreeDataset, row: number, name: string): Float64Array {
  const dataset = file.get(path);
  const values = isDataset(dataset) ? dataset.slice(shape.length === 2 ? [[row, row + 1], []] : [[]]) : undefined;
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return Float64Array.from(values, Number);
  if (!ArrayBuffer.isView(values) || values instanceof DataView)
    throw new FormatError(ID, `${name} holds no numbers in ${path}.`);
  return Float64Array.from(values as unknown as ArrayLike<number>);
}

const [INTEGER, FLOAT] = [0, 1]; // H5T_class_t

function isNumeric({ metadata: { type } }: TreeDataset): boolean {
  return type === INTEGER || type === FLOAT;
}

/** Our files keep the calibration as JSON beside the data. */
function numberOf(tree: Hdf5Tree, path: string): number | undefined {
  const text = tree.values(path, '')?.[0];
  const [, digits = ''] = typeof text === 'string' ? (/"wavelength":([\d.eE+-]+)/.exec(text) ?? []) : [];
  return Number(digits) > 0 ? Number(digits) : undefined;
}

function entryOf(group: string): string {
  return group.split('/').slice(0, 2).join('/');
}

function textsOf(tree: Hdf5Tree, path: string, attribute: string): string[] {
  return (tree.values(path, attribute) ?? []).filter((value) => typeof value === 'string');
}

function textOf(tree: Hdf5Tree, path: string, attribute: string): string {
  return textsOf(tree, path, attribute)[0] ?? '';
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function asFormatError(cause: unknown, name: string): AppError {
  if (cause instanceof AppError) return cause;
  noticeHdf5Failure(cause);
  return new FormatError(ID, `${name} cannot be read by the HDF5 library: ${hdf5Reason(cause)}.`, { cause });
}
