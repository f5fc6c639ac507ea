// Entry of the decoder of compressed chunks: what the host calls. Every address is a byte offset into the memory of one
// thread; SLACK bytes behind every range that is read or written belong to it. Nothing here allocates.
export { unpackBitshuffle } from './unpack-bitshuffle';
export { unpackLz4Blocks } from './unpack-lz4-blocks';

/** The first address that is free. */
export function freeFrom(): usize {
  return __heap_base;
}
