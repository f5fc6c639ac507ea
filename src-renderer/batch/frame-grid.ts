/** How a series was scanned over the sample. */
export interface FrameGrid {
  readonly rows: number;
  readonly columns: number;
  /** Whether every other row was scanned backwards. */
  readonly isSnake: boolean;
}

/** Place of a frame on the grid, or null beyond its end. Row 0 is scanned first. */
export function placeOfFrame(grid: FrameGrid, frame: number): { readonly row: number; readonly column: number } | null {
  const row = Math.floor(frame / grid.columns);
  if (frame < 0 || row >= grid.rows) return null;
  const along = frame - row * grid.columns;
  return { row, column: grid.isSnake && row % 2 === 1 ? grid.columns - 1 - along : along };
}

/** The frame at a place of the grid; the inverse of `placeOfFrame`. */
export function frameAtPlace({ columns, isSnake }: FrameGrid, row: number, column: number): number {
  return row * columns + (isSnake && row % 2 === 1 ? columns - 1 - column : column);
}

/**
 * Values of frames laid out on the grid.
 *
 * @param frames  index in the series of each value
 * @returns rows × columns, NaN where there is no value
 */
export function gridValues(grid: FrameGrid, frames: Int32Array, values: Float64Array): Float32Array {
  const map = new Float32Array(grid.rows * grid.columns).fill(Number.NaN);
  for (let i = 0; i < frames.length; i++) {
    const place = placeOfFrame(grid, frames[i]!);
    if (place) map[place.row * grid.columns + place.column] = values[i]!;
  }
  return map;
}

/** The most square grid that holds all frames exactly; for prime numbers the most square one that has room. */
export function proposedGrid(frames: number): FrameGrid {
  const root = Math.max(1, Math.floor(Math.sqrt(frames)));
  for (let rows = root; rows > 1; rows--)
    if (frames % rows === 0) return { rows, columns: frames / rows, isSnake: false };
  return { rows: root, columns: Math.max(1, Math.ceil(frames / root)), isSnake: false };
}
