import { frameMask } from '../../src-shared/correction/frame-mask.ts';
import { pedestal } from '../../src-shared/correction/pedestal.ts';
import { valueLimits } from '../../src-shared/correction/value-limits.ts';
import { automaticMask } from '../../src-shared/mask/automatic-mask.ts';
import { ringBins, type RingBins } from '../../src-shared/mask/ring-bins.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { isSameShape, type DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { AutoMask } from '../../src-shared/model/schema-types.generated.ts';
import { createFrameReader } from '../worker/frame-reader.ts';
import type { KeyedFrame } from '../worker/integrate-files.ts';
import type { FrameRecipe, FrameSetup } from './frame-recipe.ts';
import type { KeyedJob } from './frame-result.ts';
import { nameOf } from './integrate-inputs.ts';
import type { FrameJob } from './plan-outputs.ts';

/**
 * Masks frames automatically, each by its own values: after dark and background, before everything else, as PDFstream.
 *
 * @returns the frame with the automatic mask added to its own
 */
export function createAutoMasking(
  { recipe, calibration, shape, images }: FrameSetup,
  settings: AutoMask,
): (image: DetectorImage) => DetectorImage {
  const below = pedestal(
    shape,
    images.dark?.samples ?? null,
    images.background?.samples ?? null,
    recipe.settings.backgroundScale,
  );
  let rings: RingBins | undefined;
  return (image) => {
    if (!isSameShape(image.shape, shape)) return image; // whoever integrates it says so
    const limits = valueLimits(recipe.settings, image.metadata, image.samples);
    const unused = frameMask(image, limits, images.staticMask);
    const samples = below ? Float64Array.from(image.samples, (value, p) => value - below[p]!) : image.samples;
    const mask = automaticMask(samples, shape, settings, unused, () => (rings ??= ringBins(calibration, shape)));
    return { ...image, mask };
  };
}

/**
 * The frames of a run, masked. One that cannot be read is passed on by its name: whoever integrates it tells why.
 */
export async function* autoMaskedFrames<F extends string>(
  setup: FrameSetup,
  settings: AutoMask,
  jobs: Iterable<KeyedJob<F>>,
  signal: AbortSignal,
): AsyncGenerator<KeyedFrame> {
  const masked = createAutoMasking(setup, settings);
  const reader = createFrameReader();
  try {
    for (const { key, job } of jobs) {
      signal.throwIfAborted();
      const { file, frame } = job;
      const { path, dataset } = file.input;
      const image = await reader.read({ path, dataset, frame }).catch(() => null);
      yield image ? { image: masked(image), key } : { path, dataset, frame, key };
    }
  } finally {
    await reader.close();
  }
}

/** @throws AppError usage  where frames of one file could not share an axis */
export function checkAutoMaskAxis(
  { autoMask, settings }: Pick<FrameRecipe, 'autoMask' | 'settings'>,
  frames: readonly FrameJob<string>[],
): void {
  const series = frames.find(({ frame }) => frame > 0);
  if (!autoMask || settings.radialRange || !series) return;
  throw new AppError(
    'usage',
    `${nameOf(series.file.input)} has several frames, each of which gets a mask of its own: give --radial-range A,B with --auto-mask, so that they share one axis.`,
  );
}
