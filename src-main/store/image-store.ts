import type { ImageSummary, OpenImage } from '../../src-shared/format/image-reader.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { DetectorImage, Samples } from '../../src-shared/model/detector-image.ts';
import type { FileRef } from '../../src-shared/rpc/contract.ts';
import { createByteCache } from './byte-cache.ts';

/** An image that a window has opened. The file itself may be closed meanwhile: it is opened again when needed. */
export interface StoredImage {
  readonly id: string;
  readonly ref: FileRef;
  readonly path: string;
  readonly dataset?: string | undefined;
  readonly summary: ImageSummary;
}

/** The images of one window, by id. */
export interface ImageStore {
  open(ref: FileRef, path: string, dataset: string | undefined, signal?: AbortSignal): Promise<StoredImage>;
  /** @throws AppError not-found */
  find(id: string): StoredImage;
  /** A frame; decoded frames are kept while there is room. */
  readFrame(id: string, frame: number, signal?: AbortSignal): Promise<DetectorImage>;
  close(id: string): Promise<void>;
  closeAll(): Promise<void>;
}

export type OpenImageFunction = (
  path: string,
  options: { readonly dataset?: string | undefined; readonly signal?: AbortSignal | undefined },
) => Promise<OpenImage>;

interface Handle {
  readonly image: OpenImage;
  users: number;
}

export interface ImageStoreLimits {
  /** Decoded frames kept, bytes. */
  readonly frameBytes: number;
  /** Files kept open. */
  readonly openFiles: number;
  /** Images known; the oldest are forgotten beyond that. */
  readonly images: number;
}

const LIMITS: ImageStoreLimits = { frameBytes: 512 * 2 ** 20, openFiles: 16, images: 4096 };

export function createImageStore(openImage: OpenImageFunction, limits: ImageStoreLimits = LIMITS): ImageStore {
  const images = new Map<string, StoredImage>();
  const handles = new Map<string, Handle>(); // in order of use
  const frames = createByteCache<DetectorImage>(limits.frameBytes);
  let lastId = 0;

  async function closeIdle(): Promise<void> {
    for (const [id, handle] of handles) {
      if (handles.size <= limits.openFiles) return;
      if (handle.users > 0) continue;
      handles.delete(id);
      await handle.image.close();
    }
  }

  /** Runs `use` on the open file, opening it again if it was closed meanwhile. */
  async function withHandle<T>(
    stored: StoredImage,
    signal: AbortSignal | undefined,
    use: (image: OpenImage) => Promise<T>,
  ): Promise<T> {
    let handle = handles.get(stored.id);
    if (!handle) {
      const image = await openImage(stored.path, { dataset: stored.dataset, signal });
      const other = handles.get(stored.id); // another call may have opened it meanwhile
      if (other) await image.close();
      handle = other ?? { image, users: 0 };
    }
    handles.delete(stored.id);
    handles.set(stored.id, handle);
    handle.users++;
    try {
      return await use(handle.image);
    } finally {
      handle.users--;
      if (!images.has(stored.id) && handle.users === 0) {
        handles.delete(stored.id);
        await handle.image.close();
      }
      await closeIdle();
    }
  }

  function find(id: string): StoredImage {
    const stored = images.get(id);
    if (!stored) throw new AppError('not-found', 'This image is no longer open: open it again.');
    return stored;
  }

  async function close(id: string): Promise<void> {
    images.delete(id);
    frames.forget(`${id}/`);
    const handle = handles.get(id);
    if (!handle || handle.users > 0) return; // its last user closes it
    handles.delete(id);
    await handle.image.close();
  }

  return {
    async open(ref, path, dataset, signal) {
      const image = await openImage(path, { dataset, signal });
      const stored: StoredImage = { id: `image-${++lastId}`, ref, path, dataset, summary: image.summary };
      images.set(stored.id, stored);
      handles.set(stored.id, { image, users: 0 });
      for (const oldest of images.keys()) {
        if (images.size <= limits.images) break;
        await close(oldest);
      }
      await closeIdle();
      return stored;
    },
    find,
    async readFrame(id, frame, signal) {
      const stored = find(id);
      const { frameCount } = stored.summary;
      if (frame >= frameCount)
        throw new AppError('not-found', `There is no frame ${frame}: the image has ${frameCount} (counted from 0).`);
      const key = `${id}/${frame}`;
      const known = frames.find(key);
      if (known) return known;
      const image = inSharedMemory(await withHandle(stored, signal, (open) => open.readFrame(frame, signal)));
      if (images.has(id)) frames.keep(key, image, image.samples.byteLength + (image.mask?.byteLength ?? 0));
      return image;
    },
    close,
    async closeAll() {
      for (const id of [...images.keys()]) await close(id);
    },
  };
}

/** The frame where worker threads see it: integrated again and again, it need not be copied to them each time. */
function inSharedMemory(image: DetectorImage): DetectorImage {
  const { samples } = image;
  const buffer = new SharedArrayBuffer(samples.byteLength);
  const shared = new (samples.constructor as new (buffer: SharedArrayBuffer) => Samples)(buffer);
  shared.set(samples);
  return { ...image, samples: shared };
}

/** Without its folder. */
export function imageName({ ref }: Pick<StoredImage, 'ref'>): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}
