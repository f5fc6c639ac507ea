import { patternSuffix, patternTextFormat } from '../../src-shared/format/pattern-formats.ts';
import type { PatternFormatId } from '../../src-shared/format/pattern-format.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import type { Recipe } from '../../src-shared/model/schema-types.generated.ts';
import { patternOf } from '../service/pattern-of.ts';
import { programVersion } from '../service/program-name.ts';
import { createIntegrationEngine } from '../worker/integration-engine.ts';
import { autoMaskedFrames } from '../batch/auto-masked-frames.ts';
import { type FrameRun, frameOrigin } from '../batch/frame-recipe.ts';
import { type FramesDone, runFrames, stoppedAt } from './frame-run.ts';
import { checkFormats } from './integrate-checks.ts';
import { type InputFailure, nameOf } from '../batch/integrate-inputs.ts';
import type { IntegrateOptions } from './integrate-options.ts';
import { mergeRecipe } from './integrate-recipe.ts';
import type { FrameJob } from '../batch/plan-outputs.ts';
import { readRecipe } from './recipe-file.ts';
import { createResultWriter } from '../batch/result-writer.ts';
import type { Terminal } from './terminal.ts';

/**
 * Integrates images. Everything that can be refused is refused before the first frame is read.
 *
 * @returns the exit code
 * @throws AppError  for what is refused
 */
export function runIntegrate(
  images: readonly string[],
  options: IntegrateOptions,
  signal: AbortSignal,
): Promise<number> {
  const prepare = async () => {
    const base = options.recipe === undefined ? undefined : await readRecipe(options.recipe);
    const recipe = mergeRecipe(options, base, programVersion());
    checkFormats(recipe);
    return {
      recipe,
      formats: recipe.formats,
      suffixOf: patternSuffix,
      run: (run: FrameRun<PatternFormatId, Recipe>, terminal: Terminal) => integrateAll(run, options, terminal, signal),
    };
  };
  return runFrames(images, options, prepare, signal);
}

async function integrateAll(
  run: FrameRun<PatternFormatId, Recipe>,
  options: IntegrateOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<FramesDone> {
  const { recipe, calibration, shape, images, plan } = run;
  const failures: InputFailure[] = [];
  const engine = createIntegrationEngine(options.workers === undefined ? {} : { workers: options.workers });
  const writer = createResultWriter(options.overwrite === true);
  let planHash: string | null = null;
  let firstAxis: Float64Array | undefined;
  let axesDiffer = false;
  let hasEmptyBins = false;
  let emptyPattern: string | undefined;
  let count = 0;
  const failed = (job: FrameJob, cause: unknown): null => {
    signal.throwIfAborted();
    const error = AppError.from(cause);
    if (error.code === 'internal') throw cause;
    failures.push({ image: nameOf(job.file.input), frame: job.frame, reason: error.message });
    return null;
  };
  try {
    const results = engine.integrateFiles(
      {
        calibration,
        shape,
        settings: recipe.settings,
        staticMask: images.staticMask,
        dark: images.dark,
        flat: images.flat,
        background: images.background,
        frames: recipe.autoMask
          ? autoMaskedFrames(run, recipe.autoMask, signal)
          : plan.frames.map((job, key) => ({
              path: job.file.input.path,
              dataset: job.file.input.dataset,
              frame: job.frame,
              key,
            })),
      },
      { signal },
    );
    for await (const result of results) {
      const job = plan.frames[result.key] as FrameJob;
      terminal.progress(++count, plan.frames.length, 'frames');
      if ('error' in result) {
        failures.push({ image: nameOf(job.file.input), frame: job.frame, reason: result.error.message });
        continue;
      }
      const origin = await frameOrigin(run, job, signal).catch((cause: unknown) => failed(job, cause));
      if (!origin) continue;
      const pattern = patternOf(result, origin);
      planHash ??= result.planHash;
      firstAxis ??= pattern.radial;
      axesDiffer ||= !isSameAxis(firstAxis, pattern.radial);
      hasEmptyBins ||= isAnyBinEmpty(pattern);
      emptyPattern ??= pattern.count.some((count) => count > 0) ? undefined : nameOf(job.file.input);
      await writer.write(job, pattern);
    }
    await writer.finish();
  } catch (cause) {
    failures.push(stoppedAt(plan.frames[Math.max(0, count - 1)], cause, signal));
  } finally {
    await writer.abandon();
    await engine.close();
  }
  if (axesDiffer)
    terminal.notice(
      'The radial axes of the results differ, because value limits leave other pixels in each image: --radial-range A,B gives all the same axis.',
    );
  if (emptyPattern !== undefined)
    terminal.notice(
      `Warning: no pixel of ${emptyPattern} lies inside the ranges, so every bin is empty: check --radial-range and --azimuth-range.`,
    );
  const zeroed = recipe.formats.filter((id) => patternTextFormat(id)?.emptyBin === 'zero');
  if (hasEmptyBins && zeroed.length > 0)
    terminal.notice(
      `Some bins are empty: ${zeroed.join(' and ')} can only say 0 there; csv tells them by their count.`,
    );
  return { written: new Set(writer.written), failures, planHash };
}

function isSameAxis(a: Float64Array, b: Float64Array): boolean {
  return a === b || (a.length === b.length && a[0] === b[0] && a.at(-1) === b.at(-1));
}

function isAnyBinEmpty({ count }: Pattern1d): boolean {
  return count.includes(0);
}
