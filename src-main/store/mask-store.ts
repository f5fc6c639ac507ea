import { AppError } from '../../src-shared/model/app-error.ts';
import type { FileRef } from '../../src-shared/rpc/contract.ts';
import type { LoadedMask } from '../service/combine-masks.ts';

export interface StoredMask extends LoadedMask {
  readonly id: string;
  /** Absent: it was drawn. */
  readonly ref?: FileRef;
  /** Made of layers: it changes with every stroke, so that no plan is built for it. */
  readonly isDrawn: boolean;
}

/** The masks of one window, by id; one byte per pixel each. */
export interface MaskStore {
  keep(ref: FileRef, mask: LoadedMask): StoredMask;
  /** Keeps a mask made of layers; the last few are known. */
  keepDrawn(mask: LoadedMask): StoredMask;
  /** @throws AppError not-found */
  find(id: string): StoredMask;
}

/** Masks kept; the oldest are forgotten beyond that, and can be opened again. */
const MAX_MASKS = 64;
/** Drawn masks are replaced by the next one at once; calls under way may still name an older one. */
const MAX_DRAWN = 8;

export function createMaskStore(): MaskStore {
  const files = new Map<string, StoredMask>();
  const drawn = new Map<string, StoredMask>();
  let lastId = 0;

  function keepIn(masks: Map<string, StoredMask>, limit: number, mask: Omit<StoredMask, 'id'>): StoredMask {
    const stored: StoredMask = { ...mask, id: `mask-${++lastId}` };
    masks.set(stored.id, stored);
    const [oldest] = masks.keys();
    if (masks.size > limit && oldest !== undefined) masks.delete(oldest);
    return stored;
  }

  return {
    keep: (ref, mask) => keepIn(files, MAX_MASKS, { ...mask, ref, isDrawn: false }),
    keepDrawn: (mask) => keepIn(drawn, MAX_DRAWN, { ...mask, isDrawn: true }),
    find(id) {
      const mask = files.get(id) ?? drawn.get(id);
      if (!mask) throw new AppError('not-found', 'This mask is no longer open: open it again.');
      return mask;
    },
  };
}
