import type { BatchTask } from '../../src-shared/model/schema-types.generated.ts';
import { createFolderWatcher, type FolderWatcher } from '../batch/folder-watcher.ts';
import { isImageComplete } from '../batch/is-image-complete.ts';
import type { FileAccess } from '../file/file-access.ts';
import { listenToFolder } from '../file/listen-to-folder.ts';
import type { ImageStore } from '../store/image-store.ts';
import type { MaskStore } from '../store/mask-store.ts';
import { listInputs, planTask, readTaskImages, type RefInput } from './batch-task.ts';
import type { SessionBatch } from './session-batch.ts';

/** Gives a batch the files of its folders as they arrive; a file that is written again is done again. */
export function watchInputs({
  task,
  out,
  files,
  images,
  masks,
  batch,
  existingFrames,
  folders,
}: {
  readonly task: BatchTask;
  readonly out: string;
  readonly files: FileAccess;
  readonly images: ImageStore;
  readonly masks: MaskStore;
  readonly batch: SessionBatch;
  readonly existingFrames: boolean;
  /** Where the system is asked to tell of changes. */
  readonly folders: readonly string[];
}): FolderWatcher {
  const framesOf = new Map<string, number[]>();
  const signal = new AbortController().signal;

  async function take(ready: readonly RefInput[]): Promise<void> {
    batch.know(ready);
    const again = ready.flatMap(({ path }) => framesOf.get(path) ?? []);
    const fresh = ready.filter(({ path }) => !framesOf.has(path));
    if (again.length > 0) batch.run.repeat(again);
    if (fresh.length === 0) return;
    const { plan, failures, shape } = await planTask(task, fresh, out, signal, 'replace');
    batch.addFailures(failures);
    if (shape && !batch.isPrepared()) batch.prepare(await readTaskImages(task, shape, files, images, masks, signal));
    const first = batch.run.frames.length;
    for (const [i, { file }] of plan.frames.entries())
      framesOf.set(file.input.path, [...(framesOf.get(file.input.path) ?? []), first + i]);
    batch.addPlan(plan);
  }

  return createFolderWatcher({
    scan: (scanSignal) => listInputs(task, files, scanSignal),
    isComplete: isImageComplete,
    onReady: (ready) => take(ready as readonly RefInput[]),
    listen: (onChange) => {
      const ends = folders.map((folder) => listenToFolder(folder, task.recursive, onChange));
      return () => {
        for (const end of ends) end();
      };
    },
    ignoreExisting: !existingFrames,
  });
}

/** The folders among the inputs of a task. */
export async function watchedFolders({ inputs }: BatchTask, files: FileAccess): Promise<string[]> {
  const folders: string[] = [];
  for (const { ref } of inputs)
    if ((await files.entry(ref)).kind === 'directory') folders.push(await files.resolve(ref, 'read'));
  return folders;
}
