import { dirname, basename, join, resolve } from 'node:path';
import { tableTextFormats } from '../../src-shared/format/frame-table.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import { murmurHash128 } from '../../src-shared/numerics/murmur-hash.ts';
import { diskError } from '../file/disk-error.ts';
import { imageChange } from '../file/detector-modules.ts';
import { createRowLog, openRowLog, type RowLog } from '../file/row-log.ts';
import { writeTableHdf5 } from '../file/table-hdf5-writer.ts';
import { writeTableText } from '../file/table-text-writer.ts';
import { nameOf } from './integrate-inputs.ts';
import type { FileJob, FrameJob } from './plan-outputs.ts';

/** All frames of a run as one table: their rows lie in a hidden file beside it until it is written. */
export interface FrameTable {
  /** Frames that belong to it, in their order. @returns those whose rows an earlier run left */
  expect(jobs: readonly FrameJob<string>[]): Promise<ReadonlySet<FrameJob<string>>>;
  /** @throws AppError  "axis" if the pattern has another axis than the first; "disk" */
  add(job: FrameJob<string>, pattern: Pattern1d): Promise<void>;
  /** Writes the tables, with every frame that was added. @returns their paths. @throws AppError  "exists", "disk" */
  write(): Promise<readonly string[]>;
  /** @param isOver  nobody will go on with it */
  close(isOver: boolean): Promise<void>;
}

export interface TableOptions {
  /** `.csv`, `.xy` or `.h5`, all in one folder. */
  readonly paths: readonly string[];
  readonly overwrite: boolean;
  /** What the rows depend on besides the images: rows of other settings are of no use. */
  readonly settings: unknown;
  /** Take over what an earlier run left. */
  readonly resume: boolean;
  /** Ends the writing. */
  readonly signal: AbortSignal;
}

const AXIS_KEY = '0'.repeat(32);

export function createFrameTable({ paths, overwrite, settings, resume, signal }: TableOptions): FrameTable {
  const [main = ''] = paths;
  const part = join(dirname(main), `.${basename(main).replace(/\.[^.]*$/, '')}.rows.part`);
  const title = murmurHash128(new TextEncoder().encode(JSON.stringify(settings)));
  const keys = new Map<string, string>();
  const changes = new WeakMap<FileJob, string>();
  const order: FrameJob<string>[] = [];
  const written = new Set<string>();
  let opening: Promise<{ readonly rows: RowLog; readonly axis: Float64Array }> | undefined;
  let log: RowLog | undefined;
  let first: Pattern1d | undefined;

  async function keyOf(job: FrameJob<string>): Promise<string> {
    const { file, frame } = job;
    const { path, dataset } = file.input;
    let change = changes.get(file);
    if (change === undefined) changes.set(file, (change = JSON.stringify(await imageChange(path))));
    const text = JSON.stringify([resolve(path), dataset ?? null, frame, change]);
    return murmurHash128(new TextEncoder().encode(text));
  }

  /** The rows, and the axis of them all: that of the first, maybe of an earlier run. */
  async function open(pattern: Pattern1d): Promise<{ readonly rows: RowLog; readonly axis: Float64Array }> {
    const bins = pattern.radial.length;
    const width = bins * (pattern.sigma ? 2 : 1);
    const axisRow = log?.rows.get(AXIS_KEY);
    if (log?.width === width && axisRow !== undefined) {
      const axis = new Float64Array(bins);
      await log.read(axisRow, 0, axis);
      return { rows: log, axis };
    }
    await log?.remove();
    log = await createRowLog(part, title, width);
    const row = new Float64Array(width);
    row.set(pattern.radial);
    await log.append(AXIS_KEY, row);
    return { rows: log, axis: pattern.radial };
  }

  /** Rows of an earlier run, if their axis can be read. */
  async function reopen(): Promise<void> {
    log ??= (await openRowLog(part, title)) ?? undefined;
    const row = log?.rows.get(AXIS_KEY);
    if (log && row === undefined) {
      await log.remove();
      log = undefined;
    }
  }

  return {
    async expect(jobs) {
      if (resume && order.length === 0) await reopen();
      order.push(...jobs);
      const restored = new Set<FrameJob<string>>();
      for (const job of jobs) {
        const key = await keyOf(job);
        keys.set(nameKey(job), key);
        if (log?.rows.has(key)) restored.add(job);
      }
      // One is made in any case: it tells how all were.
      if (restored.size === jobs.length && jobs.length > 0) restored.delete(jobs.at(-1)!);
      return restored;
    },
    async add(job, pattern) {
      const key = keys.get(nameKey(job)) ?? (await keyOf(job));
      keys.set(nameKey(job), key);
      try {
        const { rows, axis } = await (opening ??= open(pattern));
        first ??= pattern;
        if (axis.length !== pattern.radial.length || axis.some((value, i) => value !== pattern.radial[i]))
          throw new AppError(
            'usage',
            'Its radial axis differs from that of the first frame, and a table has one axis: give a radial range, so that all frames share it.',
          );
        const row = new Float64Array(rows.width);
        row.set(pattern.intensity);
        if (pattern.sigma) row.set(pattern.sigma, pattern.radial.length);
        await rows.append(key, row);
      } catch (cause) {
        throw cause instanceof AppError ? cause : diskError(cause, part);
      }
    },
    async write() {
      const opened = await opening;
      if (!opened || !first) return [];
      const { rows, axis } = opened;
      const bins = axis.length;
      const known = [...new Set(order)].flatMap((job) => {
        const row = rows.rows.get(keys.get(nameKey(job)) ?? '');
        return row === undefined ? [] : [{ job, row }];
      });
      const { radialUnit } = first;
      const columns = columnNames(known.map(({ job }) => job));
      for (const path of paths) {
        const mayReplace = overwrite || written.has(path);
        const text = tableTextFormats.find(({ id }) => path.endsWith(`.${id}`));
        const read = async (i: number, from: number, values: Float64Array): Promise<void> => {
          signal.throwIfAborted();
          await rows.read(known[i]!.row, from, values);
        };
        if (text) await writeTableText(path, text, { radialUnit, radial: axis, columns, read }, mayReplace);
        else
          await writeTableHdf5(
            path,
            {
              first: { ...first, radial: axis },
              frames: known.map(({ job }) => ({ image: imageName(job), frame: job.frame })),
              hasSigma: rows.width > bins,
              read: (i, column, values) => read(i, column === 'sigma' ? bins : 0, values),
            },
            mayReplace,
          );
        written.add(path);
      }
      return paths;
    },
    async close(isOver) {
      await opening?.catch(() => undefined);
      if (isOver) await log?.remove();
      else await log?.close();
    },
  };
}

/** A frame as the run knows it. */
function nameKey({ file, frame }: FrameJob<string>): string {
  return `${file.input.path}::${file.input.dataset ?? ''}::${frame}`;
}

export function imageName({ file: { input } }: FrameJob<string>): string {
  return input.dataset === undefined ? basename(input.path) : `${basename(input.path)}::${input.dataset}`;
}

/** File names, with the number of the frame where a file has several; with their folders where names repeat. */
export function columnNames(jobs: readonly FrameJob<string>[]): string[] {
  const numbered = ({ file, frame }: FrameJob<string>, name: string): string =>
    file.summary.frameCount === 1 ? name : `${name}[${frame}]`;
  const names = jobs.map((job) => numbered(job, imageName(job)));
  return new Set(names).size === names.length ? names : jobs.map((job) => numbered(job, nameOf(job.file.input)));
}
