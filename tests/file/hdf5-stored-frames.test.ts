import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createStoredFrameReader } from '../../src-main/file/stored-frame-reader.ts';
import { loadHdf5, type Hdf5Library } from '../../src-main/file/hdf5-library.ts';
import { openImage } from '../../src-main/file/open-image.ts';
import { createFrameReader } from '../../src-main/worker/frame-reader.ts';
import { compileUnpackerIfStale } from '../kernel/fresh-kernel.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
let library: Hdf5Library;
beforeAll(async () => {
  compileUnpackerIfStale();
  library = await loadHdf5();
});

type Group = InstanceType<Hdf5Library['Group']>;

function make(name: string, fill: (file: Group) => void, libver?: 'latest'): string {
  const path = join(folder.path, name);
  const file = new library.File(path, 'w', libver && { libver });
  fill(file);
  file.close();
  return path;
}

const ROWS = 10;
const COLUMNS = 12;
const PIXELS = ROWS * COLUMNS;
const value = (frame: number, pixel: number) => (frame * 211 + pixel * 37) % 1009;

interface StackOptions {
  readonly frames?: number;
  readonly dtype?: string;
  readonly chunks?: readonly number[];
  readonly maxshape?: readonly (number | null)[];
  readonly filter?: readonly [id: number, ...options: number[]];
}

function addStack(group: Group, name: string, options: StackOptions = {}) {
  const { frames = 5, dtype = '<H', chunks = [1, ROWS, COLUMNS], maxshape, filter } = options;
  const Numbers = { '<B': Uint8Array, '<H': Uint16Array, '<i': Int32Array, '<f': Float32Array, '<d': Float64Array }[
    dtype
  ]!;
  const data = new Numbers(frames * PIXELS);
  for (let i = 0; i < data.length; i++) data[i] = value(Math.floor(i / PIXELS), i % PIXELS);
  return group.create_dataset({
    name,
    data,
    shape: [frames, ROWS, COLUMNS],
    dtype,
    ...(chunks.length > 0 && { chunks: [...chunks] }),
    ...(maxshape && { maxshape: [...maxshape] }),
    ...(filter && { compression: filter[0], compression_opts: filter.slice(1) }),
  });
}

/** What the library says, frame by frame. */
function libraryFrames(path: string, dataset: string): number[][] {
  const file = new library.File(path, 'r');
  const all = (file.get(dataset) as InstanceType<Hdf5Library['Dataset']>).value as ArrayLike<number>;
  const frames = Array.from({ length: all.length / PIXELS }, (_, frame) =>
    Array.from({ length: PIXELS }, (_, pixel) => all[frame * PIXELS + pixel]!),
  );
  file.close();
  return frames;
}

async function storedOf(path: string) {
  const image = await openImage(path);
  const stored = await image.stored?.();
  await image.close();
  return stored ?? null;
}

async function expectSameAsLibrary(path: string, dataset = '/stack'): Promise<void> {
  const stored = await storedOf(path);
  expect(stored, 'the places of the frames are known').not.toBeNull();
  const reader = createStoredFrameReader(stored!);
  for (const [frame, expected] of libraryFrames(path, dataset).entries())
    expect([...(await reader.readFrame(frame))!.samples], `frame ${frame}`).toEqual(expected);
  await reader.close();
}

describe('frames of HDF5 read without the library', () => {
  const GRID = [1, 4, 5]; // reaches beyond the frame on both sides
  const WHOLE = [1, ROWS, COLUMNS];
  it.each<[string, StackOptions, 'latest' | undefined]>([
    ['one chunk per frame, bitshuffle with LZ4', { filter: [32008, 0, 2] }, undefined],
    ['8-bit, bitshuffle with LZ4', { dtype: '<B', filter: [32008, 0, 2] }, undefined],
    ['32-bit, bitshuffle with LZ4', { dtype: '<i', filter: [32008, 0, 2] }, undefined],
    ['float32, bitshuffle with LZ4', { dtype: '<f', filter: [32008, 0, 2] }, undefined],
    ['float64, bitshuffle with LZ4', { dtype: '<d', filter: [32008, 0, 2] }, undefined],
    ['LZ4', { filter: [32004, 0] }, undefined],
    ['no compression', {}, undefined],
    ['no chunks', { chunks: [] }, undefined],
    ['a grid of chunks', { chunks: GRID, filter: [32008, 0, 2] }, undefined],
    ['300 frames, a tree of several levels', { frames: 300 }, undefined],
    ['one frame, the newest layout, one chunk', { frames: 1, filter: [32008, 0, 2] }, 'latest'],
    ['newest layout, chunks in a row', {}, 'latest'],
    ['newest layout, fixed array', { chunks: GRID, filter: [32004, 0] }, 'latest'],
    ['newest layout, fixed array in pages', { frames: 1300, filter: [32004, 0] }, 'latest'],
    ['newest layout, growing array', { frames: 40, maxshape: [null, ROWS, COLUMNS], filter: [32008, 0, 2] }, 'latest'],
    ['newest layout, growing array of a grid', { frames: 90, maxshape: [null, ROWS, COLUMNS], chunks: GRID }, 'latest'],
    [
      'newest layout, growing array, all levels',
      { frames: 5000, maxshape: [null, ROWS, COLUMNS], chunks: WHOLE },
      'latest',
    ],
  ])('gives what the library gives: %s', async (name, options, libver) => {
    await expectSameAsLibrary(
      make(`${name.replace(/\W/g, '-')}.h5`, (file) => addStack(file, 'stack', options), libver),
    );
  });

  it('follows soft links in a file, and one link into another file', async () => {
    make('part.h5', (file) => addStack(file.create_group('entry'), 'numbers', { filter: [32008, 0, 2] }));
    const path = make('master.h5', (file) => {
      const data = file.create_group('entry').create_group('data');
      data.create_external_link('part.h5', '/entry/numbers', 'data_000001');
      data.create_external_link('part.h5', '/entry/numbers', 'data_000002');
    });
    const stored = await storedOf(path);
    expect(stored?.parts.map((part) => part.path)).toEqual([
      join(folder.path, 'part.h5'),
      join(folder.path, 'part.h5'),
    ]);
    const reader = createStoredFrameReader(stored!);
    expect((await reader.readFrame(7))!.samples[3]).toBe(value(2, 3));
    await reader.close();

    await expectSameAsLibrary(
      make('soft.h5', (file) => {
        addStack(file.create_group('raw'), 'frames');
        const entry = file.create_group('entry');
        entry.create_attribute('NX_class', 'NXentry');
        entry.create_soft_link('/raw/frames', 'data');
      }),
      '/raw/frames',
    );
  });

  it('leaves to the library what would become another number, and other filters', async () => {
    expect(await storedOf(make('gzip.h5', (file) => addStack(file, 'stack', { filter: [1, 4] })))).toBeNull();
    const data = BigInt64Array.from({ length: PIXELS }, (_, i) => BigInt(i));
    const wide = make('wide.h5', (file) =>
      file.create_dataset({ name: 'stack', data, shape: [ROWS, COLUMNS], dtype: '<q' }),
    );
    expect(await storedOf(wide)).toBeNull();
    const two = make('two.h5', (file) => addStack(file, 'stack', { frames: 4, chunks: [2, ROWS, COLUMNS] }));
    expect(await storedOf(two)).toBeNull();
  });

  it('a damaged frame fails with one sentence, the frames around it do not', async () => {
    const path = make('damaged.h5', (file) => addStack(file, 'stack', { filter: [32008, 0, 2] }));
    const stored = (await storedOf(path))!;
    const bytes = readFileSync(path);
    bytes.fill(255, stored.parts[0]!.chunks[4]! + 16, stored.parts[0]!.chunks[4]! + 60);
    writeFileSync(path, bytes);
    const fresh = (await storedOf(path))!;
    const files = createFrameReader();
    const read = (frame: number) => files.read({ path, frame, stored: fresh });
    expect((await read(1)).samples[0]).toBe(value(1, 0));
    await expect(read(2)).rejects.toThrow(/^[^.]*damaged\.h5 [^\n]*\.$/);
    expect((await read(3)).samples[0]).toBe(value(3, 0));
    await files.close();
    const reader = createStoredFrameReader(fresh);
    await expect(reader.readFrame(2)).rejects.toThrow(
      'Frame 2 of damaged.h5 is damaged: its 179 bytes (bitshuffle with LZ4) do not give 240.',
    );
    await reader.close();
  });

  it('a file that was replaced since it was looked at is opened anew', async () => {
    const path = make('replaced.h5', (file) => addStack(file, 'stack'));
    const stored = (await storedOf(path))!;
    copyFileSync(
      make('other.h5', (file) => addStack(file, 'stack', { frames: 9, dtype: '<i' })),
      path,
    );
    const reader = createStoredFrameReader(stored);
    expect(await reader.readFrame(1)).toBeNull();
    await reader.close();
    const files = createFrameReader();
    expect((await files.read({ path, frame: 8, stored })).samples[5]).toBe(value(8, 5));
    await files.close();
  });

  it('a file that is written again while it is open is read anew', async () => {
    const path = make('again.h5', (file) => addStack(file, 'stack'));
    const files = createFrameReader();
    expect((await files.read({ path, frame: 1 })).samples[5]).toBe(value(1, 5));
    copyFileSync(
      make('newer.h5', (file) => addStack(file, 'stack', { frames: 9, dtype: '<i' })),
      path,
    );
    expect((await files.read({ path, frame: 8 })).samples[5]).toBe(value(8, 5));
    await files.close();
  });

  it('a frame that was never written is what the library fills in', async () => {
    const path = make('grown.h5', (file) => {
      addStack(file, 'stack', { maxshape: [null, ROWS, COLUMNS], filter: [32008, 0, 2] }).resize([8, ROWS, COLUMNS]);
    });
    const image = await openImage(path);
    expect((await image.readFrame(4)).samples[1]).toBe(value(4, 1));
    expect([...(await image.readFrame(7)).samples]).toEqual(Array<number>(PIXELS).fill(0));
    await image.close();
  });
});
