import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskError } from './disk-error.ts';

/** A list that grows line by line while a run goes on, for whoever looks on. */
export interface LiveList {
  readonly path: string;
  /** @throws AppError  disk or forbidden */
  add(line: string): Promise<void>;
}

/** Begins the list anew. */
export async function startLiveList(path: string): Promise<LiveList> {
  let last = mkdir(dirname(path), { recursive: true }).then(() => writeFile(path, ''));
  await last.catch((cause: unknown) => {
    throw diskError(cause, path);
  });
  return {
    path,
    add(line) {
      last = last.then(() => appendFile(path, `${line}\n`)); // one after the other
      return last.catch((cause: unknown) => {
        throw diskError(cause, path);
      });
    },
  };
}
