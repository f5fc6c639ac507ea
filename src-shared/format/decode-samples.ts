import type { SampleType, Samples } from '../model/detector-image.ts';

/** What files hold: our sample types, and three that are widened on reading. */
export type StoredType = SampleType | 'int64' | 'uint64' | 'float16';

export const STORED_BYTES: Readonly<Record<StoredType, number>> = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  float16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  uint64: 8,
  int64: 8,
  float64: 8,
};

/** The sample type that a stored type becomes: 64-bit integers turn into float64, 16-bit floats into float32. */
export function sampleTypeOf(type: StoredType): SampleType {
  if (type === 'int64' || type === 'uint64') return 'float64';
  return type === 'float16' ? 'float32' : type;
}

/** Byte order of this machine, the order of typed arrays. */
export const HOST_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * Samples from their bytes in a file. In the machine's own byte order the result is a view of `bytes`, without any
 * work per pixel; else `bytes` is swapped in place, so it must not be used afterwards.
 *
 * 64-bit integers become the nearest float64: exact up to 2⁵³ ≈ 9.0e15, beyond that rounded to 53 bits (only
 * "masked" markers such as 2⁶⁴ − 1 are that large). The other types are exact.
 *
 * @param bytes  length is a multiple of STORED_BYTES[type]
 * @throws RangeError  if it is not
 */
export function decodeSamples(bytes: Uint8Array, type: StoredType, littleEndian: boolean): Samples {
  const size = STORED_BYTES[type];
  const count = bytes.length / size;
  if (!Number.isInteger(count)) throw new RangeError(`${bytes.length} bytes are not a number of ${type} samples`);
  const own = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  if (littleEndian !== HOST_IS_LITTLE_ENDIAN) swapBytes(own, size);
  const { buffer, byteOffset } = own;
  switch (type) {
    case 'uint8':
      return new Uint8Array(buffer, byteOffset, count);
    case 'int8':
      return new Int8Array(buffer, byteOffset, count);
    case 'uint16':
      return new Uint16Array(buffer, byteOffset, count);
    case 'int16':
      return new Int16Array(buffer, byteOffset, count);
    case 'uint32':
      return new Uint32Array(buffer, byteOffset, count);
    case 'int32':
      return new Int32Array(buffer, byteOffset, count);
    case 'float32':
      return new Float32Array(buffer, byteOffset, count);
    case 'float64':
      return new Float64Array(buffer, byteOffset, count);
    case 'float16':
      return widenHalf(new Uint16Array(buffer, byteOffset, count));
    case 'uint64':
      return widen64(own, count, false);
    case 'int64':
      return widen64(own, count, true);
  }
}

/** Reverses the bytes of every sample of `size` 1, 2, 4 or 8 bytes, in place. `bytes` starts at a multiple of `size`. */
export function swapBytes(bytes: Uint8Array, size: number): void {
  const { buffer, byteOffset, length } = bytes;
  if (size === 2) {
    const words = new Uint16Array(buffer, byteOffset, length >> 1);
    for (let i = 0; i < words.length; i++) words[i] = (words[i]! << 8) | (words[i]! >>> 8);
  } else if (size >= 4) {
    const words = new Uint32Array(buffer, byteOffset, Math.floor(length / 4));
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      words[i] = (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
    }
    if (size === 8)
      for (let i = 0; i + 1 < words.length; i += 2) {
        const word = words[i]!;
        words[i] = words[i + 1]!;
        words[i + 1] = word;
      }
  }
}

/** 64-bit integers to float64 in place: each is replaced by its nearest double. */
function widen64(bytes: Uint8Array, count: number, signed: boolean): Float64Array {
  const { buffer, byteOffset } = bytes;
  const low = new Uint32Array(buffer, byteOffset, 2 * count);
  const high = signed ? new Int32Array(buffer, byteOffset, 2 * count) : low;
  const out = new Float64Array(buffer, byteOffset, count);
  const [lowWord, highWord] = HOST_IS_LITTLE_ENDIAN ? [0, 1] : [1, 0];
  // high · 2³² is exact, so the sum is rounded once
  for (let i = 0; i < count; i++) out[i] = high[2 * i + highWord]! * 4294967296 + low[2 * i + lowWord]!;
  return out;
}

/** IEEE 754 binary16 to float32, exact. */
function widenHalf(halves: Uint16Array): Float32Array {
  const out = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]!;
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 31;
    const fraction = half & 0x3ff;
    if (exponent === 0) out[i] = sign * fraction * 2 ** -24;
    else if (exponent === 31) out[i] = fraction ? NaN : sign * Infinity;
    else out[i] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  return out;
}
