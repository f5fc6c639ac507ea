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

/** Reads frames and keeps the last file open: the next frame is likely to be in it. */
export interface FrameReader {
  /** @throws AppError  as `openImage` and `readFrame` */
  read(place: FramePlace): Promise<DetectorImage>;
  close(): Promise<void>;
}

export function createFrameReader(): FrameReader {
  let current: { readonly key: string; readonly image: OpenImage } | undefined;

  async function close(): Promise<void> {
    const last = current;
    current = undefined;
    await last?.image.close();
  }

  return {
    async read({ path, dataset, frame }) {
      const key = JSON.stringify([path, dataset]);
      if (current?.key !== key) {
        await close();
        current = { key, image: await openImage(path, { dataset }) };
      }
      return current.image.readFrame(frame);
    },
    close,
  };
}
