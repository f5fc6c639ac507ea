import { staticMask } from '../../src-shared/correction/static-mask.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { StoredMask } from '../store/mask-store.ts';
import { checkSameShape } from './combine-masks.ts';

/** Frames with drawn masks laid over them. Remembers the last, which cake and pattern ask for alike. */
export interface DrawnFrames {
  /** @throws AppError shape  if a mask does not lie on the image */
  masked(image: DetectorImage, drawn: readonly StoredMask[]): DetectorImage;
}

export function createDrawnFrames(): DrawnFrames {
  let last: { readonly image: DetectorImage; readonly ids: string; readonly masked: DetectorImage } | undefined;
  return {
    masked(image, drawn) {
      if (drawn.length === 0) return image;
      const ids = drawn.map(({ id }) => id).join();
      if (last?.image === image && last.ids === ids) return last.masked;
      for (const { name, shape } of drawn) checkSameShape(`The mask ${name}`, shape, image.shape);
      const parts = [...drawn.map(({ mask }) => mask), ...(image.mask ? [image.mask] : [])];
      const [only] = parts;
      const mask = parts.length === 1 && only ? only : staticMask(image.shape, { masks: parts });
      last = { image, ids, masked: mask ? { ...image, mask } : image };
      return last.masked;
    },
  };
}
