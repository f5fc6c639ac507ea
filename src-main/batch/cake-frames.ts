import { AppError } from '../../src-shared/model/app-error.ts';
import type { Cake } from '../../src-shared/model/cake.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { CakeRecipe } from '../../src-shared/model/schema-types.generated.ts';
import { cakeOf } from '../service/cake-of.ts';
import { createFrameReader } from '../worker/frame-reader.ts';
import type { IntegrationEngine } from '../worker/integration-engine.ts';
import { isSaturated } from '../worker/is-saturated.ts';
import { createAutoMasking } from './auto-masked-frames.ts';
import { summaryOfCake } from './cake-summary.ts';
import { type FrameRecipe, type FrameSetup, frameOrigin } from './frame-recipe.ts';
import type { IntegrateFrames, KeyedJob } from './frame-result.ts';

/** Frames under way: those that wait for the plan are taken in one pass, which is faster than one by one. */
const AHEAD = 5;

/** Cakes of frames in their order, read one after the other, integrated several at a time in all threads. */
export function cakeFrames<F extends string>(
  setup: FrameSetup<FrameRecipe & Pick<CakeRecipe, 'cut'>>,
  engine: IntegrationEngine,
): IntegrateFrames<Cake, F> {
  const { recipe, calibration, shape, images } = setup;
  const { settings, cut, autoMask } = recipe;
  const masked = autoMask ? createAutoMasking(setup, autoMask) : (image: DetectorImage) => image;

  return async function* integrate(jobs, signal) {
    const reader = createFrameReader(shape[0] * shape[1]);
    async function read(job: KeyedJob<F>['job']) {
      const started = performance.now();
      const { stored } = job.file;
      const { path, dataset } = job.file.input;
      // The first frame of a file lays out the radial axis for all of them.
      const axisFrame =
        settings.radialRange || job.frame === 0
          ? undefined
          : masked(await reader.read({ path, dataset, stored, frame: 0 }));
      const raw = await reader.read({ path, dataset, stored, frame: job.frame });
      const origin = await frameOrigin(setup, job, signal);
      // The first frame of a stack is looked at for the others too: it is never given back.
      const release = (): void => {
        if (job.frame > 0 || job.file.summary.frameCount === 1) reader.release(raw);
      };
      return { axisFrame, image: masked(raw), release, origin, ms: performance.now() - started };
    }
    async function make({ key, job }: KeyedJob<F>, before: Promise<unknown>) {
      try {
        await before; // one file is read at a time
        const { axisFrame, image, release, origin, ms } = await read(job);
        const started = performance.now();
        const making = engine.integrateCake({ calibration, shape, settings, cut, ...images, axisFrame, image }, signal);
        const done = making
          .then((made) => {
            const cake = cakeOf(made, { ...origin, cut });
            const times = { read: ms, integrate: performance.now() - started };
            const releaseCake = (): void => engine.releaseCake(made);
            return {
              key,
              result: {
                ...summaryOfCake(cake),
                value: cake,
                isSaturated: isSaturated(image),
                times,
                release: releaseCake,
              },
            };
          })
          .finally(release);
        return { key, done };
      } catch (cause) {
        return { key, done: Promise.reject(cause) };
      }
    }

    const iterator = jobs[Symbol.iterator]();
    const ahead: ReturnType<typeof make>[] = [];
    function fill(): void {
      while (ahead.length < AHEAD) {
        const next = iterator.next();
        if (next.done) return;
        const started = make(next.value, ahead.at(-1) ?? Promise.resolve());
        started.then(({ done }) => done.catch(() => undefined)).catch(() => undefined); // heard when its turn comes
        ahead.push(started);
      }
    }
    try {
      fill();
      for (let current = ahead.shift(); current; current = ahead.shift()) {
        signal.throwIfAborted();
        const { key, done } = await current;
        fill();
        try {
          yield await done;
        } catch (cause) {
          signal.throwIfAborted();
          const error = AppError.from(cause);
          if (error.code === 'internal') throw cause;
          yield { key, error };
        }
      }
    } finally {
      await reader.close();
    }
  };
}
