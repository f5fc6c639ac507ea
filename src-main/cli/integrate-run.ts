import { patternSuffix, patternTextFormat } from '../../src-shared/format/pattern-formats.ts';
import type { PatternFormatId } from '../../src-shared/format/pattern-format.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import type { Recipe } from '../../src-shared/model/schema-types.generated.ts';
import { programVersion } from '../service/program-name.ts';
import { createIntegrationEngine, type IntegrationEngine } from '../worker/integration-engine.ts';
import { checkAutoMaskAxis } from '../batch/auto-masked-frames.ts';
import type { FrameRun } from '../batch/frame-recipe.ts';
import { createPatternWriter } from '../batch/pattern-writer.ts';
import { patternFrames } from '../batch/pattern-frames.ts';
import { runBatch } from './batch-frames.ts';
import { type FramesDone, runFrames } from './frame-run.ts';
import { checkFormats } from './integrate-checks.ts';
import { nameOf } from '../batch/integrate-inputs.ts';
import type { IntegrateOptions } from './integrate-options.ts';
import { mergeRecipe } from './integrate-recipe.ts';
import { readRecipe } from './recipe-file.ts';
import { takeInputs } from './run-inputs.ts';
import type { Terminal } from './terminal.ts';

/**
 * Integrates images. Everything that can be refused is refused before the first frame is read.
 *
 * @returns the exit code
 * @throws AppError  for what is refused
 */
export async function runIntegrate(
  images: readonly string[],
  given: IntegrateOptions,
  signal: AbortSignal,
): Promise<number> {
  const { options, pairs } = await takeInputs(images, given, 'azimuthal-integration');
  const engine = createIntegrationEngine(options.workers === undefined ? {} : { workers: options.workers });
  const prepare = async () => {
    const base = options.recipe === undefined ? undefined : await readRecipe(options.recipe);
    const recipe = mergeRecipe(options, base, programVersion());
    checkFormats(recipe);
    if (!options.dryRun) engine.start(); // threads load while the inputs are looked at
    return {
      recipe,
      formats: recipe.formats,
      tables: recipe.tables ?? [],
      suffixOf: patternSuffix,
      run: (run: FrameRun<PatternFormatId, Recipe>, terminal: Terminal) =>
        integrateAll(run, engine, options, terminal, signal),
    };
  };
  try {
    return await runFrames(images, options, prepare, signal, pairs);
  } finally {
    await engine.close();
  }
}

async function integrateAll(
  run: FrameRun<PatternFormatId, Recipe>,
  engine: IntegrationEngine,
  options: IntegrateOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<FramesDone> {
  const { recipe, plan } = run;
  checkAutoMaskAxis(recipe, plan.frames);
  let firstAxis: Float64Array | undefined;
  let axesDiffer = false;
  let hasEmptyBins = false;
  let emptyPattern: string | undefined;
  const done = await runBatch({
    ...{ run, terminal, signal, engine },
    integrate: patternFrames(run, engine),
    createWriter: (stacks, table) => createPatternWriter(engine, options.overwrite === true, stacks, table),
    overwrite: options.overwrite === true,
    resume: options.resume === true,
    summary: options.summary,
    onResult(job, pattern: Pattern1d) {
      firstAxis ??= pattern.radial;
      axesDiffer ||= !isSameAxis(firstAxis, pattern.radial);
      hasEmptyBins ||= isAnyBinEmpty(pattern);
      emptyPattern ??= pattern.count.some((count) => count > 0) ? undefined : nameOf(job.file.input);
    },
  });
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
  return done;
}

function isSameAxis(a: Float64Array, b: Float64Array): boolean {
  return a === b || (a.length === b.length && a[0] === b[0] && a.at(-1) === b.at(-1));
}

function isAnyBinEmpty({ count }: Pattern1d): boolean {
  for (let bin = 0; bin < count.length; bin++) if (count[bin] === 0) return true; // includes() takes ten times as long
  return false;
}
