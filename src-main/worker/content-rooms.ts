import { createSharedBufferPool } from '../file/buffer-pool.ts';

/**
 * Memory for contents of files, used again and again: contents of a format are of about the same size from frame to frame,
 * and memory that is fresh for each has to be given by the system and collected again.
 */
export interface ContentRooms {
  /** undefined where contents of that format are small, or none is known yet. */
  take(format: string): SharedArrayBuffer | undefined;
  /** How long a content became. */
  note(format: string, bytes: number): void;
  /** Gives rooms back that nobody will look at again. */
  giveBack(rooms: readonly (SharedArrayBuffer | undefined)[]): void;
}

/** Contents below that go without. */
const SMALL_BYTES = 2 ** 18;
/** Contents may grow so much, and rooms are multiples of it. */
const STEP_BYTES = 2 ** 18;
/** Rooms that wait at a time. */
const MOST = 16;

export function createContentRooms(): ContentRooms {
  const pool = createSharedBufferPool(MOST);
  const sizes = new Map<string, number>();
  return {
    take(format) {
      const bytes = sizes.get(format);
      return bytes === undefined ? undefined : pool.take(bytes).buffer;
    },
    note(format, bytes) {
      if (bytes < SMALL_BYTES || bytes <= (sizes.get(format) ?? 0)) return;
      sizes.set(format, (Math.ceil(bytes / STEP_BYTES) + 1) * STEP_BYTES);
    },
    giveBack(rooms) {
      for (const room of rooms) if (room) pool.giveBack(room);
    },
  };
}
