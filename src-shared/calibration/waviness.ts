import { solvePositiveDefinite, invertPositiveDefinite } from '../numerics/symmetric-matrix.ts';

const TERMS = 5; // mean, cos φ, sin φ, cos 2φ, sin 2φ
const LEAST_POINTS = 16;
/** A ring is tested if it has points in this many of twelve directions. */
const LEAST_DIRECTIONS = 9;

/**
 * How far rings are from straight lines in a cake: amplitude of the first two harmonics of the residuals around each
 * ring, less what noise alone makes, root mean square over rings by their points. Harmonics of this kind are what a wrong
 * centre or tilt leaves, where rings disagree about it.
 *
 * @param residualsPx  of each point, across its ring
 * @param directions  of each point from the beam, rad
 * @param rejected  1 = left out
 * @returns px; NaN if no ring is seen from enough directions
 */
export function waviness(
  rings: Int32Array,
  residualsPx: Float64Array,
  directions: Float64Array,
  rejected: Uint8Array,
): number {
  let [sum, count] = [0, 0];
  const byRing = new Map<number, number[]>();
  for (let i = 0; i < rings.length; i++) {
    const members = byRing.get(rings[i]!) ?? [];
    byRing.set(rings[i]!, members);
    if (rejected[i] === 0) members.push(i);
  }
  for (const members of byRing.values()) {
    const square = harmonicSquare(
      members.map((i) => residualsPx[i]!),
      members.map((i) => directions[i]!),
    );
    if (square === null) continue;
    sum += members.length * square;
    count += members.length;
  }
  return count > 0 ? Math.sqrt(Math.max(0, sum / count)) : NaN;
}

/** Mean square of the harmonics of one ring, less its expectation from the scatter about them; null if not determined. */
function harmonicSquare(residuals: readonly number[], directions: readonly number[]): number | null {
  const seen = new Set(directions.map((direction) => Math.floor((direction / (2 * Math.PI)) * 12)));
  if (residuals.length < LEAST_POINTS || seen.size < LEAST_DIRECTIONS) return null;
  const rows = directions.map((a) => [1, Math.cos(a), Math.sin(a), Math.cos(2 * a), Math.sin(2 * a)]);
  const normal = new Float64Array(TERMS * TERMS);
  const right = new Float64Array(TERMS);
  for (const [i, row] of rows.entries())
    for (let a = 0; a < TERMS; a++) {
      right[a]! += row[a]! * residuals[i]!;
      for (let b = 0; b < TERMS; b++) normal[a * TERMS + b]! += row[a]! * row[b]!;
    }
  const terms = solvePositiveDefinite(normal, right, TERMS);
  const inverse = invertPositiveDefinite(normal, TERMS);
  if (!terms || !inverse) return null;
  let scatter = 0;
  for (const [i, row] of rows.entries())
    scatter += (residuals[i]! - row.reduce((total, value, a) => total + value * terms[a]!, 0)) ** 2;
  const variance = scatter / (residuals.length - TERMS);
  let square = 0;
  for (let a = 1; a < TERMS; a++) square += 0.5 * (terms[a]! ** 2 - variance * inverse[a * TERMS + a]!);
  return square;
}
