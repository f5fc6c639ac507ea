import { cakeFormat } from '../../src-shared/format/cake-formats.ts';
import type { CakeLayoutId } from '../../src-shared/format/cake-format.ts';
import { formatCakeSidecar } from '../../src-shared/format/cake-sidecar.ts';
import type { Cake } from '../../src-shared/model/cake.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { type CakeHdf5Writer, createCakeHdf5Writer } from '../file/cake-hdf5-writer.ts';
import type { FileJob, FrameJob } from './plan-outputs.ts';

/** Files that belong to a cake: its layouts, and the one beside them. */
export type CakeOutputId = CakeLayoutId | 'sidecar';

/** Writes cakes one after the other; frames of one file arrive together and in order. */
export interface CakeWriter {
  /** @throws AppError  "exists", "forbidden" or "disk" */
  write(job: FrameJob<CakeOutputId>, cake: Cake): Promise<void>;
  finish(): Promise<void>;
  /** Leaves whole files only. */
  abandon(): Promise<void>;
  /** Files finished so far. */
  readonly written: readonly string[];
}

/** @param overwrite  replace files that exist */
export function createCakeWriter(overwrite: boolean): CakeWriter {
  const written: string[] = [];
  let hdf5: { file: FileJob; path: string; writer: CakeHdf5Writer } | undefined;

  async function finishHdf5(): Promise<void> {
    if (!hdf5) return;
    const { writer, path } = hdf5;
    hdf5 = undefined;
    await writer.finish();
    written.push(path);
  }

  return {
    written,
    async write(job, cake) {
      // The sidecar comes last: where it is, the cake is.
      for (const { format, path } of [...job.outputs].sort((a) => (a.format === 'sidecar' ? 1 : -1))) {
        const content = format === 'sidecar' ? formatCakeSidecar(cake) : cakeFormat(format)?.format(cake);
        if (content === undefined) continue;
        await writeWhole(path, content, { overwrite });
        written.push(path);
      }
      if (hdf5 && hdf5.file !== job.file) await finishHdf5();
      if (job.file.hdf5 === undefined) return;
      hdf5 ??= { file: job.file, path: job.file.hdf5, writer: createCakeHdf5Writer(job.file.hdf5, overwrite) };
      await hdf5.writer.append(cake);
    },
    finish: finishHdf5,
    async abandon() {
      await hdf5?.writer.abandon();
      hdf5 = undefined;
    },
  };
}
