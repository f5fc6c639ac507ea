import { readFile } from 'node:fs/promises';
import { AppError } from '../../src-shared/model/app-error.ts';

/** Undoes the compression of chunks in WebAssembly; one for each thread. */
export interface Unpacker {
  /**
   * @param packed  as the filter of HDF5 wrote it
   * @param bytes  that must come out
   * @param size  bytes of an element: 1, 2, 4 or 8; the LZ4 filter does not ask
   * @returns a view that the next call overwrites; null where the bytes are damaged
   */
  unpack(filter: ChunkFilter, packed: Uint8Array, bytes: number, size: number): Uint8Array | null;
}

export type ChunkFilter = 'bitshuffle-lz4' | 'lz4';

/** What assembly/index.ts exports. */
interface Exports {
  freeFrom(): number;
  unpackBitshuffle(
    source: number,
    sourceEnd: number,
    target: number,
    bytes: number,
    size: number,
    scratch: number,
    scratchBytes: number,
  ): number;
  unpackLz4Blocks(source: number, sourceEnd: number, target: number, bytes: number): number;
}

const PAGE_BYTES = 65536;
/** Must be what the program was compiled with. */
const MAX_PAGES = 65536;
/** Bytes that copies may touch behind a range. */
const SLACK = 64;
/** The longest block of bitshuffle: 8 kB unless its writer chose otherwise. */
const SCRATCH_BYTES = 2 ** 20;
/** Beside the bundles; from the sources, where the build puts it. */
const PLACES = ['./unpack.wasm', '../../out/main/unpack.wasm'];

let loading: Promise<Unpacker> | undefined;

/** @throws AppError  if the build has not made it */
export function loadUnpacker(): Promise<Unpacker> {
  loading ??= createUnpacker();
  return loading;
}

async function createUnpacker(): Promise<Unpacker> {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared: false });
  const { exports } = new WebAssembly.Instance(await compile(), { env: { memory } });
  const { freeFrom, unpackBitshuffle, unpackLz4Blocks } = exports as unknown as Exports;
  const scratch = Math.ceil(freeFrom() / SLACK) * SLACK;
  const target = scratch + SCRATCH_BYTES + SLACK;

  return {
    unpack(filter, packed, bytes, size) {
      const source = Math.ceil((target + bytes) / SLACK + 1) * SLACK;
      const end = source + packed.length;
      const missing = Math.ceil((end + SLACK) / PAGE_BYTES) - memory.buffer.byteLength / PAGE_BYTES;
      if (missing > 0) memory.grow(missing);
      new Uint8Array(memory.buffer, source, packed.length).set(packed);
      const isWhole =
        filter === 'lz4'
          ? unpackLz4Blocks(source, end, target, bytes)
          : unpackBitshuffle(source, end, target, bytes, size, scratch, SCRATCH_BYTES);
      return isWhole ? new Uint8Array(memory.buffer, target, bytes) : null;
    },
  };
}

async function compile(): Promise<WebAssembly.Module> {
  for (const place of PLACES) {
    const bytes = await readFile(new URL(place, import.meta.url)).catch(() => null);
    if (bytes) return WebAssembly.compile(bytes);
  }
  throw new AppError('internal', 'The decoder of compressed frames is missing; run `npm run build`.');
}
