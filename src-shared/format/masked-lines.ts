import type { Shape } from '../model/detector-image.ts';

/** Rows and columns that are masked from end to end, as [first, end). */
export interface MaskedLines {
  readonly rows: readonly (readonly [number, number])[];
  readonly columns: readonly (readonly [number, number])[];
}

/** @returns null if the mask is more than whole rows and columns */
export function maskedLines(mask: Uint8Array, [rows, columns]: Shape): MaskedLines | null {
  const isRow = Uint8Array.from({ length: rows }, (_, i) =>
    mask.subarray(i * columns, (i + 1) * columns).includes(0) ? 0 : 1,
  );
  const free = isRow.indexOf(0);
  if (free < 0) return { rows: [[0, rows]], columns: [] };
  const isColumn = Uint8Array.from(mask.subarray(free * columns, (free + 1) * columns), (value) =>
    value === 0 ? 0 : 1,
  );
  for (let i = 0; i < rows; i++) {
    if (isRow[i] !== 0) continue;
    for (let j = 0; j < columns; j++) if ((mask[i * columns + j] !== 0) !== (isColumn[j] !== 0)) return null;
  }
  return { rows: runsOf(isRow), columns: runsOf(isColumn) };
}

function runsOf(flags: Uint8Array): [number, number][] {
  const runs: [number, number][] = [];
  for (let i = 0; i < flags.length; i++) {
    if (flags[i] === 0) continue;
    const last = runs.at(-1);
    if (last?.[1] === i) last[1] = i + 1;
    else runs.push([i, i + 1]);
  }
  return runs;
}
