import { inflateSync } from 'fflate';

/**
 * Decoders of TIFF blocks. Each fills `out` and returns how many bytes it wrote: fewer than `out.length` means that
 * the block is damaged. None writes past `out`, whatever the input claims.
 */
export type BlockDecoder = (input: Uint8Array, out: Uint8Array) => number | Promise<number>;

export interface BlockCodec {
  readonly decode: BlockDecoder;
  /** The largest ratio that the method can reach. */
  readonly maxRatio: number;
}

/** By TIFF compression code. */
export const BLOCK_CODECS: ReadonlyMap<number, BlockCodec> = new Map<number, BlockCodec>([
  [1, { decode: copyBlock, maxRatio: 1 }],
  [5, { decode: decodeLzw, maxRatio: 4096 }],
  [8, { decode: decodeZlib, maxRatio: 1100 }],
  [32946, { decode: decodeZlib, maxRatio: 1100 }],
  [32773, { decode: decodePackBits, maxRatio: 65 }],
]);

function copyBlock(input: Uint8Array, out: Uint8Array): number {
  const length = Math.min(input.length, out.length);
  out.set(input.subarray(0, length));
  return length;
}

/**
 * zlib stream: two bytes of header, deflate, a checksum that libtiff does not check either. Given a buffer, the library
 * never grows it, so no stream can take more memory than the directory promised.
 */
function decodeZlib(input: Uint8Array, out: Uint8Array): number {
  try {
    return Math.min(inflateSync(input.subarray(2), { out }).length, out.length);
  } catch {
    return 0; // its errors speak of block types and distances: the block is damaged
  }
}

/** PackBits (TIFF 6.0 section 9): runs of copies and repetitions. */
function decodePackBits(input: Uint8Array, out: Uint8Array): number {
  let from = 0;
  let to = 0;
  while (from < input.length && to < out.length) {
    const code = input[from++]!;
    if (code < 128) {
      const end = Math.min(to + code + 1, out.length);
      while (to < end && from < input.length) out[to++] = input[from++]!;
    } else if (code > 128) {
      if (from >= input.length) break;
      const end = Math.min(to + 257 - code, out.length);
      out.fill(input[from++]!, to, end);
      to = end;
    }
  }
  return to;
}

const LZW_CLEAR = 256;
const LZW_END = 257;

/**
 * LZW (TIFF 6.0 section 13): codes of 9 to 12 bits, most significant bit first, one code early.
 *
 * A table entry is a place in the output and a length, since every string has been written there already: the entry
 * made with a code is the previous string and the first byte of this one, which follow one another.
 */
function decodeLzw(input: Uint8Array, out: Uint8Array): number {
  const start = new Int32Array(4096);
  const length = new Uint16Array(4096);
  let next = 258;
  let width = 9;
  let previous = -1; // where the previous string was written
  let previousLength = 0;
  let to = 0;
  let bits = 0;
  let bitCount = 0;
  let from = 0;
  while (to < out.length) {
    while (bitCount < width) {
      if (from >= input.length) return to;
      bits = ((bits << 8) | input[from++]!) & 0xffffff;
      bitCount += 8;
    }
    bitCount -= width;
    const code = (bits >>> bitCount) & ((1 << width) - 1);
    if (code === LZW_END) return to;
    if (code === LZW_CLEAR) {
      next = 258;
      width = 9;
      previous = -1;
      continue;
    }
    const at = to;
    if (previous >= 0 && next < 4096) {
      start[next] = previous;
      length[next] = previousLength + 1;
      next++;
    }
    if (code < 256) out[to++] = code;
    else {
      if (code >= next || code === LZW_END || (previous < 0 && code > LZW_END)) return to;
      const begin = start[code]!;
      const end = Math.min(at + length[code]!, out.length);
      // byte by byte: the string may run into the bytes it is making
      for (let i = begin; to < end; i++) out[to++] = out[i]!;
    }
    previous = at;
    previousLength = to - at;
    if (next + 1 >= 1 << width && width < 12) width++;
  }
  return to;
}

/**
 * Undoes horizontal differencing (predictor 2) in place, row by row, samples in the machine's byte order.
 *
 * @param rowBytes  a multiple of the sample size
 */
export function undoHorizontalDifference(block: Uint8Array, rowBytes: number, bytesPerSample: number): void {
  const { buffer, byteOffset, length } = block;
  if (bytesPerSample === 8) return undo64(block, rowBytes);
  const samples =
    bytesPerSample === 1
      ? block
      : bytesPerSample === 2
        ? new Uint16Array(buffer, byteOffset, length >> 1)
        : new Uint32Array(buffer, byteOffset, length >> 2);
  const columns = rowBytes / bytesPerSample;
  for (let row = 0; row + columns <= samples.length; row += columns)
    for (let i = row + 1; i < row + columns; i++) samples[i] = samples[i]! + samples[i - 1]!;
}

function undo64(block: Uint8Array, rowBytes: number): void {
  const samples = new BigUint64Array(block.buffer, block.byteOffset, block.length >> 3);
  const columns = rowBytes / 8;
  for (let row = 0; row + columns <= samples.length; row += columns)
    for (let i = row + 1; i < row + columns; i++) samples[i] = samples[i]! + samples[i - 1]!;
}

/**
 * Undoes floating point differencing (predictor 3, Adobe TIFF technote 3) in place; the samples are little endian
 * afterwards, whatever the file's byte order.
 */
export function undoFloatDifference(block: Uint8Array, rowBytes: number, bytesPerSample: number): void {
  const columns = rowBytes / bytesPerSample;
  const planes = new Uint8Array(rowBytes);
  for (let row = 0; row + rowBytes <= block.length; row += rowBytes) {
    let sum = 0;
    for (let i = 0; i < rowBytes; i++) {
      sum = (sum + block[row + i]!) & 255;
      planes[i] = sum;
    }
    for (let column = 0; column < columns; column++)
      for (let byte = 0; byte < bytesPerSample; byte++)
        block[row + column * bytesPerSample + byte] = planes[(bytesPerSample - byte - 1) * columns + column]!;
  }
}
