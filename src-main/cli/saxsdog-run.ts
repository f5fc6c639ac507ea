import { resolve } from 'node:path';
import { AppError } from '../../src-shared/model/app-error.ts';
import { startLiveList, type LiveList } from '../file/live-list.ts';
import { canonicalPath, checkOutputFolder, isFolder } from '../file/output-folder.ts';
import { withProcessorProfile } from '../file/processor-profile.ts';
import { readTextFile } from '../file/text-file.ts';
import { createSaxsdogEngine, type SaxsdogEngine } from '../service/saxsdog-engine.ts';
import {
  type DrawnImage,
  listLine,
  processSaxsdogImage,
  readSaxsdogMask,
  type SaxsdogJob,
} from '../service/saxsdog-job.ts';
import { saxsdogListPath } from '../service/saxsdog-names.ts';
import type { CommonOptions } from './common-options.ts';
import { EXIT_DONE, EXIT_INPUTS_FAILED } from './exit-code.ts';
import { drawInTerminal, writeCurvePicture, writeImagePicture } from './saxsdog-pictures.ts';
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
  if (options.nowalk && !options.watch)
    throw new AppError('usage', '--nowalk leaves out the images that are there: it needs --watch.');
  if (!(await isFolder(folder)))
    throw new AppError('not-found', `"${folder}" is not a folder: a folder of images was expected.`);
  if (options.out !== undefined) await checkOutputFolder(options.out);
  const engine = await openEngine(options, signal);
  const list =
    engine.calibration['Live-Filelisting'] === false
      ? undefined
      : await startLiveList(saxsdogListPath(resolve(folder)));
  const run = createRun(engine, options, terminal, list, signal);
  const masks = await Promise.all(
    engine.calibration.Masks.map(({ MaskFile }) => canonicalPath(resolve(options.calibration, '..', MaskFile))),
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
}

async function openEngine(
  { calibration: path, compatible = false, threads }: SaxsdogOptions,
  signal: AbortSignal,
): Promise<SaxsdogEngine> {
  const text = await readTextFile(path);
  try {
    return await createSaxsdogEngine({
      name: path,
      text,
      compatible,
      frames: threads,
      readMask: (file) => readSaxsdogMask(path, file, signal),
    });
  } catch (cause) {
    const error = AppError.from(cause);
    if (error.code !== 'format' || error.message.includes(path)) throw error;
    throw new AppError('calibration', `${path}: ${error.message}`, { cause });
  }
}

function createRun(
  engine: SaxsdogEngine,
  options: SaxsdogOptions,
  terminal: Terminal,
  list: LiveList | undefined,
  signal: AbortSignal,
) {
  const job: SaxsdogJob = {
    engine,
    placement: { out: options.out, relative: options.relpath },
    overwrites: engine.calibration.OverwriteFiles !== false && options.resume !== true,
    drawBeside: draw,
  };
  const written: string[] = [];
  const failed: { readonly image: string; readonly reason: string }[] = [];
  let [images, skipped] = [0, 0];

  async function draw({ path, base, image, results }: DrawnImage): Promise<string[]> {
    const pictures: string[] = [];
    if (options.svg) pictures.push(await writeCurvePicture(base, path, results));
    if (options.png) pictures.push(await writeImagePicture(base, image));
    if (options.plot) drawInTerminal(path, results, terminal.print);
    return pictures;
  }

  return {
    async process({ path }: QueuedImage): Promise<void> {
      const done = await processSaxsdogImage(job, path, signal);
      written.push(...done.written);
      if (done.written.length === 0) skipped++;
      else images++;
      await list?.add(listLine(path, done.parameters));
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
