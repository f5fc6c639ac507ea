import { AppError } from '../../src-shared/model/app-error.ts';
import type { Cake } from '../../src-shared/model/cake.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { CakeRecipe } from '../../src-shared/model/schema-types.generated.ts';
import { cakeOf } from '../service/cake-of.ts';
import { createFrameReader } from '../worker/frame-reader.ts';
import type { IntegrationEngine } from '../worker/integration-engine.ts';
import { isSaturated } from '../worker/is-saturated.ts';
import { createAutoMasking } from './auto-masked-frames.ts';
import { type FrameRecipe, type FrameSetup, frameOrigin } from './frame-recipe.ts';
import type { FrameResult, IntegrateFrames, KeyedJob } from './frame-result.ts';

/** Cakes of frames, one after the other, each in all threads; the next frame is read meanwhile. */
export function cakeFrames<F extends string>(
  setup: FrameSetup<FrameRecipe & Pick<CakeRecipe, 'cut'>>,
  engine: IntegrationEngine,
): IntegrateFrames<Cake, F> {
  const { recipe, calibration, shape, images } = setup;
  const { settings, cut, autoMask } = recipe;
  const masked = autoMask ? createAutoMasking(setup, autoMask) : (image: DetectorImage) => image;

  return async function* integrate(jobs, signal) {
    const reader = createFrameReader();

    async function read(job: KeyedJob<F>['job']) {
      const started = performance.now();
      const { path, dataset } = job.file.input;
      // The first frame of a file lays out the radial axis for all of them.
      const axisFrame =
        settings.radialRange || job.frame === 0 ? undefined : masked(await reader.read({ path, dataset, frame: 0 }));
      const image = masked(await reader.read({ path, dataset, frame: job.frame }));
      const origin = await frameOrigin(setup, job, signal);
      return { axisFrame, image, origin, ms: performance.now() - started };
    }
    const start = (next: KeyedJob<F>) => {
      const reading = read(next.job);
      reading.catch(() => undefined); // heard when its turn comes
      return { ...next, reading };
    };

    const iterator = jobs[Symbol.iterator]();
    const take = () => {
      const next = iterator.next();
      return next.done ? undefined : start(next.value);
    };
    try {
      for (let current = take(); current;) {
        signal.throwIfAborted();
        const { key, reading } = current;
        let next: ReturnType<typeof take>;
        try {
          const { axisFrame, image, origin, ms } = await reading;
          next = take(); // read while this one is integrated
          const started = performance.now();
          const made = await engine.integrateCake(
            { calibration, shape, settings, cut, ...images, axisFrame, image },
            signal,
          );
          const times = { read: ms, integrate: performance.now() - started };
          const cake = cakeOf(made, { ...origin, cut });
          yield { key, result: { ...summaryOf(cake), value: cake, isSaturated: isSaturated(image), times } };
        } catch (cause) {
          signal.throwIfAborted();
          const error = AppError.from(cause);
          if (error.code === 'internal') throw cause;
          next ??= take();
          yield { key, error };
        }
        current = next;
      }
    } finally {
      await reader.close();
    }
  };
}

/** The cake as a pattern: the mean over azimuth, each cell by its weight. */
function summaryOf({
  shape: [cakes, bins],
  radial,
  intensity,
  normalization,
  count,
  provenance,
}: Cake): Pick<FrameResult<Cake>, 'radial' | 'intensity' | 'pixels' | 'ignoredPixels' | 'planHash'> {
  const signal = new Float64Array(bins);
  const weight = new Float64Array(bins);
  let pixels = 0;
  for (let cake = 0; cake < cakes; cake++)
    for (let bin = 0; bin < bins; bin++) {
      const at = cake * bins + bin;
      if (!(count[at]! > 0)) continue;
      pixels += count[at]!;
      weight[bin]! += normalization[at]!;
      signal[bin]! += intensity[at]! * normalization[at]!;
    }
  const mean = signal.map((sum, bin) => (weight[bin]! > 0 ? sum / weight[bin]! : NaN));
  const { ignoredPixels, planHash } = provenance;
  return { radial, intensity: mean, pixels, ignoredPixels, planHash };
}
