import type { BatchMatrix, BatchPattern } from '../../src-shared/rpc/batch-contract.ts';
import { createRowFile, type RowFile } from '../file/row-file.ts';

/** The patterns of a batch as they are shown: all on the axis of the first, on the disk. */
export interface PatternRows {
  /** Never fails: a picture is not worth a batch. */
  put(index: number, radial: Float64Array, intensity: Float64Array): Promise<void>;
  matrix(request: MatrixRequest): Promise<Pick<BatchMatrix, 'radial' | 'rows' | 'intensity'>>;
  /** null where it is not known. */
  row(index: number): Promise<Pick<BatchPattern, 'radial' | 'intensity'> | null>;
  /** That of all rows; empty before the first. */
  axis(): Float64Array;
  /** Mean of each frame over the bins whose centres lie in a range; NaN where the frame is not known. */
  means(first: number, count: number, range: readonly [number, number]): Promise<Float64Array>;
  close(): Promise<void>;
}

export interface MatrixRequest {
  readonly first: number;
  readonly count: number;
  readonly maxRows: number;
  readonly maxColumns: number;
  readonly radialRange?: readonly [number, number] | undefined;
}

const MAX_COLUMNS = 4096;
const ROWS_AT_A_TIME = 256;

export function createPatternRows(): PatternRows {
  const known = new Set<number>();
  let axis: Float64Array | undefined;
  let opening: Promise<RowFile> | undefined;
  let isClosed = false;

  async function read(rows: readonly number[]): Promise<Float32Array> {
    if (!opening || !axis) return new Float32Array(0);
    const values = await (await opening).read(rows);
    rows.forEach((row, i) => {
      if (!known.has(row)) values.fill(NaN, i * axis!.length, (i + 1) * axis!.length);
    });
    return values;
  }

  return {
    async put(index, radial, intensity) {
      if (isClosed) return;
      if (!axis) {
        axis = Float64Array.from(meanOfGroups(radial, MAX_COLUMNS));
        opening = createRowFile(axis.length);
        opening.catch(() => undefined);
      }
      try {
        const own = meanOfGroups(radial, MAX_COLUMNS);
        const values = onAxis(axis, own, meanOfGroups(intensity, MAX_COLUMNS));
        await (await opening!).write(index, values);
        known.add(index);
      } catch {
        known.delete(index); // no room for pictures: the results matter more
      }
    },
    async matrix({ first, count, maxRows, maxColumns, radialRange }) {
      if (!axis) return { radial: new Float64Array(0), rows: new Int32Array(0), intensity: new Float32Array(0) };
      const [from, to] = columnRange(axis, radialRange);
      const step = Math.max(1, Math.ceil(count / maxRows));
      const rows: number[] = [];
      for (let row = first; row < first + count; row += step) {
        // The first known frame stands for its group.
        let chosen = row;
        for (let i = row; i < Math.min(row + step, first + count); i++)
          if (known.has(i)) {
            chosen = i;
            break;
          }
        rows.push(chosen);
      }
      const radial = Float64Array.from(meanOfGroups(axis.subarray(from, to), maxColumns));
      const intensity = new Float32Array(rows.length * radial.length);
      for (let i = 0; i < rows.length; i += ROWS_AT_A_TIME) {
        const some = rows.slice(i, i + ROWS_AT_A_TIME);
        const values = await read(some);
        some.forEach((_, k) => {
          const row = values.subarray(k * axis!.length + from, k * axis!.length + to);
          intensity.set(meanOfGroups(row, maxColumns), (i + k) * radial.length);
        });
      }
      return { radial, rows: Int32Array.from(rows), intensity };
    },
    axis: () => axis ?? new Float64Array(0),
    async row(index) {
      if (!axis || !known.has(index)) return null;
      return { radial: axis, intensity: await read([index]) };
    },
    async means(first, count, range) {
      const means = new Float64Array(count).fill(NaN);
      if (!axis) return means;
      const [from, to] = columnRange(axis, range);
      for (let i = 0; i < count; i += ROWS_AT_A_TIME) {
        const some = Array.from({ length: Math.min(ROWS_AT_A_TIME, count - i) }, (_, k) => first + i + k);
        const values = await read(some);
        some.forEach((_, k) => {
          means[i + k] = meanOf(values, k * axis!.length + from, k * axis!.length + to);
        });
      }
      return means;
    },
    async close() {
      isClosed = true;
      known.clear();
      await (await opening?.catch(() => undefined))?.close();
    },
  };
}

/** Bins whose centres lie in the range; all without one. */
export function columnRange(
  axis: Float64Array,
  range: readonly [number, number] | undefined,
): [from: number, to: number] {
  if (!range) return [0, axis.length];
  const [low, high] = [Math.min(...range), Math.max(...range)];
  let from = 0;
  while (from < axis.length && axis[from]! < low) from++;
  let to = from;
  while (to < axis.length && axis[to]! <= high) to++;
  return [from, to];
}

/** Means of neighbours, so that at most `most` are left; NaN counts for nothing. */
export function meanOfGroups(values: Float32Array | Float64Array, most: number): Float32Array | Float64Array {
  const size = Math.ceil(values.length / most);
  if (size <= 1) return values;
  const means = new Float64Array(Math.ceil(values.length / size));
  for (let i = 0; i < means.length; i++) means[i] = meanOf(values, i * size, Math.min((i + 1) * size, values.length));
  return means;
}

export function meanOf(values: Float32Array | Float64Array, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count > 0 ? sum / count : NaN;
}

/** Values at the places of another axis: linear between neighbours, NaN outside. */
export function onAxis(
  axis: Float64Array,
  own: Float32Array | Float64Array,
  values: Float32Array | Float64Array,
): Float32Array {
  if (own.length === axis.length && own[0] === axis[0] && own.at(-1) === axis.at(-1)) return Float32Array.from(values);
  const result = new Float32Array(axis.length).fill(NaN);
  let i = 0;
  for (const [k, x] of axis.entries()) {
    while (i + 2 < own.length && own[i + 1]! < x) i++;
    const [left, right] = [own[i]!, own[i + 1] ?? NaN];
    if (x === left) result[k] = values[i]!;
    else if (x > left && x <= right)
      result[k] = values[i]! + ((x - left) / (right - left)) * (values[i + 1]! - values[i]!);
  }
  return result;
}
