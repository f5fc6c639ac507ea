import { AppError } from '../../src-shared/model/app-error.ts';
import type { RadialUnit } from '../../src-shared/model/pattern-1d.ts';
import { fromTwoTheta, type RadialContext, toTwoTheta } from '../../src-shared/quantity/radial-unit.ts';
import type { BatchComparison, BatchPattern } from '../../src-shared/rpc/batch-contract.ts';
import { stemOf } from '../file/expand-inputs.ts';
import type { EarlierRun } from './earlier-run.ts';
import type { FrameLog } from './frame-log.ts';
import { columnRange, meanOf, meanOfGroups, onAxis, type PatternRows } from './pattern-rows.ts';
import { type FrameJob, resultNameOf } from './plan-outputs.ts';

export interface ComparedBatch {
  readonly rows: PatternRows;
  readonly radialUnit: RadialUnit;
  readonly frames: Pick<FrameLog<string>, 'length' | 'at'>;
  /** For the axis of an earlier run in another unit. */
  readonly context: RadialContext;
}

export interface ComparisonRequest {
  readonly as: 'difference' | 'ratio';
  readonly maxRows: number;
  readonly maxColumns: number;
  readonly window?: readonly [number, number] | undefined;
}

export type ComparedPictures = Omit<BatchComparison, 'version' | 'radialUnit'>;

/** Row of the earlier run that each frame belongs to; −1: none. */
export interface Pairs {
  readonly by: 'name' | 'order';
  readonly rows: Int32Array;
}

/**
 * Frames belong together whose results have the same name; where no names agree, as of another sample, those in the same
 * place.
 */
export function pairFrames(jobs: readonly FrameJob<string>[], names: readonly string[]): Pairs {
  const rowOf = new Map(names.map((name, row) => [name, row]));
  const byName = Int32Array.from(jobs, (job) => {
    const found = resultNamesOf(job).find((name) => rowOf.has(name));
    return found === undefined ? -1 : rowOf.get(found)!;
  });
  if (byName.some((row) => row >= 0)) return { by: 'name', rows: byName };
  return { by: 'order', rows: Int32Array.from(jobs, (_, i) => (i < names.length ? i : -1)) };
}

/** As text, as one of the frames of an HDF5 file, and as a file of its own with one frame. */
function resultNamesOf(job: FrameJob<string>): string[] {
  const text = resultNameOf(job);
  return [text, `${stemOf(job.file.input.path)}#${job.frame}`, `${text}#0`];
}

/** Compares a batch with an earlier run, again and again while it goes on. */
export function createRunComparison(batch: ComparedBatch, earlier: EarlierRun) {
  let pairs: Pairs | undefined;
  let pairedJobs = -1;
  let pairedNames = -1;
  let axisAsRead: Float64Array | undefined;
  let axisInUnit: Float64Array | undefined;
  /** Means and integrals of rows of the earlier run, for one window. */
  let window: readonly [number, number] | undefined;
  const means = new Map<number, number>();
  const integrals = new Map<number, number>();

  function currentPairs(): Pairs {
    const names = earlier.names();
    const { length } = batch.frames;
    if (pairs && pairedJobs === length && pairedNames === names.length) return pairs;
    pairs = pairFrames(
      Array.from({ length }, (_, i) => batch.frames.at(i).job),
      names,
    );
    pairedJobs = length;
    pairedNames = names.length;
    return pairs;
  }

  /** In the unit of the batch. @throws AppError usage  if it cannot be converted */
  function converted(radial: Float64Array): Float64Array {
    if (radial === axisAsRead && axisInUnit) return axisInUnit;
    axisAsRead = radial;
    const from = earlier.radialUnit ?? batch.radialUnit;
    if (from === batch.radialUnit) return (axisInUnit = radial);
    try {
      axisInUnit = radial.map((x) => fromTwoTheta(toTwoTheta(x, from, batch.context), batch.radialUnit, batch.context));
      return axisInUnit;
    } catch (cause) {
      throw new AppError(
        'usage',
        `The earlier run is over ${from} and this batch over ${batch.radialUnit}, and the calibration does not tell how they belong together: integrate both in one unit.`,
        { cause },
      );
    }
  }

  /** A row of the earlier run on an axis of the batch; null where there is none. */
  async function earlierOn(axis: Float64Array, row: number): Promise<Float32Array | null> {
    const found = row < 0 ? null : await earlier.rows.row(row);
    return found && onAxis(axis, converted(found.radial), found.intensity);
  }

  return {
    async pictures({ as, maxRows, maxColumns, window: wanted }: ComparisonRequest): Promise<ComparedPictures> {
      const { by, rows: rowOf } = currentPairs();
      const paired = rowOf.reduce((count, row) => count + (row >= 0 ? 1 : 0), 0);
      const count = rowOf.length;
      const now = await batch.rows.matrix({ first: 0, count, maxRows, maxColumns });
      const axis = batch.rows.axis();
      const intensity = new Float32Array(now.intensity.length).fill(NaN);
      const integral = new Float64Array(count).fill(NaN);
      const windowMean = wanted ? new Float64Array(count).fill(NaN) : undefined;
      if (wanted?.[0] !== window?.[0] || wanted?.[1] !== window?.[1]) means.clear();
      window = wanted;
      const columns = now.radial.length;
      const shown = new Map(Array.from(now.rows, (frame, row) => [frame, row]));
      const [from, to] = wanted ? columnRange(axis, wanted) : [0, 0];
      const binWidth = axis.length > 1 ? (axis.at(-1)! - axis[0]!) / (axis.length - 1) : 1;
      for (let frame = 0; frame < count && axis.length > 0; frame++) {
        const row = rowOf[frame]!;
        const picture = shown.get(frame);
        const isKnown = integrals.has(row) && (!wanted || means.has(row));
        if (row >= 0 && (picture !== undefined || !isKnown)) {
          const before = await earlierOn(axis, row);
          if (before) {
            integrals.set(row, sumOf(before) * binWidth);
            if (wanted) means.set(row, meanOf(before, from, to));
          }
          if (before && picture !== undefined) {
            const old = meanOfGroups(before, maxColumns);
            for (let k = 0; k < columns; k++) {
              const value = now.intensity[picture * columns + k]!;
              // Where there was nothing before, a ratio says nothing.
              const result = as === 'difference' ? value - old[k]! : old[k]! > 0 ? value / old[k]! : NaN;
              intensity[picture * columns + k] = result;
            }
          }
        }
        integral[frame] = integrals.get(row) ?? NaN;
        if (windowMean) windowMean[frame] = means.get(row) ?? NaN;
      }
      return {
        ...{ radial: now.radial, rows: now.rows, intensity, integral },
        ...(windowMean ? { windowMean } : {}),
        ...{ pairedBy: by, paired },
      };
    },
    /** @throws AppError not-found  if the frame has none */
    async pattern(frame: number): Promise<BatchPattern & { readonly name: string }> {
      const row = currentPairs().rows[frame] ?? -1;
      const found = row < 0 ? null : await earlier.rows.row(row);
      if (!found) throw new AppError('not-found', `The earlier run has no pattern for frame ${frame}.`);
      const radial = converted(found.radial);
      return { radialUnit: batch.radialUnit, radial, intensity: found.intensity, name: earlier.names()[row] ?? '' };
    },
  };
}

function sumOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) if (!Number.isNaN(value)) sum += value;
  return sum;
}
