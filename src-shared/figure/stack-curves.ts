/** Curves of one data set that share an axis: measured first, then calculated and whatever else belongs to it. */
export type CurveRows = readonly Float64Array[];

/** All rows divided by the span of the first, so that data sets of different strength can be seen together. */
export function normalizeRows(rows: CurveRows): Float64Array[] {
  const [low, high] = extent(rows.slice(0, 1));
  const span = high - low;
  return span > 0 ? rows.map((row) => row.map((value) => value / span)) : [...rows];
}

/**
 * Moves rows below others, for a waterfall: their highest value comes to lie `gap` below the lowest of the others.
 *
 * @param gap  in the unit of the rows; negative: they overlap
 */
export function stackBelow(above: CurveRows, rows: CurveRows, gap: number): Float64Array[] {
  const shift = extent(above)[0] - extent(rows)[1] - gap;
  return Number.isFinite(shift) ? rows.map((row) => row.map((value) => value + shift)) : [...rows];
}

/** Lowest and highest value; gaps do not count. */
function extent(rows: CurveRows): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const row of rows)
    for (const value of row) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  return [low, high];
}
