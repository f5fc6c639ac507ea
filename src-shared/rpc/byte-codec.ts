import { AppError } from '../model/app-error.ts';

// One frame, little-endian:
//   u32 signature · u32 length of the JSON text · JSON text (UTF-8) · zeros up to a multiple of 8 · array · zeros · array · …
// The JSON text is `[value, [[type, length], …]]`. Inside `value`, an object with the single key "$" stands for what JSON
// cannot hold: `{"$": 3}` the fourth array, `{"$": "NaN"}` a number, `{"$": {…}}` an object that has a key "$" of its own.

export type NumberArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

interface ArrayType {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): NumberArray;
}

const ARRAY_TYPES = new Map<unknown, ArrayType>([
  ['Int8Array', Int8Array],
  ['Uint8Array', Uint8Array],
  ['Uint8ClampedArray', Uint8ClampedArray],
  ['Int16Array', Int16Array],
  ['Uint16Array', Uint16Array],
  ['Int32Array', Int32Array],
  ['Uint32Array', Uint32Array],
  ['Float32Array', Float32Array],
  ['Float64Array', Float64Array],
  ['BigInt64Array', BigInt64Array],
  ['BigUint64Array', BigUint64Array],
]);
const NUMBERS = new Map<unknown, number>([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['-0', -0],
]);

const SIGNATURE = 0x314c4e41; // "ANL1"
const PREAMBLE = 8;
const MAX_DEPTH = 64;
const MAX_ARRAYS = 65536;

const padded = (length: number): number => Math.ceil(length / 8) * 8;

/**
 * Packs JSON values and typed arrays into one block of bytes.
 *
 * Numbers keep their bits (NaN, infinities and −0 included), `undefined` properties vanish as in JSON. An array that
 * occurs twice is stored once. A Node `Buffer` arrives as Uint8Array.
 *
 * @throws RangeError  for what cannot be sent: functions, symbols, bigints, instances of classes, more than 64 levels
 */
export function encodeFrame(value: unknown): Uint8Array<ArrayBuffer> {
  const arrays = new Map<NumberArray, number>();
  const tree = pack(value, arrays, 0);
  const table = [...arrays.keys()].map((array) => [array[Symbol.toStringTag], array.length]);
  const text = new TextEncoder().encode(JSON.stringify([tree, table]));

  let length = padded(PREAMBLE + text.length);
  for (const array of arrays.keys()) length += padded(array.byteLength);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, SIGNATURE, true);
  view.setUint32(4, text.length, true);
  bytes.set(text, PREAMBLE);
  let offset = padded(PREAMBLE + text.length);
  for (const array of arrays.keys()) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
    offset += padded(array.byteLength);
  }
  return bytes;
}

/**
 * Unpacks what `encodeFrame` packed. Typed arrays are views of `bytes`, which therefore must not be reused; only bytes
 * that do not start at a multiple of 8 are copied, once.
 *
 * @throws AppError  "contract" for anything that is not exactly one whole frame
 */
export function decodeFrame(bytes: Uint8Array): unknown {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  if (aligned.length < PREAMBLE) throw damaged(`${aligned.length} bytes are no frame`);
  const view = new DataView(aligned.buffer, aligned.byteOffset, aligned.byteLength);
  if (view.getUint32(0, true) !== SIGNATURE) throw damaged('it does not begin with the signature');
  const textLength = view.getUint32(4, true);
  if (textLength > aligned.length - PREAMBLE)
    throw damaged(`it claims ${textLength} bytes of text and has ${aligned.length - PREAMBLE} bytes`);

  const parsed = parseText(aligned.subarray(PREAMBLE, PREAMBLE + textLength));
  if (!Array.isArray(parsed) || parsed.length !== 2 || !Array.isArray(parsed[1]))
    throw damaged('its text is not a value and a table of arrays');
  const arrays = readArrays(parsed[1], aligned, padded(PREAMBLE + textLength));
  return unpack(parsed[0], arrays, 0);
}

function damaged(reason: string): AppError {
  return new AppError('contract', `A damaged message arrived: ${reason}.`);
}

function parseText(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new AppError('contract', 'A damaged message arrived: its text is not JSON.', { cause });
  }
}

function readArrays(table: readonly unknown[], bytes: Uint8Array, start: number): NumberArray[] {
  if (table.length > MAX_ARRAYS) throw damaged(`it claims ${table.length} arrays, at most ${MAX_ARRAYS} are allowed`);
  let offset = start;
  const arrays = table.map((row): NumberArray => {
    const [name, length] = Array.isArray(row) ? (row as unknown[]) : [];
    const type = ARRAY_TYPES.get(name);
    if (!type) throw damaged('it names an unknown type of array');
    if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0)
      throw damaged('it gives an array no proper length');
    const byteLength = length * type.BYTES_PER_ELEMENT;
    if (byteLength > bytes.length - offset)
      throw damaged(`it claims an array of ${byteLength} bytes where ${bytes.length - offset} are left`);
    const array = new type(bytes.buffer, bytes.byteOffset + offset, length);
    offset += padded(byteLength);
    return array;
  });
  if (offset !== bytes.length) throw damaged(`it has ${bytes.length} bytes instead of ${offset}`);
  return arrays;
}

function isArray(value: object): value is NumberArray {
  return ArrayBuffer.isView(value) && Symbol.toStringTag in value;
}

function pack(value: unknown, arrays: Map<NumberArray, number>, depth: number): unknown {
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { $: Object.is(value, -0) ? '-0' : String(value) };
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || value === undefined) return value;
  if (typeof value !== 'object') throw new RangeError(`A ${typeof value} cannot be sent`);
  if (depth > MAX_DEPTH) throw new RangeError(`More than ${MAX_DEPTH} levels cannot be sent`);
  if (isArray(value)) return { $: arrayIndex(value, arrays) };
  if (Array.isArray(value)) return value.map((item) => pack(item, arrays, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  // Plain objects of another realm have a prototype of their own, whose own prototype is null.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw new RangeError(`An instance of ${value.constructor.name} cannot be sent`);
  const packed: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__') throw new RangeError('A key "__proto__" cannot be sent');
    packed[key] = pack(item, arrays, depth + 1);
  }
  return '$' in packed ? { $: packed } : packed;
}

function arrayIndex(array: NumberArray, arrays: Map<NumberArray, number>): number {
  if (!ARRAY_TYPES.has(array[Symbol.toStringTag]))
    throw new RangeError(`A ${array[Symbol.toStringTag]} cannot be sent`); // a DataView, or a type that came later
  const known = arrays.get(array);
  if (known !== undefined) return known;
  if (arrays.size === MAX_ARRAYS) throw new RangeError(`More than ${MAX_ARRAYS} arrays cannot be sent`);
  arrays.set(array, arrays.size);
  return arrays.size - 1;
}

function unpack(value: unknown, arrays: readonly NumberArray[], depth: number): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (depth > MAX_DEPTH + 1) throw damaged(`it is nested more than ${MAX_DEPTH} levels deep`);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = unpack(value[i], arrays, depth + 1);
    return value as unknown;
  }
  const record = value as Record<string, unknown>;
  if ('$' in record) return unpackMarked(record, arrays, depth);
  return unpackProperties(record, arrays, depth);
}

function unpackProperties(record: Record<string, unknown>, arrays: readonly NumberArray[], depth: number): unknown {
  for (const key of Object.keys(record)) {
    if (key === '__proto__') throw damaged('it has a key "__proto__"');
    record[key] = unpack(record[key], arrays, depth + 1);
  }
  return record;
}

function unpackMarked(record: Record<string, unknown>, arrays: readonly NumberArray[], depth: number): unknown {
  const mark = record['$'];
  if (Object.keys(record).length === 1) {
    if (typeof mark === 'number' && arrays[mark]) return arrays[mark];
    const number = NUMBERS.get(mark);
    if (number !== undefined) return number;
    if (typeof mark === 'object' && mark !== null && !Array.isArray(mark) && '$' in mark)
      return unpackProperties(mark as Record<string, unknown>, arrays, depth);
  }
  throw damaged('it has a "$" that stands for nothing');
}
