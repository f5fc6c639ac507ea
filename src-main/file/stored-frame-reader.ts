import { FormatError } from '../../src-shared/model/app-error.ts';
import type { DetectorImage, Samples, SampleType } from '../../src-shared/model/detector-image.ts';
import type { StoredFilter, StoredFrames, StoredPart } from '../../src-shared/format/stored-frames.ts';
import { loadUnpacker } from '../unpack/unpacker.ts';
import { type BufferPool, createBufferPool } from './buffer-pool.ts';
import { fileChange } from './file-change.ts';
import { type FileSource, openFileSource } from './file-source.ts';

/** Reads frames by their places. Reads one after the other: they share a file and the memory of the decoder. */
export interface StoredFrameReader {
  /**
   * @returns null where the place is not known, or the file is not the one that was looked at
   * @throws FormatError  if the bytes there are damaged
   */
  readFrame(frame: number): Promise<DetectorImage | null>;
  close(): Promise<void>;
}

const SAMPLE_ARRAYS = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} satisfies Record<SampleType, unknown>;

interface SampleArray {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, offset: number, length: number): Samples;
}

/** Compressed frames differ in size: a little more than the first needs serves most of them. */
const ROOM_TO_GROW = 1.25;

const FILTER_NAMES: Record<StoredFilter, string> = {
  none: 'without compression',
  lz4: 'LZ4',
  'bitshuffle-lz4': 'bitshuffle with LZ4',
};

/** @param buffers  memory for frames; absent: fresh for each */
export function createStoredFrameReader(
  stored: StoredFrames,
  buffers: BufferPool<ArrayBufferLike> = createBufferPool(0),
): StoredFrameReader {
  const { shape, sampleType, mask, maskedValue } = stored;
  const array: SampleArray = SAMPLE_ARRAYS[sampleType];
  const elementBytes = array.BYTES_PER_ELEMENT;
  const metadata = { header: {}, ...(maskedValue === undefined ? {} : { maskedValue }) };
  let open: { readonly part: StoredPart; readonly source: FileSource | null } | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function close(): Promise<void> {
    const before = open;
    open = undefined;
    await before?.source?.close();
  }

  async function sourceOf(part: StoredPart): Promise<FileSource | null> {
    if (open?.part === part) return open.source;
    await close();
    const change = await fileChange(part.path);
    const isSame = change?.size === part.size && change.modified === part.modified;
    open = { part, source: isSame ? await openFileSource(part.path) : null };
    return open.source;
  }

  /** Memory for compressed bytes, as much as the largest chunk needed. */
  let packed = new Uint8Array(0);

  function damaged(source: FileSource, part: StoredPart, frame: number, bytes: number, expected: number): FormatError {
    return new FormatError(
      'hdf5',
      `Frame ${frame} of ${source.name} is damaged: its ${bytes} bytes (${FILTER_NAMES[part.filter]}) do not give ${expected}.`,
    );
  }

  /** Reads a chunk and undoes its compression; where it is compressed, into memory that the next chunk overwrites. */
  async function unpackChunk(source: FileSource, part: StoredPart, number: number, frame: number): Promise<Uint8Array> {
    const [address, bytes] = [part.chunks[2 * number]!, part.chunks[2 * number + 1]!];
    const expected = part.chunk[0] * part.chunk[1] * elementBytes;
    if (packed.length < bytes) packed = new Uint8Array(Math.ceil(bytes * ROOM_TO_GROW));
    const stored = packed.subarray(0, bytes);
    await source.readInto(stored, address);
    const chunk =
      part.filter === 'none' ? stored : (await loadUnpacker()).unpack(part.filter, stored, expected, elementBytes);
    if (chunk?.length !== expected) throw damaged(source, part, frame, bytes, expected);
    return chunk;
  }

  async function read(frame: number): Promise<Samples | null> {
    let inPart = frame;
    let part = stored.parts[0]!;
    for (const candidate of stored.parts) {
      part = candidate;
      if (inPart < part.frames) break;
      inPart -= part.frames;
    }
    const [rows, columns] = part.chunk;
    const [down, across] = [Math.ceil(shape[0] / rows), Math.ceil(shape[1] / columns)];
    const first = inPart * down * across;
    for (let i = 0; i < down * across; i++) if (!(part.chunks[2 * (first + i) + 1]! > 0)) return null;
    const source = await sourceOf(part);
    if (!source) return null;
    const frameBytes = shape[0] * shape[1] * elementBytes;
    const target = buffers.take(frameBytes);
    const isWhole = rows === shape[0] && columns === shape[1];
    if (isWhole && part.filter === 'none') {
      if (part.chunks[2 * first + 1] !== frameBytes)
        throw damaged(source, part, frame, part.chunks[2 * first + 1]!, frameBytes);
      await source.readInto(target, part.chunks[2 * first]!);
    } else if (isWhole) target.set(await unpackChunk(source, part, first, frame));
    else
      for (let i = 0; i < down * across; i++) {
        const chunk = await unpackChunk(source, part, first + i, frame);
        const [top, left] = [Math.floor(i / across) * rows, (i % across) * columns];
        const width = Math.min(columns, shape[1] - left) * elementBytes;
        for (let row = 0; row < Math.min(rows, shape[0] - top); row++) {
          const at = row * columns * elementBytes;
          target.set(chunk.subarray(at, at + width), ((top + row) * shape[1] + left) * elementBytes);
        }
      }
    return new array(target.buffer, 0, shape[0] * shape[1]);
  }

  /** One after the other, in the order of the calls. */
  function inTurn<R>(work: () => Promise<R>): Promise<R> {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  }

  return {
    readFrame: (frame) =>
      inTurn(async () => {
        const samples = await read(frame);
        return samples && { samples, shape, metadata, ...(mask && { mask }) };
      }),
    close: () => inTurn(close),
  };
}
