import { frameMask } from '../../src-shared/correction/frame-mask.ts';
import { pedestal } from '../../src-shared/correction/pedestal.ts';
import { pixelNormalization } from '../../src-shared/correction/pixel-normalization.ts';
import { valueLimits } from '../../src-shared/correction/value-limits.ts';
import { radialAtCentres } from '../../src-shared/geometry/detector-grid.ts';
import type { SectorFilter } from '../../src-shared/integration/filter-azimuthal.ts';
import { type SeparatedImage, separateImage } from '../../src-shared/integration/filter-separate.ts';
import { finishPattern } from '../../src-shared/integration/finish-pattern.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import { radialUnit } from '../../src-shared/quantity/radial-unit.ts';
import { patternOf } from '../service/pattern-of.ts';
import { createFrameReader, type FrameReader } from '../worker/frame-reader.ts';
import type { IntegrationEngine } from '../worker/integration-engine.ts';
import { createAutoMasking } from './auto-masked-frames.ts';
import { frameOrigin, type FrameSetup } from './frame-recipe.ts';
import type { FrameJob } from './plan-outputs.ts';

/** A frame in what is the same all around the beam and the rest: as images, and as patterns over one axis. */
export interface SeparatedFrame {
  readonly images: SeparatedImage;
  readonly amorphous: Pattern1d;
  readonly bragg: Pattern1d;
}

export interface FrameSeparation {
  /** @throws AppError  if the frame cannot be read or integrated */
  separate(job: FrameJob<string>, signal: AbortSignal): Promise<SeparatedFrame>;
  close(): Promise<void>;
}

/**
 * Separates frames: the amorphous pattern is the median (or trimmed mean) of the sectors around the beam, the Bragg pattern
 * what the mean has more, both with bounding boxes; the images are made as `separateImage` does.
 *
 * @param filter  that gives the amorphous pattern
 */
export function createFrameSeparation(
  setup: FrameSetup,
  filter: SectorFilter,
  engine: IntegrationEngine,
): FrameSeparation {
  const { recipe, calibration, shape, images } = setup;
  const { dark, flat, background, staticMask } = images;
  const settings: IntegrationSettings = { ...recipe.settings, split: 'bbox', errorModel: 'none' };
  delete settings.filter;
  delete settings.patternBackground;
  const { quantity, scale } = radialUnit(settings.radialUnit);
  const positions = radialAtCentres(calibration, shape, quantity).map((position) => position * scale);
  const normalization = pixelNormalization(calibration, shape, settings, flat?.samples ?? null);
  const below = pedestal(shape, dark?.samples ?? null, background?.samples ?? null, settings.backgroundScale);
  const masked = recipe.autoMask ? createAutoMasking(setup, recipe.autoMask) : (image: DetectorImage) => image;
  const reader: FrameReader = createFrameReader();

  return {
    async separate(job, signal) {
      const { path, dataset } = job.file.input;
      const image = masked(await reader.read({ path, dataset, frame: job.frame }));
      const axisFrame =
        settings.radialRange || job.frame === 0 ? image : masked(await reader.read({ path, dataset, frame: 0 }));
      const request = { calibration, shape, ...images, image, axisFrame };
      const mean = await engine.integrateFrame({ ...request, settings }, signal);
      const median = await engine.integrateFrame({ ...request, settings: { ...settings, filter } }, signal);
      const limits = valueLimits(settings, image.metadata, image.samples);
      const parts = separateImage(
        { samples: image.samples, mask: frameMask(image, limits, staticMask, normalization) },
        positions,
        { radial: median.radial, intensity: finishPattern(median.sums).intensity },
        { normalization, pedestal: below },
      );
      const origin = await frameOrigin(setup, job, signal);
      const amorphous = patternOf(median, { ...origin, settings: { ...settings, filter } });
      const whole = patternOf(mean, { ...origin, settings });
      const intensity = whole.intensity.map((value, bin) => value - amorphous.intensity[bin]!);
      const signalLeft = intensity.map((value, bin) => (whole.count[bin]! > 0 ? value * whole.normalization[bin]! : 0));
      return { images: parts, amorphous, bragg: { ...whole, intensity, signal: signalLeft } };
    },
    close: () => reader.close(),
  };
}
