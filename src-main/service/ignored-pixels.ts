import { frameMask } from '../../src-shared/correction/frame-mask.ts';
import { valueLimits } from '../../src-shared/correction/value-limits.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { joinPacked, type PackedMask, packMask } from '../../src-shared/model/packed-mask.ts';
import type { Calibration, IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import type { StoredMask } from '../store/mask-store.ts';
import { checkSameShape, combineMasks } from './combine-masks.ts';

/**
 * Everything that an image leaves out: masks, gaps and value limits together. What does not change while a mask is drawn
 * is remembered, so that a stroke costs one pass over words of 32 pixels.
 */
export interface IgnoredPixels {
  /** @returns the caller's own */
  of(
    image: DetectorImage,
    settings: IntegrationSettings,
    calibration: Calibration | undefined,
    masks: readonly StoredMask[],
  ): PackedMask;
}

export function createIgnoredPixels(): IgnoredPixels {
  let last: { readonly image: DetectorImage; readonly key: string; readonly packed: PackedMask } | undefined;
  return {
    of(image, settings, calibration, masks) {
      const files = masks.filter(({ packed }) => !packed);
      const { maskBelow, maskAbove, dummy, detectorMask } = settings;
      const gapsOf = detectorMask ? calibration?.detector : null;
      const key = JSON.stringify([maskBelow, maskAbove, dummy, gapsOf, files.map(({ id }) => id)]);
      if (last?.image !== image || last.key !== key) {
        const fixed = combineMasks(image.shape, files, settings, calibration);
        const mask = frameMask(image, valueLimits(settings, image.metadata, image.samples), fixed);
        last = { image, key, packed: packMask(mask) };
      }
      const out = last.packed.slice();
      for (const { packed, name, shape } of masks) {
        if (!packed) continue;
        checkSameShape(`The mask ${name}`, shape, image.shape);
        joinPacked(out, packed);
      }
      return out;
    },
  };
}
