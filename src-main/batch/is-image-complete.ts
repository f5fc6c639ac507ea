import { imageChange } from '../file/detector-modules.ts';
import { openImage } from '../file/open-image.ts';

/**
 * Whether all that an image file announces in its header is there: its last frame can be read. HDF5 files are written in
 * any order, so nothing but time tells of them, or the program that wrote them.
 *
 * @param isAnnounced  whoever wrote it has said that it is there: enough for HDF5
 * @throws AppError  as `openImage`: not yet, or never
 */
export async function isImageComplete(path: string, signal: AbortSignal, isAnnounced = false): Promise<boolean> {
  const before = await imageChange(path);
  const image = await openImage(path, { signal });
  try {
    if (image.summary.dataset !== undefined && !isAnnounced) return false;
    await image.readFrame(image.summary.frameCount - 1, signal);
  } finally {
    await image.close();
  }
  const after = await imageChange(path);
  return before?.size === after?.size && before?.modified === after?.modified;
}
