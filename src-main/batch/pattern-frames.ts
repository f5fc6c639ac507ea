import { AppError } from '../../src-shared/model/app-error.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import { patternOf } from '../service/pattern-of.ts';
import type { KeyedFrame } from '../worker/integrate-files.ts';
import type { IntegrationEngine } from '../worker/integration-engine.ts';
import { autoMaskedFrames } from './auto-masked-frames.ts';
import { type FrameRecipe, type FrameSetup, frameOrigin } from './frame-recipe.ts';
import type { IntegrateFrames, KeyedJob } from './frame-result.ts';

/** Patterns of frames, in the order of the frames. */
export function patternFrames<F extends string>(
  setup: FrameSetup<FrameRecipe>,
  engine: IntegrationEngine,
): IntegrateFrames<Pattern1d, F> {
  const { recipe, calibration, shape, images } = setup;
  return async function* integrate(jobs, signal) {
    const underWay = new Map<number, KeyedJob<F>['job']>();
    function* taken(): Generator<KeyedJob<F>> {
      for (const keyed of jobs) {
        underWay.set(keyed.key, keyed.job);
        yield keyed;
      }
    }
    const results = engine.integrateFiles(
      {
        ...{ calibration, shape, settings: recipe.settings, ...images },
        frames: recipe.autoMask ? autoMaskedFrames(setup, recipe.autoMask, taken(), signal) : framePlaces(taken()),
      },
      { signal },
    );
    for await (const result of results) {
      const { key } = result;
      const job = underWay.get(key);
      underWay.delete(key);
      if (!job) throw new AppError('internal', `Frame ${key} came back, which nobody had asked for.`);
      if ('error' in result) {
        yield { key, error: result.error };
        continue;
      }
      let origin: Awaited<ReturnType<typeof frameOrigin>>;
      try {
        origin = await frameOrigin(setup, job, signal);
      } catch (cause) {
        signal.throwIfAborted();
        const error = AppError.from(cause);
        if (error.code === 'internal') throw cause;
        yield { key, error };
        continue;
      }
      const value = patternOf(result, origin);
      const { radial, intensity, count } = value;
      yield {
        key,
        result: {
          ...{ value, radial, intensity, pixels: sumOf(count) },
          ignoredPixels: value.provenance.ignoredPixels,
          isSaturated: result.isSaturated ?? false,
          planHash: result.planHash,
          times: result.times ?? {},
        },
      };
    }
  };
}

function* framePlaces<F extends string>(jobs: Iterable<KeyedJob<F>>): Generator<KeyedFrame> {
  for (const { key, job } of jobs) {
    const { path, dataset } = job.file.input;
    yield { path, dataset, frame: job.frame, stored: job.file.stored, key };
  }
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}
