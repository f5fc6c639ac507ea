/** Points known to lie on rings; all arrays have one entry per point. */
export interface ControlPoints {
  /** px, corner origin: the centre of pixel (0, 0) is (0.5, 0.5) */
  readonly rows: Float64Array;
  readonly columns: Float64Array;
  /** Ring numbers, from 0 by decreasing d */
  readonly rings: Int32Array;
  /** Relative weights of the squared residuals; absent: all 1 */
  readonly weights?: Float64Array;
}

/** The points for which `keep` holds. */
export function selectPoints(points: ControlPoints, keep: (index: number) => boolean): ControlPoints {
  const chosen: number[] = [];
  for (let i = 0; i < points.rings.length; i++) if (keep(i)) chosen.push(i);
  const { rows, columns, rings, weights } = points;
  return {
    rows: Float64Array.from(chosen, (i) => rows[i]!),
    columns: Float64Array.from(chosen, (i) => columns[i]!),
    rings: Int32Array.from(chosen, (i) => rings[i]!),
    ...(weights && { weights: Float64Array.from(chosen, (i) => weights[i]!) }),
  };
}
