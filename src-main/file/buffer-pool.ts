/**
 * Memory of frames that is used again and again: memory that is fresh for every frame costs as much as decoding it, and
 * grows until it is collected.
 */
export interface BufferPool<B extends ArrayBufferLike = ArrayBuffer> {
  /** Memory of exactly this length, aligned; what is in it does not matter. */
  take(bytes: number): Uint8Array<B>;
  /** Gives memory back that nobody will look at again. */
  giveBack(buffer: ArrayBufferLike): void;
}

/** @param most  buffers that wait at a time; the oldest goes first */
export function createBufferPool(most: number): BufferPool {
  return createPool(
    most,
    (bytes) => Buffer.allocUnsafeSlow(bytes).buffer as ArrayBuffer, // not zeroed: whoever takes it writes every byte
    (buffer) => buffer instanceof ArrayBuffer, // shared: others may look at it
  );
}

/** The same of memory that all threads see. Takes back what it gave, nothing else. */
export function createSharedBufferPool(most: number): BufferPool<SharedArrayBuffer> {
  const own = new WeakSet<SharedArrayBuffer>();
  const allocate = (bytes: number): SharedArrayBuffer => {
    const buffer = new SharedArrayBuffer(bytes);
    own.add(buffer);
    return buffer;
  };
  return createPool(most, allocate, (buffer) => own.has(buffer as SharedArrayBuffer));
}

function createPool<B extends ArrayBufferLike>(
  most: number,
  allocate: (bytes: number) => B,
  isOwn: (buffer: ArrayBufferLike) => boolean,
): BufferPool<B> {
  const free = new Set<B>();
  return {
    take(bytes) {
      for (const buffer of free)
        if (buffer.byteLength === bytes) {
          free.delete(buffer);
          return new Uint8Array(buffer);
        }
      return new Uint8Array(allocate(bytes));
    },
    giveBack(buffer) {
      if (!isOwn(buffer)) return;
      free.add(buffer as B);
      for (const oldest of free) if (free.size > most) free.delete(oldest);
    },
  };
}
