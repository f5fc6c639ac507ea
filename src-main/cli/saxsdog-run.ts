import { resolve } from 'node:path';
import { parseSaxsdogDocument, requireSaxsdog } from '../../src-shared/format/saxsdog-calibration-file.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { startLiveList, type LiveList } from '../file/live-list.ts';
import { canonicalPath, checkOutputFolder, isFolder } from '../file/output-folder.ts';
import { withProcessorProfile } from '../file/processor-profile.ts';
import { readTextFile } from '../file/text-file.ts';
import { listLine, type SaxsdogSettings } from '../service/saxsdog-job.ts';
import { saxsdogListPath } from '../service/saxsdog-names.ts';
import { type SaxsdogThreads, startSaxsdogThreads } from '../worker/saxsdog-threads.ts';
import type { CommonOptions } from './common-options.ts';
import { EXIT_DONE, EXIT_INPUTS_FAILED } from './exit-code.ts';
import { createImageQueue, type QueuedImage } from './saxsdog-queue.ts';
import { createTerminal, nameFailure, type Terminal } from './terminal.ts';

export interface SaxsdogOptions extends CommonOptions {
  readonly calibration: string;
  readonly threads: number;
  readonly plot?: boolean;
  readonly watch?: boolean;
  readonly resume?: boolean;
  readonly out?: string;
  readonly relpath: string;
  readonly svg?: boolean;
  readonly png?: boolean;
  readonly profile?: boolean;
  readonly silent?: boolean;
  readonly nowalk?: boolean;
  readonly walkInParallel?: boolean;
  readonly compatible?: boolean;
}

/**
 * Converts the images of a directory tree. One that cannot be read is named, and does not stop the others.
 *
 * @returns the exit code
 * @throws AppError  for what is refused before any work
 */
export async function runSaxsdog(folder: string, options: SaxsdogOptions, signal: AbortSignal): Promise<number> {
  const terminal = createTerminal({ ...options, quiet: options.quiet === true || options.silent === true });
  if (!(await isFolder(folder)))
    throw new AppError('not-found', `"${folder}" is not a folder: a folder of images was expected.`);
  if (options.out !== undefined) await checkOutputFolder(options.out);
  const settings: SaxsdogSettings = {
    path: options.calibration,
    text: await readTextFile(options.calibration),
    compatible: options.compatible === true,
    placement: { out: options.out, relative: options.relpath },
    resumes: options.resume === true,
    svg: options.svg === true,
    png: options.png === true,
    plot: options.plot === true,
  };
  // A profile sees one thread only.
  const threads = await startSaxsdogThreads(settings, options.profile ? 1 : options.threads);
  try {
    const calibration = requireSaxsdog(parseSaxsdogDocument(settings.text).value, settings.path);
    if (options.nowalk && !options.watch)
      terminal.problem('--nowalk leaves out the images that are there, and without --watch no others are awaited.');
    const list =
      calibration['Live-Filelisting'] === false ? undefined : await startLiveList(saxsdogListPath(resolve(folder)));
    const run = createRun(threads, terminal, list);
    const masks = await Promise.all(
      calibration.Masks.map(({ MaskFile }) => canonicalPath(resolve(options.calibration, '..', MaskFile))),
    );
    const queue = createImageQueue(folder, {
      threads: options.threads,
      isWatching: options.watch === true,
      skipsExisting: options.nowalk === true,
      walksInParallel: options.walkInParallel === true || options.watch === true,
      accepts: async (path) => !masks.includes(await canonicalPath(path)),
      process: run.process,
      onGivenUp: run.giveUp,
      signal,
    });
    if (options.profile) await withProcessorProfile('prof', queue.run);
    else await queue.run();
    return run.finish();
  } finally {
    await threads.close();
  }
}

function createRun(threads: SaxsdogThreads, terminal: Terminal, list: LiveList | undefined) {
  const written: string[] = [];
  const failed: { readonly image: string; readonly reason: string }[] = [];
  let [images, skipped] = [0, 0];

  return {
    async process({ path }: QueuedImage): Promise<void> {
      const done = await threads.process(path);
      written.push(...done.written);
      if (done.written.length === 0) skipped++;
      else images++;
      await list?.add(listLine(path, done.parameters));
      done.lines.forEach(terminal.print);
      terminal.print(done.written.length === 0 ? `${path}: already there` : `${path} → ${done.written.join(', ')}`);
    },
    giveUp({ path }: QueuedImage, error: AppError): void {
      failed.push({ image: path, reason: error.message });
      terminal.problem(nameFailure(path, error.message));
    },
    finish(): number {
      terminal.report({ images, skipped, written, failed });
      return failed.length > 0 ? EXIT_INPUTS_FAILED : EXIT_DONE;
    },
  };
}
