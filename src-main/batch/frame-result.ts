import type { AppError } from '../../src-shared/model/app-error.ts';
import type { StageTimes } from '../worker/stage-times.ts';
import type { FrameJob } from './plan-outputs.ts';

/** What is known of a frame once it is integrated, besides its files. */
export interface FrameResult<T> {
  readonly value: T;
  /** The frame as a pattern; of a cake the mean over its azimuths. */
  readonly radial: Float64Array;
  readonly intensity: Float64Array;
  /** Pixels that count, by their shares. */
  readonly pixels: number;
  readonly ignoredPixels: number;
  readonly isSaturated: boolean;
  readonly planHash: string;
  readonly times: StageTimes;
  /** Called when nobody will look at `value` any more. */
  readonly release?: (() => void) | undefined;
}

export interface KeyedJob<F extends string> {
  readonly key: number;
  readonly job: FrameJob<F>;
}

export type FrameOutcome<T> =
  { readonly key: number; readonly result: FrameResult<T> } | { readonly key: number; readonly error: AppError };

/** What makes results of frames: patterns or cakes. */
export type IntegrateFrames<T, F extends string> = (
  jobs: Iterable<KeyedJob<F>>,
  signal: AbortSignal,
) => AsyncGenerator<FrameOutcome<T>, void, void>;

/** Time and bytes that the files of one frame took. */
export interface WriteTimes extends StageTimes {
  readonly bytes: number;
}

/** Writes results. Frames of one file are given in their order. */
export interface BatchWriter<T, F extends string> {
  /**
   * Resolves when the files of the frame are on the disk, and its row is in the HDF5 file under construction.
   *
   * @throws AppError  "exists", "forbidden" or "disk"
   */
  write(job: FrameJob<F>, value: T): Promise<WriteTimes>;
  /** Rows of unfinished HDF5 files are on the disk when it returns. @throws AppError  as `write` */
  flush(): Promise<void>;
  /** @param isLast  no more frames will come. @throws AppError  as `write` */
  finish(isLast: boolean): Promise<void>;
  /** Leaves whole files only. */
  abandon(): Promise<void>;
  /** Files finished so far. */
  readonly written: ReadonlySet<string>;
}
