import type { ErrorJson } from '../model/app-error.ts';
import type { RadialUnit } from '../model/pattern-1d.ts';
import type { BatchFramesParams } from '../model/schema-types.generated.ts';
import type { FileRef } from './file-ref.ts';

export type BatchFrameState = NonNullable<BatchFramesParams['state']>;

/** The stages that a frame goes through; "waiting": nothing to do until a file arrives. */
export type BatchStage = 'read' | 'integrate' | 'format' | 'write' | 'waiting';

/**
 * running: frames are worked on, or waited for while watching; paused: by the user, or by a problem, which then says
 * why; done: nothing is left to do (frames may have failed); cancelled: by the user.
 */
export type BatchState = 'running' | 'paused' | 'done' | 'cancelled';

export interface BatchStatus {
  readonly batchId: string;
  readonly kind: 'patterns' | 'cakes';
  /** Name of the folder of the results. */
  readonly label: string;
  readonly directory: FileRef;
  /** Grows with every change, for batch.status with `after`. */
  readonly version: number;
  readonly state: BatchState;
  /** Files that arrive are integrated. */
  readonly isWatching: boolean;
  /** Why it is paused, one sentence, if it was not the user. */
  readonly problem: string | null;
  /** Frames by state; they add up to `total`. */
  readonly frames: {
    readonly total: number;
    readonly waiting: number;
    readonly running: number;
    readonly done: number;
    readonly skipped: number;
    readonly failed: number;
  };
  /** Of the last seconds; 0 while nothing is done. */
  readonly framesPerSecond: number;
  /** Bytes of the image files read, over 1e6. */
  readonly megabytesPerSecond: number;
  /** null where it cannot be told. */
  readonly secondsLeft: number | null;
  /** Time at work, without pauses. */
  readonly secondsElapsed: number;
  /** The stage that takes the most time; null before there is any. */
  readonly bottleneck: BatchStage | null;
  /** Share of the work by stage, 0 to 1; they add up to 1. */
  readonly stages: readonly { readonly stage: BatchStage; readonly share: number }[];
  /** The frame integrated last: its files may still be on their way to the disk. */
  readonly newest: BatchFrameEntry | null;
  readonly radialUnit: RadialUnit;
}

export interface BatchFrameEntry {
  /** In the batch, 0-based: what every other method calls it by. */
  readonly index: number;
  readonly name: string;
  readonly ref: FileRef;
  readonly dataset?: string;
  /** In the file, 0-based. */
  readonly frame: number;
  readonly state: BatchFrameState;
  /** Why it failed, one sentence; else ''. */
  readonly reason: string;
}

export interface BatchFramePage {
  /** Frames that match, on all pages. */
  readonly total: number;
  readonly entries: readonly BatchFrameEntry[];
}

export interface BatchPreview {
  readonly frames: number;
  /** Frames whose results all exist and would be skipped. */
  readonly skipped: number;
  /** Bytes of the input files. */
  readonly inputBytes: number;
  /** Names of the first results, without folder, and how many there are in all. */
  readonly outputs: readonly string[];
  readonly outputCount: number;
  /** Results that exist already. */
  readonly existingCount: number;
  /** Inputs that give nothing, each with its reason. */
  readonly failures: readonly { readonly name: string; readonly reason: string }[];
  /** Why the batch would be refused, one sentence; null if it would begin. */
  readonly problem: ErrorJson | null;
}

/** Patterns as an image: `intensity` has rows.length × radial.length entries, row by row; NaN where nothing is known. */
export interface BatchMatrix {
  readonly radialUnit: RadialUnit;
  /** Centres of the columns, in `radialUnit`. */
  readonly radial: Float64Array;
  /** Index in the batch of the frame that each row shows. Of several frames to a row one is shown, not their mean. */
  readonly rows: Int32Array;
  readonly intensity: Float32Array;
  /** Version of the batch that it shows. */
  readonly version: number;
}

export interface BatchPattern {
  readonly radialUnit: RadialUnit;
  readonly radial: Float64Array;
  readonly intensity: Float32Array;
}

/** An earlier run that a batch can be compared with. */
export interface EarlierResults {
  readonly earlierId: string;
  /** Name of its folder or file. */
  readonly label: string;
  readonly patterns: number;
  /** null where its files do not say it: then that of the batch is assumed. */
  readonly radialUnit: RadialUnit | null;
  /** Files that could not be used, each with its reason. */
  readonly failures: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * A batch beside an earlier run: difference or ratio as an image like `BatchMatrix`, and what the earlier run has for
 * each frame of the batch; NaN where either is not known.
 */
export interface BatchComparison {
  readonly radialUnit: RadialUnit;
  readonly radial: Float64Array;
  readonly rows: Int32Array;
  /** This batch minus the earlier run, or divided by it; no ratio where the earlier one is not above 0. */
  readonly intensity: Float32Array;
  /** Of the earlier run, on the axis of the batch. */
  readonly integral: Float64Array;
  /** Of the earlier run; absent without a window. */
  readonly windowMean?: Float64Array;
  /** How frames were found that belong together: by the names of their results or, where none agree, by their place. */
  readonly pairedBy: 'name' | 'order';
  /** Frames of the batch that the earlier run has too. */
  readonly paired: number;
  readonly version: number;
}

/** Bits of `BatchSummary.flags`. */
export const BATCH_FLAGS = { empty: 1, saturated: 2, outlier: 4 } as const;

/** One entry per frame of the batch, from the first asked for; NaN where the frame is not done. */
export interface BatchSummary {
  readonly first: number;
  /** ∫ I over the radial axis, in its unit. */
  readonly integral: Float64Array;
  /** Mean intensity of the bins in the window; absent without a window. */
  readonly windowMean?: Float64Array;
  /** Largest intensity of a bin. */
  readonly maximum: Float64Array;
  /** Pixels that count. */
  readonly pixels: Float64Array;
  /** Pixels ignored, of all, 0 to 1. */
  readonly maskedFraction: Float64Array;
  /** Bits of BATCH_FLAGS; an outlier stands out among its ten neighbours. */
  readonly flags: Uint8Array;
  readonly version: number;
}
