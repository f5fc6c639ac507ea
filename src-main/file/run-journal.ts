import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from './atomic-write.ts';
import { diskError, errorCode } from './disk-error.ts';

/** A frame whose results are on the disk. */
export interface JournalEntry {
  /** Absolute path of the image. */
  readonly image: string;
  readonly dataset?: string;
  readonly frame: number;
  /** Of the image when it was read. */
  readonly size: number;
  readonly modified: number;
  /** Hash of its row in an HDF5 file that was not finished. */
  readonly row?: string;
}

export interface JournalContent {
  /** Hash of what the results depend on. */
  readonly recipe: string;
  readonly entries: readonly JournalEntry[];
}

/** What a run has finished, one line of JSON each; it outlives the program, and is gone when the run is over. */
export interface RunJournal {
  /** Returns when the lines are on the disk. @throws AppError disk */
  append(entries: readonly JournalEntry[]): Promise<void>;
  close(): Promise<void>;
  remove(): Promise<void>;
}

/** @param run  tells runs apart that write to one folder at the same time */
export const journalName = (run: string): string => `.annulus-journal-${run}.ndjson`;

/** @returns null where there is none; a line that was cut off ends the list. @throws AppError "forbidden" or "disk" */
export async function readRunJournal(path: string): Promise<JournalContent | null> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ENOTDIR') return null;
    throw diskError(cause, path);
  });
  if (text === null) return null;
  const [first = '', ...lines] = text.split('\n').slice(0, -1);
  const header = parseLine(first);
  if (typeof header?.recipe !== 'string') return null;
  const entries: JournalEntry[] = [];
  for (const line of lines) {
    const entry = parseLine(line);
    if (!entry || !isEntry(entry)) break;
    entries.push(entry);
  }
  return { recipe: header.recipe, entries };
}

/** Begins a journal with what an earlier run had finished. @throws AppError "forbidden" or "disk" */
export async function createRunJournal(path: string, { recipe, entries }: JournalContent): Promise<RunJournal> {
  const lines = [{ recipe }, ...entries].map((line) => `${JSON.stringify(line)}\n`);
  await writeWhole(path, lines.join(''), { overwrite: true });
  const file = await open(path, 'a').catch((cause: unknown) => {
    throw diskError(cause, path);
  });
  let last: Promise<unknown> = Promise.resolve();

  return {
    append(added) {
      const text = added.map((line) => `${JSON.stringify(line)}\n`).join('');
      const written = last.then(async () => {
        try {
          await file.appendFile(text);
          await file.datasync();
        } catch (cause) {
          throw diskError(cause, path);
        }
      });
      last = written.catch(() => undefined);
      return written;
    },
    async close() {
      await last;
      await file.close();
    },
    async remove() {
      await last;
      await file.close();
      await rm(path, { force: true });
    },
  };
}

const PART = /^\.(.+)\.[0-9a-f]{12}\.part$/;

/** Takes away what a run that was killed left half written. */
export async function removeStaleParts(folder: string, isOurs: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const owner = PART.exec(name)?.[1];
    if (owner !== undefined && isOurs(owner)) await rm(join(folder, name), { force: true });
  }
}

function parseLine(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function isEntry(value: object): value is JournalEntry {
  return 'image' in value && typeof value.image === 'string' && 'frame' in value && typeof value.frame === 'number';
}
