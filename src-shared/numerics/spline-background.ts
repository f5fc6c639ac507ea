/** Weight of values above the curve, which are peaks; those below count with the rest of 1. */
const PEAK_WEIGHT = 0.002;
const MOST_ROUNDS = 50;

/**
 * Background under peaks as a smoothing spline: the curve that stays near the values and bends little, found again and
 * again with less weight for what lies above it until that no longer changes.
 *
 * @param values  evenly spaced; NaN for gaps, which are bridged
 * @param stiffness  bins: of a wave of that length half is left, of shorter ones next to nothing
 * @returns the background, NaN in the gaps; straight lines and parabolas with little bend stay what they are
 * @throws RangeError  unless the stiffness is a number from 3
 *
 * Source: asymmetric least squares, Eilers (2004), Anal. Chem. 76, 404, doi:10.1021/ac034800e, with second differences,
 * which on even spacing is the cubic smoothing spline of Reinsch
 */
export function splineBackground(values: Float64Array, stiffness: number): Float64Array {
  if (!(Number.isFinite(stiffness) && stiffness >= 3))
    throw new RangeError(`the stiffness is ${stiffness}, and 3 bins or more are needed`);
  const n = values.length;
  const weights = Float64Array.from(values, (value) => (Number.isFinite(value) ? 0.5 : 0));
  const known = weights.reduce((count, weight) => count + (weight > 0 ? 1 : 0), 0);
  if (known < 3) return Float64Array.from(values);
  // A wave of period P is left with 1 / (1 + λ (2π/P)⁴).
  const penalty = (stiffness / (2 * Math.PI)) ** 4;
  let background = smooth(values, weights, penalty);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let changed = 0;
    for (let i = 0; i < n; i++) {
      if (weights[i] === 0) continue;
      const weight = values[i]! > background[i]! ? PEAK_WEIGHT : 1 - PEAK_WEIGHT;
      if (weight !== weights[i]) changed++;
      weights[i] = weight;
    }
    if (changed === 0) break;
    background = smooth(values, weights, penalty);
  }
  for (let i = 0; i < n; i++) if (!Number.isFinite(values[i]!)) background[i] = Number.NaN;
  return background;
}

/** Solves (W + λ DᵀD) z = W y, D second differences: five diagonals, factorised as L D Lᵀ. */
function smooth(values: Float64Array, weights: Float64Array, penalty: number): Float64Array {
  const n = values.length;
  const diagonal = new Float64Array(n);
  const first = new Float64Array(n); // of L, one below the diagonal
  const second = new Float64Array(n);
  const z = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    // Each second difference 1, −2, 1 that reaches i.
    const [a, b, c] = [i >= 2, i >= 1 && i < n - 1, i < n - 2];
    const own = penalty * (Number(a) + 4 * Number(b) + Number(c)) + weights[i]!;
    const near = penalty * (-2 * Number(i >= 2) - 2 * Number(i >= 1 && i < n - 1));
    const far = i >= 2 ? penalty : 0;
    const [d1, d2] = [i >= 1 ? diagonal[i - 1]! : 0, i >= 2 ? diagonal[i - 2]! : 0];
    second[i] = i >= 2 ? far / d2 : 0;
    first[i] = i >= 1 ? (near - (i >= 2 ? second[i]! * d2 * first[i - 1]! : 0)) / d1 : 0;
    diagonal[i] = own - first[i]! ** 2 * d1 - second[i]! ** 2 * d2;
    const right = weights[i]! > 0 ? weights[i]! * values[i]! : 0;
    z[i] = right - (i >= 1 ? first[i]! * z[i - 1]! : 0) - (i >= 2 ? second[i]! * z[i - 2]! : 0);
  }
  for (let i = n - 1; i >= 0; i--)
    z[i] =
      z[i]! / diagonal[i]! - (i + 1 < n ? first[i + 1]! * z[i + 1]! : 0) - (i + 2 < n ? second[i + 2]! * z[i + 2]! : 0);
  return z;
}
