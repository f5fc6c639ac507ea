import type { SampleType, Shape } from '../model/detector-image.ts';

/**
 * Where the frames of a stack lie in its files, so that any thread can read them without the library of the format. All
 * arrays lie in shared memory.
 */
export interface StoredFrames {
  readonly shape: Shape;
  readonly sampleType: SampleType;
  /** One after the other. */
  readonly parts: readonly StoredPart[];
  /** As `ImageMetadata` and `DetectorImage` have them. */
  readonly maskedValue?: number;
  readonly mask?: Uint8Array;
}

export type StoredFilter = 'none' | 'bitshuffle-lz4' | 'lz4';

/** Frames of one dataset, each in one chunk or a grid of chunks. */
export interface StoredPart {
  readonly path: string;
  /** Of the file when it was looked at: another one holds other frames. */
  readonly size: number;
  readonly modified: number;
  readonly frames: number;
  readonly filter: StoredFilter;
  /** Rows and columns of a chunk; those at the far edges reach beyond the frame. */
  readonly chunk: Shape;
  /** Address in the file and bytes there of each chunk, by frame, rows and columns; 0 bytes: not written. */
  readonly chunks: Float64Array;
}
