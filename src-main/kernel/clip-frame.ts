import { valueLimits } from '../../src-shared/correction/value-limits.ts';
import { type ClipSettings, sigmaClip } from '../../src-shared/integration/filter-sigma-clip.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import { type SharedPlan, weightCount } from './plan-memory.ts';

type FrameImage = Pick<DetectorImage, 'samples' | 'mask' | 'metadata'>;

/**
 * A frame without the pixels that sigma clipping takes out: its mask has them too. Integrated, it gives the clipped
 * pattern, to the last bit what the same mask gives from a file.
 *
 * With the error models "none", "azimuthal" and "hybrid" pixels are judged by the scatter in their bin.
 */
export function clipFrame<I extends FrameImage>(
  shared: SharedPlan,
  image: I,
  settings: IntegrationSettings,
  clip: Pick<ClipSettings, 'threshold' | 'maxIterations'>,
): I & { readonly mask: Uint8Array } {
  const { layout, memory } = shared;
  const { buffer } = memory;
  const { bins, pixels, tiles } = layout;
  const plan = {
    bins,
    firstBin: layout.wideBins
      ? new Uint32Array(buffer, layout.firstBin, pixels)
      : new Uint16Array(buffer, layout.firstBin, pixels),
    spans: layout.wideSpans
      ? new Uint16Array(buffer, layout.spans, pixels)
      : new Uint8Array(buffer, layout.spans, pixels),
    weights: new Float32Array(buffer, layout.weightsStart, weightCount(shared)),
    tileOffsets: new Uint32Array(buffer, layout.tileOffsets, tiles + 1),
  };
  const corrections = {
    normalization: new Float32Array(buffer, layout.normalization, pixels),
    pedestal: layout.hasPedestal ? new Float32Array(buffer, layout.pedestal, pixels) : null,
    limits: valueLimits(settings, image.metadata, image.samples),
    errorModel: settings.errorModel,
  };
  const { normalizationFactor } = settings;
  const { clipped } = sigmaClip(plan, image, corrections, { ...clip, normalizationFactor });
  const { mask } = image;
  if (mask) for (let p = 0; p < pixels; p++) if (mask[p] !== 0) clipped[p] = 1;
  return { ...image, mask: clipped };
}
