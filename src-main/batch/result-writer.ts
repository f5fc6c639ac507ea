import { basename } from 'node:path';
import { patternTextFormat } from '../../src-shared/format/pattern-formats.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { writeNxcansas } from '../file/nxcansas-writer.ts';
import { createPatternHdf5Writer, type PatternHdf5Writer } from '../file/pattern-hdf5-writer.ts';
import type { FileJob, FrameJob } from './plan-outputs.ts';

/** Writes results while further frames are integrated. Frames of one file arrive together and in order. */
export interface ResultWriter {
  /** Resolves when there is room for the next; a failure shows in `finish`. */
  write(job: FrameJob, pattern: Pattern1d): Promise<void>;
  /** Waits for everything. @throws AppError  the first failure */
  finish(): Promise<void>;
  /** Leaves whole files only. */
  abandon(): Promise<void>;
  /** Files finished so far. */
  readonly written: readonly string[];
}

const PENDING = 8;

/** @param overwrite  replace files that exist */
export function createResultWriter(overwrite: boolean): ResultWriter {
  const written: string[] = [];
  const pending = new Set<Promise<void>>();
  let failure: { cause: unknown } | undefined;
  let hdf5: { file: FileJob; path: string; writer: PatternHdf5Writer } | undefined;

  function start(work: Promise<void>): void {
    const guarded = work
      .catch((cause: unknown) => {
        failure ??= { cause };
      })
      .finally(() => pending.delete(guarded));
    pending.add(guarded);
  }

  async function finishHdf5(): Promise<void> {
    if (!hdf5) return;
    const { writer, path } = hdf5;
    hdf5 = undefined;
    await writer.finish();
    written.push(path);
  }

  function throwFailure(): void {
    if (failure) throw failure.cause;
  }

  return {
    written,
    async write(job, pattern) {
      for (const { format, path } of job.outputs) {
        const bytes = patternTextFormat(format)?.format(pattern, basename(path));
        const writing = bytes ? writeWhole(path, bytes, { overwrite }) : writeNxcansas(path, pattern, overwrite);
        start(
          writing.then(() => {
            written.push(path);
          }),
        );
      }
      if (hdf5 && hdf5.file !== job.file) await finishHdf5();
      if (job.file.hdf5 !== undefined) {
        hdf5 ??= {
          file: job.file,
          path: job.file.hdf5,
          writer: createPatternHdf5Writer(job.file.hdf5, overwrite),
        };
        await hdf5.writer.append(pattern);
      }
      while (pending.size >= PENDING) await Promise.race(pending);
      throwFailure();
    },
    async finish() {
      await finishHdf5();
      await Promise.all(pending);
      throwFailure();
    },
    async abandon() {
      await Promise.all(pending);
      await hdf5?.writer.abandon();
      hdf5 = undefined;
    },
  };
}
