import { AppError } from '../../src-shared/model/app-error.ts';
import type { Shape } from '../../src-shared/model/detector-image.ts';
import { type PackedMask, unpackMask } from '../../src-shared/model/packed-mask.ts';
import type { FileRef } from '../../src-shared/rpc/contract.ts';
import type { LoadedMask } from '../service/combine-masks.ts';

export type StoredMask = FileMask | DrawnMask;

export interface FileMask extends LoadedMask {
  readonly id: string;
  readonly ref: FileRef;
  readonly packed?: undefined;
}

/** Made of layers: it changes with every stroke, so that no plan is built for it. */
export interface DrawnMask extends LoadedMask {
  readonly id: string;
  readonly ref?: undefined;
  readonly packed: PackedMask;
  /** Unpacked anew whenever somebody asks. */
  readonly mask: Uint8Array;
}

/** The masks of one window, by id; one byte per pixel each, those that are drawn one bit. */
export interface MaskStore {
  keep(ref: FileRef, mask: LoadedMask): FileMask;
  /** Keeps a mask made of layers; the last few are known. */
  keepDrawn(name: string, shape: Shape, packed: PackedMask): DrawnMask;
  /** @throws AppError not-found */
  find(id: string): StoredMask;
}

/** Masks kept; the oldest are forgotten beyond that, and can be opened again. */
const MAX_MASKS = 64;
/** Drawn masks are replaced by the next one at once; calls under way may still name an older one. */
const MAX_DRAWN = 8;

export function createMaskStore(): MaskStore {
  const files = new Map<string, FileMask>();
  const drawn = new Map<string, DrawnMask>();
  let lastId = 0;

  function keepIn<T extends StoredMask>(masks: Map<string, T>, limit: number, stored: T): T {
    masks.set(stored.id, stored);
    const [oldest] = masks.keys();
    if (masks.size > limit && oldest !== undefined) masks.delete(oldest);
    return stored;
  }

  return {
    keep: (ref, mask) => keepIn(files, MAX_MASKS, { ...mask, ref, id: `mask-${++lastId}` }),
    keepDrawn: (name, shape, packed) =>
      keepIn(drawn, MAX_DRAWN, {
        id: `mask-${++lastId}`,
        name,
        shape,
        packed,
        get mask() {
          return unpackMask(packed, new Uint8Array(shape[0] * shape[1]));
        },
      }),
    find(id) {
      const mask = files.get(id) ?? drawn.get(id);
      if (!mask) throw new AppError('not-found', 'This mask is no longer open: open it again.');
      return mask;
    },
  };
}
