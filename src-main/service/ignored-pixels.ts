import { frameMask } from '../../src-shared/correction/frame-mask.ts';
import { valueLimits } from '../../src-shared/correction/value-limits.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { Calibration, IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import type { StoredMask } from '../store/mask-store.ts';
import { checkSameShape, combineMasks } from './combine-masks.ts';

/**
 * Everything that an image leaves out: masks, gaps and value limits together. What does not change while a mask is drawn
 * is remembered, so that a stroke costs one pass over words.
 */
export interface IgnoredPixels {
  /** @returns 1 = ignored; the caller's own */
  of(
    image: DetectorImage,
    settings: IntegrationSettings,
    calibration: Calibration | undefined,
    masks: readonly StoredMask[],
  ): Uint8Array;
}

export function createIgnoredPixels(): IgnoredPixels {
  let last: { readonly image: DetectorImage; readonly key: string; readonly mask: Uint8Array } | undefined;
  return {
    of(image, settings, calibration, masks) {
      const files = masks.filter(({ isDrawn }) => !isDrawn);
      const { maskBelow, maskAbove, dummy, detectorMask } = settings;
      const gapsOf = detectorMask ? calibration?.detector : null;
      const key = JSON.stringify([maskBelow, maskAbove, dummy, gapsOf, files.map(({ id }) => id)]);
      if (last?.image !== image || last.key !== key) {
        const fixed = combineMasks(image.shape, files, settings, calibration);
        last = { image, key, mask: frameMask(image, valueLimits(settings, image.metadata, image.samples), fixed) };
      }
      const out = last.mask.slice();
      for (const { isDrawn, name, shape, mask } of masks) {
        if (!isDrawn) continue;
        checkSameShape(`The mask ${name}`, shape, image.shape);
        joinMask(out, mask);
      }
      return out;
    },
  };
}

/** Both hold 0 and 1 only: four pixels are joined at a time. */
function joinMask(out: Uint8Array, mask: Uint8Array): void {
  const words = out.length >> 2;
  const [to, from] = [new Uint32Array(out.buffer, out.byteOffset, words), new Uint32Array(mask.buffer, 0, words)];
  for (let w = 0; w < words; w++) to[w]! |= from[w]!;
  for (let p = 4 * words; p < out.length; p++) out[p]! |= mask[p]!;
}
