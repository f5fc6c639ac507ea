import { AppError } from '../../src-shared/model/app-error.ts';
import type { Shape } from '../../src-shared/model/detector-image.ts';
import type { FileRef } from '../../src-shared/rpc/contract.ts';
import { useHostStore } from './host-store.ts';
import { useResourceStore } from './resource-store.ts';

/** A mask as its file has it. */
export interface MaskOfFile {
  readonly shape: Shape;
  /** 1 = ignored; one entry per pixel, row 0 on top */
  readonly mask: Uint8Array;
  readonly maskedPixels: number;
}

/**
 * @param path  from `folder` on, or whole
 * @throws AppError  not-found; format and others, if it cannot be read
 */
export async function readMaskFile(
  path: string,
  folder: FileRef | undefined,
  signal: AbortSignal,
): Promise<MaskOfFile> {
  const host = useHostStore();
  const { entry } = await host.call('setup.locate', { path, ...(folder === undefined ? {} : { folder }) }, { signal });
  if (!entry) throw new AppError('not-found', `There is no file ${path} in the folders that are open here.`);
  const { imageId } = await useResourceStore().openImage(entry.ref);
  const { samples, shape } = await host.call('image.frame', { imageId, frame: 0 }, { signal });
  const mask = Uint8Array.from(samples, (value) => (value === 0 ? 0 : 1)); // not zero is masked, in every format
  return { mask, shape, maskedPixels: mask.reduce((sum, value) => sum + value, 0) };
}
