import type { DetectorImage, ImageMetadata, SampleType, Shape } from '../model/detector-image.ts';
import type { StoredFrames } from './stored-frames.ts';

/** Bytes at random access: a file, or a buffer. */
export interface ByteSource {
  /** File name without folder, for messages and suffix hints. */
  readonly name: string;
  readonly size: number;
  /** Where the file lies, for libraries that open paths themselves (HDF5); absent for bytes in memory. */
  readonly path?: string;
  /**
   * @returns exactly `length` bytes, the caller's own: it may change or keep them
   * @throws FormatError  if the source ends before `offset + length`
   */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Dataset inside a container (HDF5); absent: the reader finds it. */
  readonly dataset?: string | undefined;
}

/** What is known before any frame is read. */
export interface ImageSummary {
  readonly formatId: string;
  readonly shape: Shape;
  readonly sampleType: SampleType;
  readonly frameCount: number;
  readonly metadata: ImageMetadata;
  /** Path of the dataset in use, for containers. */
  readonly dataset?: string;
  /** Every dataset that could be an image, for containers. */
  readonly datasets?: readonly { readonly path: string; readonly shape: readonly number[] }[];
}

/** An image file that is open. Frames are read one at a time. */
export interface OpenImage {
  readonly summary: ImageSummary;
  /** @throws FormatError  if the frame does not exist or is damaged */
  readFrame(frame: number, signal?: AbortSignal): Promise<DetectorImage>;
  /** Where the frames lie, for threads that read them without opening the file in this way; null where that is not known. */
  stored?(): Promise<StoredFrames | null>;
  close(): Promise<void>;
}

/**
 * One image format. To add one: write `<id>-reader.ts`, add a line to the registry, add a test.
 */
export interface ImageReader {
  readonly id: string;
  readonly label: string;
  /** Suffixes, lower case with dot: a hint for dialogs, never the way to recognise a file. */
  readonly suffixes: readonly string[];
  /** The reader opens `source.path` itself, so it cannot read bytes in memory. */
  readonly needsPath?: boolean;
  /** @param head  the first bytes, at most HEAD_LENGTH, fewer for short files */
  recognises(head: Uint8Array, source: ByteSource): boolean;
  open(source: ByteSource, options: ReadOptions): Promise<OpenImage>;
}

/** Bytes shown to `recognises`. */
export const HEAD_LENGTH = 4096;
