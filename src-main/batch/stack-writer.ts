import type { Hdf5FileWriter } from '../file/hdf5-file-writer.ts';
import type { FileJob } from './plan-outputs.ts';

/** Writes the HDF5 files of a batch, one for each image file, one after the other. */
export interface StackWriter<T> {
  /** Frames of one file come together and in order. @throws AppError  "exists", "forbidden" or "disk" */
  append(file: FileJob, item: T): Promise<void>;
  finish(): Promise<void>;
  /** Throws an unfinished file away. */
  abandon(): Promise<void>;
}

export function createStackWriter<T>(
  create: (path: string) => Hdf5FileWriter<T>,
  onFinished: (path: string) => void,
): StackWriter<T> {
  let open: { readonly path: string; readonly writer: Hdf5FileWriter<T> } | undefined;
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
    abandon: () =>
      inTurn(async () => {
        await open?.writer.abandon();
        open = undefined;
      }),
  };
}
