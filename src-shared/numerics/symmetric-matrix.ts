/**
 * Inverse of a symmetric positive definite matrix, scaled to a unit diagonal first so that parameters in metres and
 * radians may stand side by side.
 *
 * @param matrix  n × n, row by row; left as it is
 * @returns n × n; null if the matrix is not positive definite to rounding
 */
export function invertPositiveDefinite(matrix: Float64Array, n: number): Float64Array | null {
  const factor = factorise(matrix, n);
  if (!factor) return null;
  const inverse = new Float64Array(n * n);
  const column = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    column.fill(0);
    column[j] = 1;
    substitute(factor, column, n);
    for (let i = 0; i < n; i++) inverse[i * n + j] = column[i]!;
  }
  // Rounding differs between the triangles; what follows relies on symmetry.
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++)
      inverse[i * n + j] = inverse[j * n + i] = 0.5 * (inverse[i * n + j]! + inverse[j * n + i]!);
  return inverse;
}

/**
 * Solution of matrix · x = right for a symmetric positive definite matrix; null if it is not.
 *
 * @param room  n × n, to work in; absent: made anew
 */
export function solvePositiveDefinite(
  matrix: Float64Array,
  right: Float64Array,
  n: number,
  room?: Float64Array,
): Float64Array | null {
  const factor = factorise(matrix, n, room);
  if (!factor) return null;
  const x = right.slice(0, n);
  substitute(factor, x, n);
  return x;
}

interface Factor {
  /** L of L·Lᵀ = S·A·S, lower triangle */
  readonly lower: Float64Array;
  /** Diagonal of S */
  readonly scale: Float64Array;
}

/** Pivots of the scaled matrix below this are rounding: columns that depend on each other. */
const SMALLEST_PIVOT = 1e-15;

function factorise(matrix: Float64Array, n: number, lower: Float64Array = new Float64Array(n * n)): Factor | null {
  const scale = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const diagonal = matrix[i * n + i]!;
    if (!(diagonal > 0 && diagonal < Infinity)) return null;
    scale[i] = 1 / Math.sqrt(diagonal);
  }
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]! * scale[i]! * scale[j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * n + k]! * lower[j * n + k]!;
      if (i !== j) lower[i * n + j] = sum / lower[j * n + j]!;
      else if (sum > SMALLEST_PIVOT) lower[i * n + i] = Math.sqrt(sum);
      else return null;
    }
  return { lower, scale };
}

function substitute({ lower, scale }: Factor, x: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    let sum = x[i]! * scale[i]!;
    for (let k = 0; k < i; k++) sum -= lower[i * n + k]! * x[k]!;
    x[i] = sum / lower[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let k = i + 1; k < n; k++) sum -= lower[k * n + i]! * x[k]!;
    x[i] = sum / lower[i * n + i]!;
  }
  for (let i = 0; i < n; i++) x[i]! *= scale[i]!;
}
