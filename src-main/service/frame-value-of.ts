import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { FrameValue } from '../../src-shared/model/pattern-1d.ts';
import type { NormalizeBy } from '../../src-shared/model/schema-types.generated.ts';
import type { FileAccess } from '../file/file-access.ts';
import { imageName, type StoredImage } from '../store/image-store.ts';
import { openFrameValues } from './frame-values.ts';

/** What a frame of an open image is divided by. @throws AppError  as `openFrameValues` and its `valueOf` */
export type FindFrameValue = (
  by: NormalizeBy,
  stored: StoredImage,
  frame: number,
  metadata: DetectorImage['metadata'],
) => Promise<FrameValue>;

export function createFrameValue(files: FileAccess): FindFrameValue {
  return async (by, stored, frame, metadata) => {
    const source =
      by.kind === 'header' ? by : { kind: by.kind, path: await files.resolve(by.ref, 'read'), part: by.part };
    const values = await openFrameValues(source);
    return values.valueOf({ image: imageName(stored), frame, frameCount: stored.summary.frameCount, metadata });
  };
}
