import { AppError } from '../../src-shared/model/app-error.ts';
import type { FileRef } from '../../src-shared/rpc/contract.ts';
import type { LoadedMask } from '../service/combine-masks.ts';

export interface StoredMask extends LoadedMask {
  readonly id: string;
  readonly ref: FileRef;
}

/** The masks of one window, by id; one byte per pixel each. */
export interface MaskStore {
  keep(ref: FileRef, mask: LoadedMask): StoredMask;
  /** @throws AppError not-found */
  find(id: string): StoredMask;
}

/** Masks kept; the oldest are forgotten beyond that, and can be opened again. */
const MAX_MASKS = 64;

export function createMaskStore(): MaskStore {
  const masks = new Map<string, StoredMask>();
  let lastId = 0;
  return {
    keep(ref, mask) {
      const stored: StoredMask = { ...mask, id: `mask-${++lastId}`, ref };
      masks.set(stored.id, stored);
      const [oldest] = masks.keys();
      if (masks.size > MAX_MASKS && oldest !== undefined) masks.delete(oldest);
      return stored;
    },
    find(id) {
      const mask = masks.get(id);
      if (!mask) throw new AppError('not-found', 'This mask is no longer open: open it again.');
      return mask;
    },
  };
}
