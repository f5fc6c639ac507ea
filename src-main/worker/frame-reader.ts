import type { OpenImage } from '../../src-shared/format/image-reader.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { openImage } from '../file/open-image.ts';

/** A frame of a file. */
export interface FramePlace {
  readonly path: string;
  /** Dataset inside a container; absent: the reader finds it. */
  readonly dataset?: string | undefined;
  /** 0-based */
  readonly frame: number;
}

/** A frame that is in memory already. Samples in a SharedArrayBuffer reach the threads without being copied. */
export interface FrameInMemory {
  readonly image: DetectorImage;
}

export type FrameSource = FramePlace | FrameInMemory;

/**
 * Reads frames and keeps the last file open: the next frame is likely to be in it. Keeps the last frame too, since the
 * first one of a file is asked for twice, for the axis and for itself.
 */
export interface FrameReader {
  /** @throws AppError  as `openImage` and `readFrame` */
  read(place: FramePlace): Promise<DetectorImage>;
  close(): Promise<void>;
}

export function createFrameReader(): FrameReader {
  let file: { readonly key: string; readonly opened: OpenImage } | undefined;
  let last: { readonly frame: number; readonly image: DetectorImage } | undefined;

  async function close(): Promise<void> {
    const open = file;
    file = undefined;
    last = undefined;
    await open?.opened.close();
  }

  return {
    async read({ path, dataset, frame }) {
      const key = JSON.stringify([path, dataset]);
      if (file?.key !== key) {
        await close();
        file = { key, opened: await openImage(path, { dataset }) };
      }
      if (last?.frame !== frame) last = { frame, image: await file.opened.readFrame(frame) };
      return last.image;
    },
    close,
  };
}
