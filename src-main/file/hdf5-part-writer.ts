import { rename, rm } from 'node:fs/promises';
import { flushFile, putInPlace } from './atomic-write.ts';
import { diskError } from './disk-error.ts';
import type { Hdf5Content } from './hdf5-file-writer.ts';
import { hdf5WriteError } from './hdf5-write-error.ts';
import { nexusName } from './nexus-groups.ts';
import { openStoredStack } from './stored-stack.ts';

/** An HDF5 file that grows as `NAME.part`, so that a run that breaks off can go on with it. */
export interface Hdf5PartWriter<T> {
  /** @throws AppError  "forbidden" or "disk" */
  append(item: T): Promise<void>;
  /** Everything appended is on the disk when it returns. @throws AppError  as `append` */
  flush(): Promise<void>;
  /** Gives it its name. @throws AppError  as `append`, or "exists" */
  finish(): Promise<void>;
  /** Ends it as it is: it stays as a part. */
  leave(): Promise<void>;
  remove(): Promise<void>;
}

export const PART_SUFFIX = '.part';
/** Until what is taken over from an earlier run is in it. */
const FRESH_SUFFIX = '.part.new';
/** Of a result, one row each. */
const COLUMNS = ['intensity', 'sigma', 'signal', 'variance', 'normalization', 'count'];

export interface PartOptions<T> {
  readonly overwrite: boolean;
  readonly createContent: (path: string, first: T) => Promise<Hdf5Content<T>>;
  /** Frames to take over from the part that an earlier run left; they come first. */
  readonly restored: ReadonlySet<number>;
}

export function createHdf5PartWriter<T extends { readonly provenance: { readonly frame: number } }>(
  path: string,
  { overwrite, createContent, restored }: PartOptions<T>,
): Hdf5PartWriter<T> {
  const part = `${path}${PART_SUFFIX}`;
  let content: Hdf5Content<T> | undefined;

  async function open(first: T): Promise<Hdf5Content<T>> {
    const fresh = `${path}${FRESH_SUFFIX}`;
    await rm(fresh, { force: true });
    const made = await createContent(fresh, first);
    content = made; // closed by whoever gives up
    if (restored.size > 0) await takeOver(made, first);
    made.flush();
    await flushFile(fresh);
    await rename(fresh, part); // the library keeps it open by its number, not by its name
    return made;
  }

  async function takeOver(made: Hdf5Content<T>, first: T): Promise<void> {
    const stored = await openStoredStack(part, nexusName);
    if (!stored) throw new Error(`the part of ${path} was there a moment ago`);
    try {
      const columns = COLUMNS.filter((name) => (first as Record<string, unknown>)[name] instanceof Object);
      for (const [row, frame] of stored.frames.entries())
        if (restored.has(frame))
          made.append({ ...first, ...stored.values(row, columns), provenance: { ...first.provenance, frame } });
    } finally {
      stored.close();
    }
  }

  async function guarded<R>(work: () => R | Promise<R>): Promise<R> {
    try {
      return await work();
    } catch (cause) {
      throw diskError(hdf5WriteError(cause, path), path);
    }
  }

  function close(): void {
    const open = content;
    content = undefined;
    open?.close();
  }

  return {
    append: (item) => guarded(async () => (content ?? (await open(item))).append(item)),
    flush: () =>
      guarded(async () => {
        if (!content) return;
        content.flush();
        await flushFile(part);
      }),
    finish: () =>
      guarded(async () => {
        close();
        await putInPlace(part, path, { overwrite });
      }),
    async leave() {
      try {
        close();
      } catch (cause) {
        hdf5WriteError(cause, path); // what the journal does not know is made again
      }
      await rm(`${path}${FRESH_SUFFIX}`, { force: true });
    },
    async remove() {
      await this.leave();
      await rm(part, { force: true });
    },
  };
}
