import { invertPositiveDefinite } from '../numerics/symmetric-matrix.ts';

/** A least-squares problem at its solution; rows are points, weights are in both residuals and Jacobian. */
export interface ClusteredFit {
  readonly residuals: Float64Array;
  /** residuals × parameters, row by row */
  readonly jacobian: Float64Array;
  /** Columns that were free, ascending */
  readonly free: readonly number[];
  /** Which cluster each point belongs to; any integers */
  readonly clusters: Int32Array;
  /** How much one unit of the error that a cluster has in common changes each residual */
  readonly effects: Float64Array;
}

export interface ClusteredCovariance {
  /** parameters × parameters, row by row; zero for what was held; all NaN where the free ones are not determined */
  readonly covariance: Float64Array;
  /** Standard deviation of the error that points of a cluster have in common; 0 where none shows */
  readonly commonError: number;
}

/** Degrees of freedom between clusters, and within them, that are needed to tell a common error. */
const LEAST_FREEDOM = 0.2;

/**
 * Covariance of least squares whose errors have a part of each point and a part that is common to a cluster of points.
 *
 * Plain least squares takes all points for independent, and gives uncertainties that are too small where, say, all
 * points of a ring are off together. The variances of both parts follow from equating the sums of squares within and
 * between clusters to their expectations (Henderson's method 3). The part of each point enters by its own residual
 * (HC2), so that weights need not be right; the common part by its variance, as there are few clusters.
 *
 * Source: Henderson (1953), Biometrics 9, 226, doi:10.2307/3001853; MacKinnon & White (1985), J. Econometrics 29, 305,
 * doi:10.1016/0304-4076(85)90158-7
 */
export function clusteredCovariance(fit: ClusteredFit): ClusteredCovariance {
  const { residuals, jacobian, free, effects } = fit;
  const n = residuals.length;
  const p = free.length;
  const m = n > 0 ? jacobian.length / n : p;
  const normal = new Float64Array(p * p);
  for (let i = 0; i < n; i++)
    for (let a = 0; a < p; a++)
      for (let b = 0; b < p; b++) normal[a * p + b]! += jacobian[i * m + free[a]!]! * jacobian[i * m + free[b]!]!;
  const inverse = p === 0 ? new Float64Array(0) : n > p ? invertPositiveDefinite(normal, p) : null;
  if (!inverse) {
    const covariance = new Float64Array(m * m);
    for (const a of free) for (const b of free) covariance[a * m + b] = NaN;
    return { covariance, commonError: NaN };
  }
  const members = membersOf(fit, m);
  const { common, shifts } = varianceParts(fit, members, inverse);
  const meat = new Float64Array(p * p);
  const row = new Float64Array(p);
  for (let i = 0; i < n; i++) {
    for (let a = 0; a < p; a++) row[a] = jacobian[i * m + free[a]!]!;
    const leverage = Math.min(0.99, quadratic(inverse, row, row));
    const own = residuals[i]! - effects[i]! * shifts[members.indexOf[i]!]!;
    const square = (own * own) / (1 - leverage);
    for (let a = 0; a < p; a++) for (let b = 0; b < p; b++) meat[a * p + b]! += square * row[a]! * row[b]!;
  }
  for (const cross of members.crosses)
    for (let a = 0; a < p; a++) for (let b = 0; b < p; b++) meat[a * p + b]! += common * cross[a]! * cross[b]!;
  return { covariance: sandwich(inverse, meat, free, m), commonError: Math.sqrt(common) };
}

interface Members {
  /** Of each point: position of its cluster */
  readonly indexOf: Int32Array;
  /** Jᵀz of each cluster, z being the effects of its points */
  readonly crosses: readonly Float64Array[];
  /** zᵀz */
  readonly sizes: Float64Array;
  /** zᵀr */
  readonly sums: Float64Array;
}

function membersOf({ residuals, jacobian, free, clusters, effects }: ClusteredFit, m: number): Members {
  const positions = new Map<number, number>();
  for (const cluster of clusters) if (!positions.has(cluster)) positions.set(cluster, positions.size);
  const indexOf = clusters.map((cluster) => positions.get(cluster)!);
  const crosses = Array.from(positions, () => new Float64Array(free.length));
  const sizes = new Float64Array(positions.size);
  const sums = new Float64Array(positions.size);
  for (let i = 0; i < residuals.length; i++) {
    const c = indexOf[i]!;
    const cross = crosses[c]!;
    for (const [a, column] of free.entries()) cross[a]! += jacobian[i * m + column]! * effects[i]!;
    sizes[c]! += effects[i]! ** 2;
    sums[c]! += effects[i]! * residuals[i]!;
  }
  return { indexOf, crosses, sizes, sums };
}

/** Variance of the common error, and the most likely one of each cluster. */
function varianceParts(
  { residuals, free }: ClusteredFit,
  { crosses, sizes, sums }: Members,
  inverse: Float64Array,
): { readonly common: number; readonly shifts: Float64Array } {
  const none = { common: 0, shifts: new Float64Array(sizes.length) };
  // G = Zᵀ(I − H)Z; E[between] = σ² Σ G_kk/d_k + τ² Σ G_kl²/d_k, and E[all] = σ² (n − p) + τ² Σ G_kk.
  let [between, freedom, betweenCommon, allCommon, all] = [0, 0, 0, 0, 0];
  for (const r of residuals) all += r * r;
  for (let k = 0; k < sizes.length; k++) {
    if (!(sizes[k]! > 0)) continue;
    between += sums[k]! ** 2 / sizes[k]!;
    for (let l = 0; l < sizes.length; l++) {
      const g = (k === l ? sizes[k]! : 0) - quadratic(inverse, crosses[k]!, crosses[l]!);
      betweenCommon += (g * g) / sizes[k]!;
      if (k !== l) continue;
      freedom += g / sizes[k]!;
      allCommon += g;
    }
  }
  const own = residuals.length - free.length;
  const within = own - freedom;
  // The point part from within, then the common part from between; two linear equations.
  const determinant = within * betweenCommon - freedom * (allCommon - betweenCommon);
  if (!(freedom > LEAST_FREEDOM) || !(within > LEAST_FREEDOM) || !(determinant > 0)) return none;
  const common = (within * between - freedom * (all - between)) / determinant;
  if (!(common > 0)) return none;
  const single = Math.max(0, (all - common * allCommon) / own);
  const shifts = Float64Array.from(sizes, (size, k) => (size > 0 ? sums[k]! / (size + single / common) : 0));
  return { common, shifts };
}

function quadratic(matrix: Float64Array, left: Float64Array, right: Float64Array): number {
  const p = left.length;
  let sum = 0;
  for (let a = 0; a < p; a++) for (let b = 0; b < p; b++) sum += left[a]! * matrix[a * p + b]! * right[b]!;
  return sum;
}

/** inverse · meat · inverse, at the places of the free parameters */
function sandwich(inverse: Float64Array, meat: Float64Array, free: readonly number[], m: number): Float64Array {
  const p = free.length;
  const left = new Float64Array(p * p);
  for (let a = 0; a < p; a++)
    for (let b = 0; b < p; b++) for (let c = 0; c < p; c++) left[a * p + b]! += inverse[a * p + c]! * meat[c * p + b]!;
  const covariance = new Float64Array(m * m);
  for (let a = 0; a < p; a++)
    for (let b = 0; b < p; b++)
      for (let c = 0; c < p; c++) covariance[free[a]! * m + free[b]!]! += left[a * p + c]! * inverse[c * p + b]!;
  return covariance;
}
