import { frameMask } from '../../src-shared/correction/frame-mask.ts';
import { valueLimits } from '../../src-shared/correction/value-limits.ts';
import type { Handlers } from '../../src-shared/rpc/contract.ts';
import type { FileAccess } from '../file/file-access.ts';
import { readImage } from '../file/open-image.ts';
import type { ImageStore } from '../store/image-store.ts';
import type { MaskStore } from '../store/mask-store.ts';
import { combineMasks, maskFromImage } from './combine-masks.ts';

/** Opens masks and says which pixels an image leaves out. */
export function createMaskService(files: FileAccess, images: ImageStore, masks: MaskStore) {
  return {
    'mask.open': async ({ ref }, { signal }) => {
      const { name } = await files.entry(ref);
      const image = await readImage(await files.resolve(ref), 0, { signal });
      const { id, shape, mask } = masks.keep(ref, maskFromImage(name, image));
      return { maskId: id, ref, name, shape, maskedPixels: countMasked(mask) };
    },
    'mask.pixels': async ({ imageId, frame, calibration, settings, maskIds }, { signal }) => {
      const image = await images.readFrame(imageId, frame, signal);
      const fixed = combineMasks(image.shape, maskIds.map(masks.find), settings, calibration);
      const mask = frameMask(image, valueLimits(settings, image.metadata, image.samples), fixed);
      return { shape: image.shape, mask, maskedPixels: countMasked(mask) };
    },
  } satisfies Partial<Handlers>;
}

function countMasked(mask: Uint8Array): number {
  let count = 0;
  for (let p = 0; p < mask.length; p++) count += mask[p]!;
  return count;
}
