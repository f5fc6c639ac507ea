import { describe, expect, it } from 'vitest';
import { createByteCache } from '../../src-main/store/byte-cache.ts';
import { createImageStore } from '../../src-main/store/image-store.ts';

/** A store over images of 100 one-byte pixels that counts what is open and what is read. */
function createFixture(openFiles: number, frameBytes: number) {
  const open = new Set<string>();
  const reads: string[] = [];
  const store = createImageStore(
    async (path) => {
      open.add(path);
      return {
        summary: { formatId: 'x', shape: [10, 10], sampleType: 'uint8', frameCount: 3, metadata: { header: {} } },
        readFrame: async (frame) => {
          if (!open.has(path)) throw new Error(`${path} was closed while it was read`);
          reads.push(`${path}/${frame}`);
          return { samples: new Uint8Array(100).fill(frame), shape: [10, 10], metadata: { header: {} } };
        },
        close: async () => {
          open.delete(path);
        },
      };
    },
    { openFiles, frameBytes, images: 3 },
  );
  return { store, open, reads };
}

describe('createImageStore', () => {
  it('reads a frame once while there is room, and again when there is none', async () => {
    const { store, reads } = createFixture(4, 200);
    const { id } = await store.open('r:/a', 'a', undefined);
    await store.readFrame(id, 0);
    await store.readFrame(id, 0);
    expect(reads).toEqual(['a/0']);
    await store.readFrame(id, 1);
    await store.readFrame(id, 2); // 300 bytes: frame 0 goes
    await store.readFrame(id, 0);
    expect(reads).toEqual(['a/0', 'a/1', 'a/2', 'a/0']);
  });

  it('gives samples in memory that worker threads share, of the type they were read in', async () => {
    const { store } = createFixture(4, 200);
    const { id } = await store.open('r:/a', 'a', undefined);
    const { samples } = await store.readFrame(id, 2);
    expect(samples.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(samples).toEqual(new Uint8Array(new SharedArrayBuffer(100)).fill(2));
  });

  it('keeps few files open and opens others again when they are needed', async () => {
    const { store, open } = createFixture(1, 0);
    const a = await store.open('r:/a', 'a', undefined);
    const b = await store.open('r:/b', 'b', undefined);
    expect([...open]).toEqual(['b']);
    const image = await store.readFrame(a.id, 2);
    expect(image.samples[0]).toBe(2);
    await store.readFrame(b.id, 0);
    expect(open.size).toBe(1);
  });

  it('forgets a closed image and says so', async () => {
    const { store, open } = createFixture(4, 1000);
    const { id } = await store.open('r:/a', 'a', undefined);
    await store.close(id);
    expect(open.size).toBe(0);
    await expect(store.readFrame(id, 0)).rejects.toThrow('no longer open');
  });

  it('forgets the oldest image beyond its limit', async () => {
    const { store } = createFixture(4, 0);
    const first = await store.open('r:/a', 'a', undefined);
    for (const name of ['b', 'c', 'd']) await store.open(`r:/${name}`, name, undefined);
    expect(() => store.find(first.id)).toThrow('no longer open');
  });

  it('names the number of frames when there is no such frame', async () => {
    const { store } = createFixture(4, 0);
    const { id } = await store.open('r:/a', 'a', undefined);
    await expect(store.readFrame(id, 3)).rejects.toThrow('the image has 3');
  });
});

describe('createByteCache', () => {
  it('drops the least recently used first and never exceeds its size', () => {
    const cache = createByteCache<string>(10);
    cache.keep('a', 'A', 4);
    cache.keep('b', 'B', 4);
    cache.find('a');
    cache.keep('c', 'C', 4);
    expect([cache.find('a'), cache.find('b'), cache.find('c'), cache.bytes]).toEqual(['A', undefined, 'C', 8]);
  });

  it('does not keep what is larger than itself, and counts a replaced value once', () => {
    const cache = createByteCache<string>(10);
    cache.keep('a', 'A', 11);
    expect(cache.find('a')).toBeUndefined();
    cache.keep('b', 'B', 6);
    cache.keep('b', 'C', 7);
    expect([cache.find('b'), cache.bytes]).toEqual(['C', 7]);
  });
});
