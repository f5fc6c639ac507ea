import { cakeFormat, cakeSuffix } from '../../src-shared/format/cake-formats.ts';
import { SIDECAR_SUFFIX } from '../../src-shared/format/cake-sidecar.ts';
import { type Cake, countFilled } from '../../src-shared/model/cake.ts';
import type { CakeRecipe } from '../../src-shared/model/schema-types.generated.ts';
import { programVersion } from '../service/program-name.ts';
import { createIntegrationEngine, type IntegrationEngine } from '../worker/integration-engine.ts';
import { cakeFrames } from '../batch/cake-frames.ts';
import type { CakeOptions } from './cake-options.ts';
import { mergeCakeRecipe, readCakeRecipe } from './cake-recipe.ts';
import { type CakeOutputId, createCakeWriter } from '../batch/cake-writer.ts';
import type { FrameRun } from '../batch/frame-recipe.ts';
import { runBatch } from './batch-frames.ts';
import { type FramesDone, runFrames } from './frame-run.ts';
import { nameOf } from '../batch/integrate-inputs.ts';
import { takeInputs } from './run-inputs.ts';
import type { Terminal } from './terminal.ts';

/**
 * Makes cakes of images. Everything that can be refused is refused before the first frame is read.
 *
 * @returns the exit code
 * @throws AppError  for what is refused
 */
export async function runCake(images: readonly string[], given: CakeOptions, signal: AbortSignal): Promise<number> {
  const { options, pairs } = await takeInputs(images, given, 'caking');
  const engine = createIntegrationEngine(options.workers === undefined ? {} : { workers: options.workers });
  const prepare = async () => {
    const base = options.recipe === undefined ? undefined : await readCakeRecipe(options.recipe);
    const recipe = mergeCakeRecipe(options, base, programVersion());
    const formats: CakeOutputId[] = [...recipe.layouts, 'sidecar'];
    if (!options.dryRun) engine.start(); // threads load while the inputs are looked at
    return {
      recipe,
      formats,
      suffixOf: (id: CakeOutputId) => (id === 'sidecar' ? SIDECAR_SUFFIX : cakeSuffix(id)),
      run: (run: FrameRun<CakeOutputId, CakeRecipe>, terminal: Terminal) =>
        cakeAll(run, engine, options, terminal, signal),
      summary: { cakes: recipe.cut.azimuthBins },
    };
  };
  try {
    return await runFrames(images, options, prepare, signal, pairs);
  } finally {
    await engine.close();
  }
}

async function cakeAll(
  run: FrameRun<CakeOutputId, CakeRecipe>,
  engine: IntegrationEngine,
  options: CakeOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<FramesDone> {
  let hasEmptyCells = false;
  let emptyCake: string | undefined;
  let lastCount: Float32Array | undefined;
  const done = await runBatch({
    ...{ run, terminal, signal, engine },
    integrate: cakeFrames(run, engine),
    createWriter: (stacks) => createCakeWriter(engine, options.overwrite === true, stacks),
    resume: options.resume === true,
    overwrite: options.overwrite === true,
    summary: options.summary,
    onResult(job, cake: Cake) {
      const { count } = cake;
      if (count === lastCount) return; // frames without invalid pixels share their counts
      lastCount = count;
      const filled = countFilled(cake);
      hasEmptyCells ||= filled < count.length;
      if (filled === 0) emptyCake ??= nameOf(job.file.input);
    },
  });
  if (emptyCake !== undefined)
    terminal.notice(
      `Warning: no pixel of ${emptyCake} lies inside the ranges, so every cell is empty: check --radial-range and --azimuth-range.`,
    );
  const zeroed = run.recipe.layouts.filter((id) => cakeFormat(id)?.emptyCell === 'zero');
  if (hasEmptyCells && emptyCake === undefined && zeroed.length > 0)
    terminal.notice(`Some cells are empty: ${zeroed.join(' and ')} can only say 0 there; npy and h5 have NaN.`);
  return done;
}
