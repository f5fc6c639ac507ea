import { basename } from 'node:path';
import { findImageWriter } from '../../src-shared/format/built-in-writers.ts';
import type { SectorFilter } from '../../src-shared/integration/filter-azimuthal.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Recipe } from '../../src-shared/model/schema-types.generated.ts';
import { checkAutoMaskAxis } from '../batch/auto-masked-frames.ts';
import type { FrameRun } from '../batch/frame-recipe.ts';
import { type InputFailure, nameOf } from '../batch/integrate-inputs.ts';
import { createFrameSeparation, type SeparatedFrame } from '../batch/separate-frames.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { programVersion } from '../service/program-name.ts';
import { createIntegrationEngine, type IntegrationEngine } from '../worker/integration-engine.ts';
import { type FramesDone, runFrames } from './frame-run.ts';
import { mergeRecipe } from './integrate-recipe.ts';
import { readRecipe } from './recipe-file.ts';
import { inputsOf } from './run-inputs.ts';
import type { SeparateOptions } from './separate-options.ts';
import type { Terminal } from './terminal.ts';

type Part = 'amorphous' | 'bragg';
type OutputId = `${Part} ${'image' | 'pattern'}`;

const OUTPUTS: readonly OutputId[] = ['amorphous image', 'bragg image', 'amorphous pattern', 'bragg pattern'];

/**
 * Separates images. Everything that can be refused is refused before the first frame is read.
 *
 * @returns the exit code
 * @throws AppError  for what is refused
 */
export async function runSeparate(
  images: readonly string[],
  given: SeparateOptions,
  signal: AbortSignal,
): Promise<number> {
  const base = given.recipe === undefined ? undefined : await readRecipe(given.recipe, 'separate');
  const { options, pairs } = inputsOf(images, given, base);
  const prepare = async () => {
    const imageFormat = options.imageFormat ?? base?.imageFormat ?? 'tif';
    const recipe: Recipe = { ...mergeRecipe(options, base, programVersion()), command: 'separate', imageFormat };
    const filter = sectorFilterOf(recipe);
    const image = `.${imageFormat}`;
    return {
      recipe,
      formats: OUTPUTS,
      suffixOf: (id: OutputId) => `_${partOf(id)}${id.endsWith('image') ? image : '.xy'}`,
      run: (run: FrameRun<OutputId, Recipe>, terminal: Terminal) => separateAll(run, filter, options, terminal, signal),
    };
  };
  return runFrames(images, options, prepare, signal, pairs);
}

/** @throws AppError usage  if the recipe filters otherwise, or asks for errors */
function sectorFilterOf({ settings: { filter, errorModel } }: Recipe): SectorFilter {
  if (filter?.kind === 'sigma-clip')
    throw new AppError(
      'usage',
      'What is the same around the beam is found by a median, not by sigma clipping: leave --filter out, or give median:P1,P2.',
    );
  if (errorModel !== 'none')
    throw new AppError('usage', `A median has no ${errorModel} errors: leave --error-model out.`);
  return filter ?? { kind: 'median', percentile: 50 };
}

async function separateAll(
  run: FrameRun<OutputId, Recipe>,
  filter: SectorFilter,
  options: SeparateOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<FramesDone> {
  const { frames } = run.plan;
  checkAutoMaskAxis(run.recipe, frames);
  const engine = createIntegrationEngine(options.workers === undefined ? {} : { workers: options.workers });
  const separation = createFrameSeparation(run, filter, engine);
  const written = new Set<string>();
  const failures: InputFailure[] = [];
  let planHash: string | null = null;
  try {
    for (const [k, job] of frames.entries()) {
      signal.throwIfAborted();
      try {
        const frame = await separation.separate(job, signal);
        planHash ??= frame.bragg.provenance.planHash;
        for (const { format, path } of job.outputs) {
          await writeWhole(path, await contentOf(format, path, frame, run.shape, engine), {
            overwrite: options.overwrite === true,
          });
          written.add(path);
        }
      } catch (cause) {
        signal.throwIfAborted();
        const { code, message } = AppError.from(cause);
        if (code === 'internal' || code === 'disk') throw cause;
        failures.push({ image: nameOf(job.file.input), frame: job.frame, reason: message });
      }
      terminal.progress(k + 1, frames.length, nameOf(job.file.input));
    }
  } finally {
    await separation.close();
    await engine.close();
  }
  return { written, failures, planHash };
}

async function contentOf(
  format: OutputId,
  path: string,
  frame: SeparatedFrame,
  shape: FrameRun<OutputId, Recipe>['shape'],
  engine: IntegrationEngine,
): Promise<Uint8Array> {
  const part = partOf(format);
  const writer = findImageWriter(path);
  if (format.endsWith('image') && writer) return writer.write({ samples: frame.images[part], shape });
  const files = [{ format: 'xy', name: basename(path) }] as const;
  return engine.formatFiles({ pattern: frame[part], files }, async ({ contents }) => contents[0]!.slice());
}

function partOf(id: OutputId): Part {
  return id.startsWith('bragg') ? 'bragg' : 'amorphous';
}
