import type { Shape } from '../../src-shared/model/detector-image.ts';
import type { Calibration, IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import type { StoredMask } from '../store/mask-store.ts';
import { combineMasks } from './combine-masks.ts';

/**
 * As `combineMasks`, but what was asked last is remembered: the same array comes back, by which plans and corrections know
 * that nothing has changed.
 */
export function createCombinedMasks(): (
  shape: Shape,
  masks: readonly StoredMask[],
  settings: Pick<IntegrationSettings, 'detectorMask'>,
  calibration: Calibration | undefined,
) => Uint8Array | null {
  let last: { readonly key: string; readonly mask: Uint8Array | null } | undefined;
  return (shape, masks, settings, calibration) => {
    const gapsOf = settings.detectorMask ? calibration?.detector : null;
    const key = JSON.stringify([shape, masks.map(({ id }) => id), gapsOf]);
    if (last?.key !== key) last = { key, mask: combineMasks(shape, masks, settings, calibration) };
    return last.mask;
  };
}
