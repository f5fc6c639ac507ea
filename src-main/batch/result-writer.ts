import { resolve } from 'node:path';
import { createHdf5PartWriter, type PartOptions } from '../file/hdf5-part-writer.ts';
import type { BatchWriter, WriteTimes } from './frame-result.ts';
import type { FrameJob } from './plan-outputs.ts';
import { createStackWriter, NO_RESUME, type StackResume } from './stack-writer.ts';

/** A result, told from others of its image file by its frame. */
interface Framed {
  readonly provenance: { readonly frame: number };
}

/** What results of one kind are written with. */
export interface ResultFiles<T extends Framed, F extends string> {
  /** Content of the HDF5 file that holds all frames of an image file. */
  readonly createContent: PartOptions<T>['createContent'];
  /**
   * Writes the other files of a frame.
   *
   * @param mayReplace  whether a file that exists may be replaced
   */
  readonly writeFiles: (
    outputs: FrameJob<F>['outputs'],
    value: T,
    mayReplace: (path: string) => boolean,
  ) => Promise<WriteTimes>;
  /** Takes every frame too; whoever made it closes it. */
  readonly table?: {
    add(job: FrameJob<F>, value: T): Promise<unknown>;
    /** @returns files written */
    write(): Promise<readonly string[]>;
  };
}

/**
 * Writes the files of frames, and a row for each into the HDF5 file of its image file.
 *
 * @param overwrite  replace files that exist; those of this run are replaced in any case
 * @param resume  what an earlier run left
 */
export function createResultWriter<T extends Framed, F extends string>(
  { createContent, writeFiles, table }: ResultFiles<T, F>,
  overwrite: boolean,
  { restored, keepsParts, outdated }: StackResume = NO_RESUME,
): BatchWriter<T, F> {
  const written = new Set<string>();
  const mayReplace = (path: string): boolean =>
    overwrite || written.has(path) || (outdated?.has(resolve(path)) ?? false);
  const stacks = createStackWriter<T>(
    (path) =>
      createHdf5PartWriter(path, {
        overwrite: mayReplace(path),
        createContent,
        restored: restored.get(path) ?? new Set(),
      }),
    (path) => written.add(path),
  );

  return {
    written,
    async write(job, value) {
      const row = Promise.all([stacks.append(job.file, value), table?.add(job, value)]);
      row.catch(() => undefined); // heard below
      const times = await writeFiles(job.outputs, value, mayReplace);
      await row;
      for (const { path } of job.outputs) written.add(path);
      return times;
    },
    async finish(isLast) {
      await stacks.finish();
      if (isLast) for (const path of (await table?.write()) ?? []) written.add(path);
    },
    flush: stacks.flush,
    abandon: () => stacks.abandon(keepsParts),
  };
}
