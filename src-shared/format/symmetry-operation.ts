/** x' = R x + t on fractional coordinates: rows of R, then t. */
export interface SymmetryOperation {
  /** Nine numbers, row by row. */
  readonly rotation: readonly number[];
  readonly translation: readonly [number, number, number];
}

/** "-y, x-y, z+1/3" → an operation; undefined if it is none. */
export function parseSymmetryOperation(text: string): SymmetryOperation | undefined {
  const parts = text.toLowerCase().replace(/\s+/g, '').split(',');
  if (parts.length !== 3) return undefined;
  const rotation: number[] = [];
  const translation: number[] = [];
  for (const part of parts) {
    if (!/^([+-]?(\d+(\.\d*)?(\/\d+)?\*?[xyz]?|\.\d+|[xyz]))+$/.test(part)) return undefined;
    const row = [0, 0, 0];
    let shift = 0;
    for (const [, sign, digits, denominator, axis] of part.matchAll(/([+-]?)(\d*\.?\d*)(?:\/(\d+))?\*?([xyz])?/g)) {
      if (digits === '' && axis === undefined) continue;
      const size = (digits === '' ? 1 : Number(digits)) / Number(denominator ?? 1);
      const value = sign === '-' ? -size : size;
      if (axis === undefined) shift += value;
      else row['xyz'.indexOf(axis)]! += value;
    }
    rotation.push(...row);
    translation.push(shift);
  }
  return rotation.some((value) => !Number.isFinite(value))
    ? undefined
    : { rotation, translation: translation as unknown as readonly [number, number, number] };
}
