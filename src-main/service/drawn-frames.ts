import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { unpackMask } from '../../src-shared/model/packed-mask.ts';
import type { DrawnMask } from '../store/mask-store.ts';
import { checkSameShape } from './combine-masks.ts';

/** Frames with drawn masks laid over them, in memory that is used again. Cake and pattern share what they ask for alike. */
export interface DrawnFrames {
  /** @throws AppError shape  if a mask does not lie on the image */
  lend(image: DetectorImage, drawn: readonly DrawnMask[]): LentFrame;
}

export interface LentFrame {
  readonly image: DetectorImage;
  /** To be called once, when nobody looks at the image any more: the next frame has its mask in the same memory. */
  release(): void;
}

interface Sheet {
  readonly source: DetectorImage;
  readonly image: DetectorImage;
  /** Of the masks that lie on it. */
  readonly ids: string;
  readonly mask: Uint8Array<SharedArrayBuffer>;
  borrowers: number;
}

/** Sheets kept that nobody looks at: of a frame, and of the one that lays out its axis. */
const IDLE = 2;

export function createDrawnFrames(): DrawnFrames {
  let sheets: Sheet[] = [];

  function makeSheet(image: DetectorImage, ids: string, drawn: readonly DrawnMask[]): Sheet {
    const pixels = image.samples.length;
    const idle = sheets.findIndex(({ borrowers, mask }) => borrowers === 0 && mask.length === pixels);
    const [used] = idle < 0 ? [] : sheets.splice(idle, 1);
    const mask = used?.mask ?? new Uint8Array(new SharedArrayBuffer(pixels));
    for (const [index, { packed }] of drawn.entries())
      if (index === 0) unpackMask(packed, mask);
      else addPixels(mask, unpackMask(packed, new Uint8Array(pixels)));
    if (image.mask) addPixels(mask, image.mask);
    return { source: image, image: { ...image, mask }, ids, mask, borrowers: 0 };
  }

  return {
    lend(image, drawn) {
      if (drawn.length === 0) return { image, release: () => undefined };
      for (const { name, shape } of drawn) checkSameShape(`The mask ${name}`, shape, image.shape);
      const ids = drawn.map(({ id }) => id).join();
      const known = sheets.find((one) => one.source === image && one.ids === ids);
      const sheet = known ?? makeSheet(image, ids, drawn);
      // The one used last comes last, and is the last to be used for another frame.
      sheets = [...sheets.filter((one) => one !== sheet), sheet];
      sheet.borrowers++;
      return {
        image: sheet.image,
        release() {
          sheet.borrowers--;
          const idle = sheets.filter(({ borrowers }) => borrowers === 0);
          const extra = idle.slice(0, Math.max(0, idle.length - IDLE));
          sheets = sheets.filter((one) => !extra.includes(one));
        },
      };
    },
  };
}

function addPixels(out: Uint8Array, mask: Uint8Array): void {
  for (let p = 0; p < out.length; p++) if (mask[p] !== 0) out[p] = 1;
}
