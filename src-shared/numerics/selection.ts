/**
 * The value at a rank, without sorting the rest: Hoare's selection, in linear time on average.
 *
 * @param values  no NaN; reordered
 * @param rank  0 for the smallest
 * @returns the value that sorting would put at `rank`
 * @throws RangeError  if there is no such rank
 */
export function selectInPlace(values: Float32Array | Float64Array, rank: number): number {
  if (!(Number.isInteger(rank) && rank >= 0 && rank < values.length))
    throw new RangeError(`rank ${rank} of ${values.length} values`);
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = middleOfThree(values[left]!, values[(left + right) >> 1]!, values[right]!);
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swapped = values[i]!;
      values[i++] = values[j]!;
      values[j--] = swapped;
    }
    if (rank <= j) right = j;
    else if (rank >= i) left = i;
    else break;
  }
  return values[rank]!;
}

/**
 * Quantile with linear interpolation between neighbouring ranks, as numpy's default.
 *
 * @param values  no NaN; reordered
 * @param fraction  in [0, 1]: 0.5 for the median
 * @returns NaN if there are no values
 */
export function quantileInPlace(values: Float32Array | Float64Array, fraction: number): number {
  if (!(fraction >= 0 && fraction <= 1)) throw new RangeError(`quantile ${fraction}`);
  if (values.length === 0) return NaN;
  const position = fraction * (values.length - 1);
  const rank = Math.floor(position);
  const lower = selectInPlace(values, rank);
  const rest = position - rank;
  if (rest === 0) return lower;
  // Selection leaves everything above the rank behind it, so the next value is the smallest there.
  let upper = Infinity;
  for (let i = rank + 1; i < values.length; i++) if (values[i]! < upper) upper = values[i]!;
  return lower + rest * (upper - lower);
}

function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
