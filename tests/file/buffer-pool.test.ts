import { describe, expect, it } from 'vitest';
import { createBufferPool, createSharedBufferPool } from '../../src-main/file/buffer-pool.ts';
import { createContentRooms } from '../../src-main/worker/content-rooms.ts';

describe('memory that is used again', () => {
  it('gives back what it was given, of the length asked for', () => {
    const pool = createBufferPool(2);
    const first = pool.take(100);
    pool.giveBack(first.buffer);
    expect(pool.take(50).buffer).not.toBe(first.buffer);
    expect(pool.take(100).buffer).toBe(first.buffer);
    expect(pool.take(100).buffer).not.toBe(first.buffer);
  });

  it('keeps no more than so many, the newest', () => {
    const pool = createBufferPool(1);
    const [a, b] = [pool.take(8), pool.take(8)];
    pool.giveBack(a.buffer);
    pool.giveBack(b.buffer);
    expect(pool.take(8).buffer).toBe(b.buffer);
    expect(pool.take(8).buffer).not.toBe(a.buffer);
  });

  it('takes shared memory only if it is its own, since others may look at the rest', () => {
    const unshared = createBufferPool(2);
    const shared = createSharedBufferPool(2);
    const foreign = new SharedArrayBuffer(64);
    unshared.giveBack(foreign);
    shared.giveBack(foreign);
    shared.giveBack(new ArrayBuffer(64));
    const own = shared.take(64).buffer;
    expect(own).toBeInstanceOf(SharedArrayBuffer);
    expect(own).not.toBe(foreign);
    expect(unshared.take(64).buffer).toBeInstanceOf(ArrayBuffer);
    shared.giveBack(own);
    expect(shared.take(64).buffer).toBe(own);
  });
});

describe('rooms for contents of files', () => {
  it('have room for a little more than the longest content of their format; small ones have none', () => {
    const rooms = createContentRooms();
    expect(rooms.take('xrdfit')).toBeUndefined();
    rooms.note('xrdfit', 4_700_000);
    rooms.note('xrdfit', 4_600_000);
    rooms.note('sidecar', 2000);
    expect(rooms.take('sidecar')).toBeUndefined();
    const room = rooms.take('xrdfit')!;
    expect(room.byteLength).toBeGreaterThan(4_700_000 + 2 ** 18);
    rooms.giveBack([room, undefined]);
    expect(rooms.take('xrdfit')).toBe(room);
  });
});
