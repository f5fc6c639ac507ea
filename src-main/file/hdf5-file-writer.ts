import { basename } from 'node:path';
import { AppError } from '../../src-shared/model/app-error.ts';
import { writeWholeWith } from './atomic-write.ts';
import { hdf5WriteError } from './hdf5-write-error.ts';

/** An HDF5 file under construction. It takes its name when it is finished, and leaves nothing behind otherwise. */
export interface Hdf5FileWriter<T> {
  /**
   * Adds a frame. All frames must have the same axes, as those of one image file have.
   *
   * @throws AppError  "exists", "forbidden" or "disk"
   */
  append(item: T): Promise<void>;
  /** @throws AppError  "exists", "forbidden" or "disk" */
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

/** An open HDF5 file that takes frames. */
export interface Hdf5Content<T> {
  append(item: T): void;
  /** Hands everything to the system. */
  flush(): void;
  close(): void;
}

/** @param createContent  opens the file and makes it ready for frames like the first one */
export function createHdf5FileWriter<T>(
  path: string,
  overwrite: boolean,
  createContent: (path: string, first: T) => Promise<Hdf5Content<T>>,
): Hdf5FileWriter<T> {
  let content: Hdf5Content<T> | undefined;
  let finish: () => void = () => undefined;
  let abandon: (cause: unknown) => void = () => undefined;
  let opened: (part: string) => void = () => undefined;
  let unopened: (cause: unknown) => void = () => undefined;
  const part = new Promise<string>((resolve, reject) => {
    opened = resolve;
    unopened = reject;
  });
  part.catch(() => undefined); // reported by `written`
  const written = writeWholeWith(
    path,
    (partPath) => {
      opened(partPath);
      return new Promise<void>((resolve, reject) => {
        finish = resolve;
        abandon = reject;
      });
    },
    { overwrite },
  ).catch((cause: unknown) => {
    unopened(cause);
    throw cause;
  });
  written.catch(() => undefined); // awaited by finish and abandon

  return {
    async append(item) {
      try {
        content ??= await createContent(await part, item);
        content.append(item);
      } catch (cause) {
        throw hdf5WriteError(cause, path);
      }
    },
    async finish() {
      if (!content) throw new AppError('internal', `${basename(path)} has no frame.`);
      try {
        content.close();
      } catch (cause) {
        const error = hdf5WriteError(cause, path);
        abandon(error);
        await written.catch(() => undefined);
        throw error;
      }
      finish();
      await written;
    },
    async abandon() {
      await part.catch(() => undefined);
      try {
        content?.close();
      } catch (cause) {
        hdf5WriteError(cause, path); // what could not be written is thrown away anyway
      }
      abandon(new AppError('cancelled', 'Cancelled.'));
      await written.catch(() => undefined);
    },
  };
}
