import { cakeFormat, cakeSuffix } from '../../src-shared/format/cake-formats.ts';
import { SIDECAR_SUFFIX } from '../../src-shared/format/cake-sidecar.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { CakeRecipe } from '../../src-shared/model/schema-types.generated.ts';
import { cakeOf } from '../service/cake-of.ts';
import { programVersion } from '../service/program-name.ts';
import { createFrameReader } from '../worker/frame-reader.ts';
import { createIntegrationEngine } from '../worker/integration-engine.ts';
import { createAutoMasking } from '../batch/auto-masked-frames.ts';
import type { CakeOptions } from './cake-options.ts';
import { mergeCakeRecipe, readCakeRecipe } from './cake-recipe.ts';
import { type CakeOutputId, createCakeWriter } from '../batch/cake-writer.ts';
import { type FrameRun, frameOrigin } from '../batch/frame-recipe.ts';
import { type FramesDone, runFrames, stoppedAt } from './frame-run.ts';
import { type InputFailure, nameOf } from '../batch/integrate-inputs.ts';
import type { FrameJob } from '../batch/plan-outputs.ts';
import type { Terminal } from './terminal.ts';

/**
 * Makes cakes of images. Everything that can be refused is refused before the first frame is read.
 *
 * @returns the exit code
 * @throws AppError  for what is refused
 */
export function runCake(images: readonly string[], options: CakeOptions, signal: AbortSignal): Promise<number> {
  const prepare = async () => {
    const base = options.recipe === undefined ? undefined : await readCakeRecipe(options.recipe);
    const recipe = mergeCakeRecipe(options, base, programVersion());
    const formats: CakeOutputId[] = [...recipe.layouts, 'sidecar'];
    return {
      recipe,
      formats,
      suffixOf: (id: CakeOutputId) => (id === 'sidecar' ? SIDECAR_SUFFIX : cakeSuffix(id)),
      run: (run: FrameRun<CakeOutputId, CakeRecipe>, terminal: Terminal) => cakeAll(run, options, terminal, signal),
      summary: { cakes: recipe.cut.azimuthBins },
    };
  };
  return runFrames(images, options, prepare, signal);
}

async function cakeAll(
  run: FrameRun<CakeOutputId, CakeRecipe>,
  options: CakeOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<FramesDone> {
  const { recipe, plan } = run;
  const failures: InputFailure[] = [];
  const engine = createIntegrationEngine(options.workers === undefined ? {} : { workers: options.workers });
  const writer = createCakeWriter(options.overwrite === true);
  const reader = createFrameReader();
  const masked = recipe.autoMask ? createAutoMasking(run, recipe.autoMask) : (image: DetectorImage) => image;
  let planHash: string | null = null;
  let hasEmptyCells = false;
  let emptyCake: string | undefined;
  let current: FrameJob<CakeOutputId> | undefined;
  try {
    for (const [index, job] of plan.frames.entries()) {
      signal.throwIfAborted();
      current = job;
      terminal.progress(index + 1, plan.frames.length, 'frames');
      const made = await cakeOne(run, job, engine, reader, masked, signal).catch((cause: unknown) => {
        signal.throwIfAborted();
        const error = AppError.from(cause);
        if (error.code === 'internal') throw cause;
        failures.push({ image: nameOf(job.file.input), frame: job.frame, reason: error.message });
        return null;
      });
      if (!made) continue;
      planHash ??= made.provenance.planHash;
      const filled = made.count.reduce((total, count) => total + (count > 0 ? 1 : 0), 0);
      hasEmptyCells ||= filled < made.count.length;
      if (filled === 0) emptyCake ??= nameOf(job.file.input);
      await writer.write(job, made);
    }
    await writer.finish();
  } catch (cause) {
    failures.push(stoppedAt(current, cause, signal));
  } finally {
    await writer.abandon();
    await reader.close();
    await engine.close();
  }
  if (emptyCake !== undefined)
    terminal.notice(
      `Warning: no pixel of ${emptyCake} lies inside the ranges, so every cell is empty: check --radial-range and --azimuth-range.`,
    );
  const zeroed = recipe.layouts.filter((id) => cakeFormat(id)?.emptyCell === 'zero');
  if (hasEmptyCells && emptyCake === undefined && zeroed.length > 0)
    terminal.notice(`Some cells are empty: ${zeroed.join(' and ')} can only say 0 there; npy and h5 have NaN.`);
  return { written: new Set(writer.written), failures, planHash };
}

async function cakeOne(
  run: FrameRun<CakeOutputId, CakeRecipe>,
  job: FrameJob<CakeOutputId>,
  engine: ReturnType<typeof createIntegrationEngine>,
  reader: ReturnType<typeof createFrameReader>,
  masked: (image: DetectorImage) => DetectorImage,
  signal: AbortSignal,
): Promise<ReturnType<typeof cakeOf>> {
  const { calibration, shape, images } = run;
  const origin = await frameOrigin(run, job, signal);
  const { settings, cut } = run.recipe;
  const { file, frame } = job;
  const { path, dataset } = file.input;
  // The first frame of a file lays out the radial axis for all of them.
  const axisFrame =
    settings.radialRange || frame === 0 ? undefined : masked(await reader.read({ path, dataset, frame: 0 }));
  const image = masked(await reader.read({ path, dataset, frame }));
  const result = await engine.integrateCake({ calibration, shape, settings, cut, ...images, axisFrame, image }, signal);
  return cakeOf(result, { ...origin, cut });
}
