import { solvePositiveDefinite } from '../numerics/symmetric-matrix.ts';

export interface Circle {
  readonly y: number;
  readonly x: number;
  readonly radius: number;
}

/**
 * The circle through points, in the sense of least squares of y² + x² − 2ya − 2xb − c.
 *
 * @returns null for fewer than three points, and for points on a line
 *
 * Source: Kåsa (1976), IEEE Trans. Instrum. Meas. 25, 8
 */
export function fitCircle(ys: readonly number[], xs: readonly number[]): Circle | null {
  const n = ys.length;
  if (n < 3) return null;
  const middleY = ys.reduce((sum, y) => sum + y, 0) / n;
  const middleX = xs.reduce((sum, x) => sum + x, 0) / n;
  // About the middle of the points the constant separates: its row has no other entry.
  let [yy, yx, xx, yr, xr, rr] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [u, v] = [ys[i]! - middleY, xs[i]! - middleX];
    const square = u * u + v * v;
    yy += u * u;
    yx += u * v;
    xx += v * v;
    yr += u * square;
    xr += v * square;
    rr += square;
  }
  const centre = solvePositiveDefinite(Float64Array.of(yy, yx, yx, xx), Float64Array.of(yr / 2, xr / 2), 2);
  if (!centre) return null;
  const [a, b] = [centre[0]!, centre[1]!];
  return { y: middleY + a, x: middleX + b, radius: Math.sqrt(rr / n + a * a + b * b) };
}
