/**
 * Memory of frames that is used again and again: memory that is fresh for every frame costs as much as decoding it, and
 * grows until it is collected.
 */
export interface BufferPool {
  /** Memory of exactly this length, aligned; what is in it does not matter. */
  take(bytes: number): Uint8Array<ArrayBuffer>;
  /** Gives memory back that nobody will look at again. */
  giveBack(buffer: ArrayBufferLike): void;
}

/** @param most  buffers that wait at a time; the oldest goes first */
export function createBufferPool(most: number): BufferPool {
  const free = new Set<ArrayBuffer>();
  return {
    take(bytes) {
      for (const buffer of free)
        if (buffer.byteLength === bytes) {
          free.delete(buffer);
          return new Uint8Array(buffer);
        }
      // Not zeroed: whoever takes it writes every byte.
      return new Uint8Array(Buffer.allocUnsafeSlow(bytes).buffer as ArrayBuffer);
    },
    giveBack(buffer) {
      if (!(buffer instanceof ArrayBuffer)) return; // shared: others may look at it
      free.add(buffer);
      for (const oldest of free) if (free.size > most) free.delete(oldest);
    },
  };
}
