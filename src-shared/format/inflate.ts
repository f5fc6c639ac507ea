const FAST_BITS = 10;
const LENGTH_BASE = Uint16Array.of(
  ...[
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
  ],
);
const LENGTH_EXTRA = Uint8Array.of(
  ...[0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0],
);
const DISTANCE_BASE = Uint16Array.of(
  ...[1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097],
  ...[6145, 8193, 12289, 16385, 24577],
);
const DISTANCE_EXTRA = Uint8Array.of(
  ...[0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13],
);
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** A canonical Huffman code: a table for codes up to FAST_BITS, counts per length for the longer ones. */
interface HuffmanCode {
  /** length << 9 | symbol by the next FAST_BITS bits; 0 where the code is longer or does not exist. */
  readonly fast: Uint16Array;
  readonly count: Uint16Array;
  readonly symbols: Uint16Array;
}

/**
 * Raw deflate (RFC 1951) into a buffer of known size.
 *
 * Stops where `out` is full, the stream ends or is damaged, and never writes past `out`: no stream can make it take
 * more memory than the caller gave.
 *
 * @returns bytes written
 */
export function inflate(input: Uint8Array, out: Uint8Array): number {
  const stream: BitStream = { input, from: 0, bits: 0, count: 0, out, to: 0 };
  for (;;) {
    const last = takeBits(stream, 1);
    const type = takeBits(stream, 2);
    if (last < 0 || type < 0 || type === 3) return stream.to;
    let ok: boolean;
    if (type === 0) ok = copyStored(stream);
    else if (type === 1) ok = inflateBlock(stream, FIXED_LITERALS, FIXED_DISTANCES);
    else {
      const codes = readCodes(stream);
      ok = codes !== undefined && inflateBlock(stream, codes[0], codes[1]);
    }
    if (!ok || last === 1 || stream.to >= out.length) return stream.to;
  }
}

interface BitStream {
  readonly input: Uint8Array;
  from: number;
  bits: number;
  count: number;
  readonly out: Uint8Array;
  to: number;
}

const FIXED_LITERALS = buildCode(new Uint8Array(288).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280));
const FIXED_DISTANCES = buildCode(new Uint8Array(30).fill(5));

/** @returns the next bits as a number, −1 at the end of the input */
function takeBits(stream: BitStream, need: number): number {
  while (stream.count < need) {
    if (stream.from >= stream.input.length) return -1;
    stream.bits |= stream.input[stream.from++]! << stream.count;
    stream.count += 8;
  }
  const value = stream.bits & ((1 << need) - 1);
  stream.bits >>>= need;
  stream.count -= need;
  return value;
}

function copyStored(stream: BitStream): boolean {
  const { input, out } = stream;
  stream.from -= stream.count >> 3; // whole bytes that were taken in advance go back
  stream.bits = 0;
  stream.count = 0;
  if (stream.from + 4 > input.length) return false;
  const length = input[stream.from]! | (input[stream.from + 1]! << 8);
  const check = input[stream.from + 2]! | (input[stream.from + 3]! << 8);
  if ((length ^ check) !== 0xffff) return false;
  const begin = stream.from + 4;
  const end = Math.min(begin + length, input.length, begin + out.length - stream.to);
  out.set(input.subarray(begin, end), stream.to);
  stream.to += end - begin;
  stream.from = end;
  return end === begin + length;
}

function buildCode(lengths: Uint8Array): HuffmanCode {
  const count = new Uint16Array(16);
  for (const length of lengths) count[length] = count[length]! + 1;
  count[0] = 0;
  const offsets = new Uint16Array(17);
  const firstCode = new Uint16Array(17);
  for (let length = 1; length <= 15; length++) {
    offsets[length + 1] = offsets[length]! + count[length]!;
    firstCode[length + 1] = (firstCode[length]! + count[length]!) << 1;
  }
  const symbols = new Uint16Array(lengths.length);
  const fast = new Uint16Array(1 << FAST_BITS);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]!;
    if (length === 0) continue;
    symbols[offsets[length]!] = symbol;
    offsets[length] = offsets[length]! + 1;
    const code = firstCode[length]!;
    firstCode[length] = code + 1;
    if (length > FAST_BITS) continue;
    for (let index = reverseBits(code, length); index < fast.length; index += 1 << length)
      fast[index] = (length << 9) | symbol;
  }
  return { fast, count, symbols };
}

function reverseBits(code: number, length: number): number {
  let reversed = 0;
  for (let i = 0; i < length; i++) reversed |= ((code >> i) & 1) << (length - 1 - i);
  return reversed;
}

function readCodes(stream: BitStream): [HuffmanCode, HuffmanCode] | undefined {
  const literals = takeBits(stream, 5) + 257;
  const distances = takeBits(stream, 5) + 1;
  const lengthCount = takeBits(stream, 4) + 4;
  if (literals < 257 || distances < 1 || lengthCount < 4) return undefined;
  const codeLengths = new Uint8Array(19);
  for (let i = 0; i < lengthCount; i++) {
    const length = takeBits(stream, 3);
    if (length < 0) return undefined;
    codeLengths[CODE_LENGTH_ORDER[i]!] = length;
  }
  const code = buildCode(codeLengths);
  const lengths = new Uint8Array(literals + distances);
  for (let i = 0; i < lengths.length;) {
    const symbol = takeSymbol(stream, code);
    if (symbol < 0) return undefined;
    if (symbol < 16) lengths[i++] = symbol;
    else {
      const [bits, base] = symbol === 16 ? [2, 3] : symbol === 17 ? [3, 3] : [7, 11];
      const extra = takeBits(stream, bits);
      const end = i + base + extra;
      if (extra < 0 || end > lengths.length || (symbol === 16 && i === 0)) return undefined;
      lengths.fill(symbol === 16 ? lengths[i - 1]! : 0, i, end);
      i = end;
    }
  }
  return [buildCode(lengths.subarray(0, literals)), buildCode(lengths.subarray(literals))];
}

/** @returns the next symbol, −1 where the input ends or the code does not exist */
function takeSymbol(stream: BitStream, { fast, count, symbols }: HuffmanCode): number {
  while (stream.count < 15 && stream.from < stream.input.length) {
    stream.bits |= stream.input[stream.from++]! << stream.count;
    stream.count += 8;
  }
  const entry = fast[stream.bits & ((1 << FAST_BITS) - 1)]!;
  if (entry !== 0) {
    const length = entry >>> 9;
    if (length > stream.count) return -1;
    stream.bits >>>= length;
    stream.count -= length;
    return entry & 511;
  }
  // canonical decoding, one bit at a time (after M. Adler's description in RFC 1951, section 3.2.2)
  let code = 0;
  let first = 0;
  let index = 0;
  const limit = Math.min(15, stream.count);
  for (let length = 1; length <= limit; length++) {
    code |= (stream.bits >>> (length - 1)) & 1;
    const number = count[length]!;
    if (code - number < first) {
      stream.bits >>>= length;
      stream.count -= length;
      return symbols[index + code - first]!;
    }
    index += number;
    first = (first + number) << 1;
    code <<= 1;
  }
  return -1;
}

function inflateBlock(stream: BitStream, literal: HuffmanCode, distanceCode: HuffmanCode): boolean {
  const { out } = stream;
  for (;;) {
    const symbol = takeSymbol(stream, literal);
    if (symbol < 0) return false;
    if (symbol === 256) return true;
    if (stream.to >= out.length) return false;
    if (symbol < 256) {
      out[stream.to++] = symbol;
      continue;
    }
    if (symbol > 285) return false;
    const lengthExtra = takeBits(stream, LENGTH_EXTRA[symbol - 257]!);
    const distanceSymbol = takeSymbol(stream, distanceCode);
    if (lengthExtra < 0 || distanceSymbol < 0 || distanceSymbol > 29) return false;
    const distanceExtra = takeBits(stream, DISTANCE_EXTRA[distanceSymbol]!);
    const distance = DISTANCE_BASE[distanceSymbol]! + distanceExtra;
    let to = stream.to;
    if (distanceExtra < 0 || distance > to) return false;
    const end = Math.min(to + LENGTH_BASE[symbol - 257]! + lengthExtra, out.length);
    if (distance === 1) out.fill(out[to - 1]!, to, end);
    else for (; to < end; to++) out[to] = out[to - distance]!;
    stream.to = end;
  }
}
