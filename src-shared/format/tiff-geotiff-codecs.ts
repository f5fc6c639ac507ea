import type * as Geotiff from 'geotiff';
import type { BlockCodec } from './tiff-compression.ts';

const ZSTD_MAGIC = 0xfd2fb528;
/** Largest window that a frame may ask the decoder to keep. */
const MAX_WINDOW_LOG = 27;

/**
 * Codecs taken from geotiff. Its decoders trust what a block claims (Zstandard may not end on damaged data, both
 * allocate what the header asks for), so headers are checked before, and a Zstandard frame that leaves out its size is
 * given the size that the directory tells.
 *
 * Only codecs are taken: geotiff's own reading of strips and tiles costs a function call per pixel, its LZW decoder may
 * not end on damaged data, its inflate is unbounded, and it undoes predictors in the wrong byte order (docs/decisions/0008).
 *
 * @returns undefined  for other methods
 */
export async function geotiffCodec(
  compression: number,
  blockShape: readonly [rows: number, columns: number],
  jpegTables: Uint8Array | undefined,
): Promise<BlockCodec | undefined> {
  if (compression !== 50000 && compression !== 7) return undefined;
  const parameters = {
    tileWidth: blockShape[1],
    tileHeight: blockShape[0],
    predictor: 1,
    bitsPerSample: 8,
    planarConfiguration: 1,
    ...(jpegTables && { JPEGTables: jpegTables }),
  };
  const { getDecoder } = await importGeotiff();
  const decoder = await getDecoder(compression, parameters);
  const prepare = compression === 7 ? prepareJpeg : prepareZstd;
  return {
    // 131 072 bytes out of a block of 4 (RLE); what JPEG reaches on an empty image
    maxRatio: compression === 7 ? 1024 : 32768,
    async decode(input, out) {
      const prepared = prepare(input, out.length, blockShape);
      if (!prepared) return 0;
      let decoded: Uint8Array;
      try {
        decoded = new Uint8Array(await decoder.decode(prepared.slice().buffer));
      } catch {
        return 0; // its errors speak of markers and Huffman codes: the block is damaged
      }
      const length = Math.min(decoded.length, out.length);
      out.set(decoded.subarray(0, length));
      return length;
    },
  };
}

/**
 * On import geotiff looks for a Worker class, and where there is none makes one in a way that fails in worker threads
 * of others. We want no workers of its own, so it is shown one that cannot be made.
 */
async function importGeotiff(): Promise<typeof Geotiff> {
  const scope = globalThis as { Worker?: unknown };
  if (typeof scope.Worker === 'function') return import('geotiff');
  scope.Worker = noWorker;
  try {
    return await import('geotiff');
  } finally {
    delete scope.Worker;
  }
}

function noWorker(): never {
  throw new Error('geotiff is to run in the thread that calls it');
}

/**
 * One Zstandard frame (RFC 8878) that states `outLength` as its content size, undefined where the input is not exactly
 * one frame.
 */
export function prepareZstd(input: Uint8Array, outLength: number): Uint8Array | undefined {
  if (input.length < 9) return undefined;
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  if (view.getUint32(0, true) !== ZSTD_MAGIC) return undefined;
  const descriptor = input[4]!;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const hasChecksum = (descriptor & 4) !== 0;
  if ((descriptor & 3) !== 0) return undefined; // dictionaries are nobody's
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  const blocksAt = 5 + (isSingleSegment ? 0 : 1) + sizeBytes;
  if (!isSingleSegment && (input[5]! >> 3) + 10 > MAX_WINDOW_LOG) return undefined;

  let at = blocksAt;
  for (let isLast = false; !isLast;) {
    if (at + 3 > input.length) return undefined;
    const header = input[at]! | (input[at + 1]! << 8) | (input[at + 2]! << 16);
    isLast = (header & 1) !== 0;
    const type = (header >> 1) & 3;
    if (type === 3) return undefined;
    at += 3 + (type === 1 ? 1 : header >>> 3); // a repeated byte is stored once
  }
  if (at + (hasChecksum ? 4 : 0) !== input.length) return undefined;

  // Same frame, size in 4 bytes; a single segment (window = content) where the size was there already.
  const headerLength = isSingleSegment ? 9 : 10;
  const frame = new Uint8Array(headerLength + input.length - blocksAt);
  const out = new DataView(frame.buffer);
  out.setUint32(0, ZSTD_MAGIC, true);
  frame[4] = 0x80 | (descriptor & 0x3f);
  if (!isSingleSegment) frame[5] = input[5]!;
  out.setUint32(headerLength - 4, outLength, true);
  frame.set(input.subarray(blocksAt), headerLength);
  return frame;
}

/** The input where it holds one grey image of at most the size of the block, else undefined. */
export function prepareJpeg(
  input: Uint8Array,
  _outLength: number,
  blockShape: readonly [rows: number, columns: number],
): Uint8Array | undefined {
  let frames = 0;
  // Inside compressed data 0xff is followed by 0, so this finds markers only.
  for (let i = 0; i + 9 < input.length; i++) {
    const marker = input[i + 1]!;
    if (input[i] !== 0xff || marker < 0xc0 || marker > 0xcf || marker === 0xc4 || marker === 0xc8 || marker === 0xcc)
      continue;
    const precision = input[i + 4]!;
    const rows = (input[i + 5]! << 8) | input[i + 6]!;
    const columns = (input[i + 7]! << 8) | input[i + 8]!;
    const components = input[i + 9]!;
    if (precision !== 8 || components !== 1 || rows > blockShape[0] || columns !== blockShape[1]) return undefined;
    frames++;
  }
  return frames === 1 ? input : undefined;
}
