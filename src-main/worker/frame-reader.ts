import { type BufferPool, createBufferPool, createSharedBufferPool } from '../file/buffer-pool.ts';
import { FRAMES_PER_PASS } from '../kernel/plan-layout.ts';
import type { OpenImage } from '../../src-shared/format/image-reader.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { imageChange } from '../file/detector-modules.ts';
import type { FileChange } from '../file/file-change.ts';
import type { TakeMemory } from '../file/file-source.ts';
import { openImage, splitDatasetPath } from '../file/open-image.ts';
import { createStoredFrameReader } from '../file/stored-frame-reader.ts';
import { FormatError } from '../../src-shared/model/app-error.ts';
import type { StoredFrames } from '../../src-shared/format/stored-frames.ts';

/** A frame of a file. */
export interface FramePlace {
  readonly path: string;
  /** Dataset inside a container; absent: the reader finds it. */
  readonly dataset?: string | undefined;
  /** 0-based */
  readonly frame: number;
  /** Where the frames of the file lie, if that is known: then the file need not be opened with its library. */
  readonly stored?: StoredFrames | undefined;
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
  /** Gives a frame back that nobody will look at again: its memory serves a later one. */
  release(image: DetectorImage): void;
  close(): Promise<void>;
}

/** Frames of a pass, and the first one of a file. */
const FREE_BUFFERS = FRAMES_PER_PASS + 1;

/** @param sharedPixels  frames of so many pixels are read to memory that all threads see; absent: to memory of this one */
export function createFrameReader(sharedPixels?: number): FrameReader {
  const buffers = sharedPixels === undefined ? createBufferPool(FREE_BUFFERS) : createSharedBufferPool(FREE_BUFFERS);
  // What is no frame may be text, which cannot be decoded from shared memory.
  const takeMemory: TakeMemory = (length) =>
    sharedPixels === undefined || length % sharedPixels === 0 ? buffers.take(length) : undefined;
  let file: { readonly key: string; readonly change: FileChange; readonly opened: FrameFile } | undefined;
  let last: { readonly frame: number; readonly image: DetectorImage } | undefined;

  async function close(): Promise<void> {
    const open = file;
    file = undefined;
    last = undefined;
    await open?.opened.close();
  }

  return {
    async read(place) {
      const { path, dataset, frame } = place;
      const key = JSON.stringify([path, dataset]);
      const change = await imageChange(splitDatasetPath(path).path);
      // Written again since it was opened, it is another file.
      if (file?.key !== key || file.change?.size !== change?.size || file.change?.modified !== change?.modified) {
        await close();
        file = { key, change, opened: await openFrames(place, buffers, takeMemory) };
      }
      if (last?.frame !== frame) last = { frame, image: await file.opened.readFrame(frame) };
      return last.image;
    },
    release(image) {
      if (last?.image === image) last = undefined;
      buffers.giveBack(image.samples.buffer);
    },
    close,
  };
}

type FrameFile = Pick<OpenImage, 'readFrame' | 'close'>;

async function openFrames(
  { path, dataset, stored }: FramePlace,
  buffers: BufferPool<ArrayBufferLike>,
  takeMemory: TakeMemory,
): Promise<FrameFile> {
  if (!stored) return openImage(path, { dataset, takeMemory });
  const direct = createStoredFrameReader(stored, buffers);
  let image: Promise<OpenImage> | undefined;
  return {
    async readFrame(frame) {
      const found = await direct.readFrame(frame).catch((cause: unknown) => {
        if (cause instanceof FormatError) return null; // the format's own reader has the last word
        throw cause;
      });
      if (found) return found;
      image ??= openImage(path, { dataset });
      return (await image).readFrame(frame);
    },
    async close() {
      await direct.close();
      await (await image)?.close();
    },
  };
}
