import { AppError } from '../../src-shared/model/app-error.ts';
import type { Cake } from '../../src-shared/model/cake.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { CakeRecipe } from '../../src-shared/model/schema-types.generated.ts';
import { cakeOf } from '../service/cake-of.ts';
import { createFrameReader, type FramePlace } from '../worker/frame-reader.ts';
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
    /** Of each image, how many frames under way look at it: the first frame of a file lays out the axis of the others. */
    const uses = new Map<DetectorImage, number>();

    async function readImage(place: FramePlace, taken: DetectorImage[]): Promise<DetectorImage> {
      const image = await reader.read(place);
      uses.set(image, (uses.get(image) ?? 0) + 1);
      taken.push(image);
      return masked(image);
    }
    function giveBack(taken: readonly DetectorImage[]): void {
      for (const image of taken) {
        const left = (uses.get(image) ?? 1) - 1;
        uses.set(image, left);
        if (left > 0) continue;
        uses.delete(image);
        reader.release(image);
      }
    }

    async function read(job: KeyedJob<F>['job'], taken: DetectorImage[]) {
      const started = performance.now();
      const { stored } = job.file;
      const { path, dataset } = job.file.input;
      // The first frame of a file lays out the radial axis for all of them.
      const axisFrame =
        settings.radialRange || job.frame === 0
          ? undefined
          : await readImage({ path, dataset, stored, frame: 0 }, taken);
      const image = await readImage({ path, dataset, stored, frame: job.frame }, taken);
      const origin = await frameOrigin(setup, job, signal);
      return { axisFrame, image, origin, ms: performance.now() - started };
    }
    async function make({ key, job }: KeyedJob<F>, before: Promise<unknown>) {
      const taken: DetectorImage[] = [];
      try {
        await before; // one file is read at a time
        const { axisFrame, image, origin, ms } = await read(job, taken);
        const started = performance.now();
        const making = engine.integrateCake({ calibration, shape, settings, cut, ...images, axisFrame, image }, signal);
        const done = making
          .then((made) => {
            const cake = cakeOf(made, { ...origin, cut });
            const times = { read: ms, integrate: performance.now() - started };
            const release = (): void => engine.releaseCake(made);
            return {
              key,
              result: { ...summaryOfCake(cake), value: cake, isSaturated: isSaturated(image), times, release },
            };
          })
          .finally(() => giveBack(taken));
        return { key, done };
      } catch (cause) {
        giveBack(taken);
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
