import type { Hdf5PartWriter } from '../file/hdf5-part-writer.ts';
import type { FileJob } from './plan-outputs.ts';

/** Writes the HDF5 files of a batch, one for each image file, one after the other. */
export interface StackWriter<T> {
  /** Frames of one file come together and in order. @throws AppError  "exists", "forbidden" or "disk" */
  append(file: FileJob, item: T): Promise<void>;
  finish(): Promise<void>;
  /** What was appended is on the disk when it returns. @throws AppError  as `append` */
  flush(): Promise<void>;
  /** Ends an unfinished file: it is thrown away, or kept as a part for a later run. */
  abandon(keepsParts: boolean): Promise<void>;
}

/** How unfinished HDF5 files pass from run to run. */
export interface StackResume {
  /** By path: frames whose rows are in the part that an earlier run left. */
  readonly restored: ReadonlyMap<string, ReadonlySet<number>>;
  /** Unfinished files stay, for a later run. */
  readonly keepsParts: boolean;
  /** Results of other images or settings, whole paths: they are replaced. */
  readonly outdated?: ReadonlySet<string>;
}

export const NO_RESUME: StackResume = { restored: new Map(), keepsParts: false };

export function createStackWriter<T>(
  create: (path: string) => Hdf5PartWriter<T>,
  onFinished: (path: string) => void,
): StackWriter<T> {
  let open: { readonly path: string; readonly writer: Hdf5PartWriter<T> } | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function finish(): Promise<void> {
    if (!open) return;
    const { writer, path } = open;
    open = undefined;
    await writer.finish();
    onFinished(path);
  }

  /** One after the other, in the order of the calls. */
  function inTurn<R>(work: () => Promise<R>): Promise<R> {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  }

  return {
    append: ({ hdf5 }, item) =>
      inTurn(async () => {
        if (open && open.path !== hdf5) await finish();
        if (hdf5 === undefined) return;
        open ??= { path: hdf5, writer: create(hdf5) };
        await open.writer.append(item);
      }),
    finish: () => inTurn(finish),
    flush: () => inTurn(async () => open?.writer.flush()),
    abandon: (keepsParts) =>
      inTurn(async () => {
        if (keepsParts) await open?.writer.leave();
        else await open?.writer.remove();
        open = undefined;
      }),
  };
}
