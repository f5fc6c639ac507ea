/** Where a chunk lies. Chunks that were never written are not listed. */
export interface ChunkPlace {
  readonly address: number;
  /** As they lie in the file, compressed or not. */
  readonly bytes: number;
  /** Bit i is set where the i-th filter was left out. */
  readonly skipped: number;
}

/** Called with the number of a chunk, the last axis running fastest. */
export type TakeChunk = (number: number, place: ChunkPlace) => void;
