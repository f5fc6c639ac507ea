import { AppError } from '../../src-shared/model/app-error.ts';

/** More than this is not copied through a browser; the file browser reads it where it lies. */
export const MAX_DROPPED_FILES = 200;
const MAX_DROPPED_BYTES = 2 ** 30;

/**
 * Files of a drop, those of dropped folders included (one level: what a folder lists).
 * @throws AppError  'usage' if there are more than can be copied
 */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  // Entries must be asked for before the first await: the drop is empty afterwards.
  const entries = Array.from(transfer.items, (item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null));
  const loose = Array.from(transfer.files);
  const files: File[] = [];
  for (const [index, entry] of entries.entries()) {
    if (entry?.isDirectory) files.push(...(await filesOf(entry as FileSystemDirectoryEntry)));
    else if (entry?.isFile) files.push(await fileOf(entry as FileSystemFileEntry));
    else if (loose[index]) files.push(loose[index]);
  }
  const all = files.length > 0 ? files : loose;
  const bytes = all.reduce((sum, file) => sum + file.size, 0);
  if (all.length > MAX_DROPPED_FILES || bytes > MAX_DROPPED_BYTES)
    throw new AppError(
      'usage',
      `${all.length} files of ${Math.round(bytes / 1e6)} MB are too much to copy: open them with the file browser instead.`,
    );
  return all;
}

async function filesOf(directory: FileSystemDirectoryEntry): Promise<File[]> {
  const reader = directory.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (batch.length === 0) break;
    entries.push(...batch);
    if (entries.length > MAX_DROPPED_FILES)
      throw new AppError(
        'usage',
        `The folder ${directory.name} holds more than ${MAX_DROPPED_FILES} files: open it with the file browser instead.`,
      );
  }
  const files = entries.filter((entry) => entry.isFile && !entry.name.startsWith('.'));
  return Promise.all(files.map((entry) => fileOf(entry as FileSystemFileEntry)));
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}
