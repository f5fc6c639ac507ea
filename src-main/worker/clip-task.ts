import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import { clipFrame } from '../kernel/clip-frame.ts';
import type { SharedPlan } from '../kernel/plan-memory.ts';

export interface ClipInput {
  readonly plan: SharedPlan;
  readonly image: Pick<DetectorImage, 'samples' | 'mask' | 'metadata'>;
  readonly settings: IntegrationSettings;
}

/** Mask of a frame after sigma clipping; null where the settings ask for none. */
export function clipMask({ plan, image, settings }: ClipInput): Uint8Array | null {
  const { filter } = settings;
  return filter?.kind === 'sigma-clip' ? clipFrame(plan, image, settings, filter).mask : null;
}
