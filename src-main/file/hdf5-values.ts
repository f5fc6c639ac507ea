import type { Metadata } from 'h5wasm/node';
import type { Hdf5Library } from './hdf5-library.ts';

const [INTEGER, FLOAT, STRING] = [0, 1, 3]; // H5T_class_t
/** Text longer than this is a document, not a value. */
const MAX_BYTES = 2 ** 20;

/** Numbers or strings of an attribute or a small dataset, flattened; undefined for other types and empty values. */
export type Hdf5Values = readonly string[] | readonly number[];

/**
 * Reads an attribute, or the dataset itself where `attribute` is ''.
 *
 * The library's own getters free whatever lies in memory when a string of variable length cannot be read, which breaks
 * its heap on damaged files; here memory is zeroed before and given back only after a success.
 *
 * @throws Error  of the library, for damaged objects
 */
export function readHdf5Values(
  { Module }: Hdf5Library,
  fileId: bigint,
  path: string,
  attribute: string,
  metadata: Metadata,
): Hdf5Values | undefined {
  const { type, size, signed, vlen, total_size: count } = metadata;
  const byteLength = size * count;
  if (!metadata.shape || !(byteLength > 0 && byteLength <= MAX_BYTES)) return undefined;
  if (type !== STRING && (vlen || (type !== INTEGER && type !== FLOAT))) return undefined;
  const pointer = Module._malloc(byteLength);
  if (pointer === 0) return undefined;
  try {
    Module.HEAPU8.fill(0, pointer, pointer + byteLength);
    const status =
      attribute === ''
        ? Module.get_dataset_data(fileId, path, null, null, null, BigInt(pointer))
        : Module.get_attribute_data(fileId, path, attribute, BigInt(pointer));
    if (status < 0) return undefined;
    const bytes = Module.HEAPU8.slice(pointer, pointer + byteLength);
    if (type === STRING && vlen) {
      const texts = Array.from(new Uint32Array(bytes.buffer), (at) => (at === 0 ? '' : Module.UTF8ToString(at).trim()));
      Module.reclaim_vlen_memory(fileId, path, attribute, BigInt(pointer));
      return texts;
    }
    if (type === STRING)
      return Array.from({ length: count }, (_, i) => {
        const text = new TextDecoder().decode(bytes.subarray(i * size, (i + 1) * size));
        return text.replace(/\0[\s\S]*$/, '').trim();
      });
    return numbers(bytes.buffer, type, size, signed);
  } finally {
    Module._free(pointer);
  }
}

function numbers(buffer: ArrayBuffer, type: number, size: number, signed: boolean): number[] | undefined {
  if (type === FLOAT) {
    if (size === 8) return [...new Float64Array(buffer)];
    return size === 4 ? [...new Float32Array(buffer)] : undefined;
  }
  if (size === 8) return Array.from(signed ? new BigInt64Array(buffer) : new BigUint64Array(buffer), Number);
  if (size === 4) return [...(signed ? new Int32Array(buffer) : new Uint32Array(buffer))];
  if (size === 2) return [...(signed ? new Int16Array(buffer) : new Uint16Array(buffer))];
  return size === 1 ? [...(signed ? new Int8Array(buffer) : new Uint8Array(buffer))] : undefined;
}
