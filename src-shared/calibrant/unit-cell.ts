/** Å and degrees. */
export interface UnitCell {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
}

export const cubic = (a: number): UnitCell => ({ a, b: a, c: a, alpha: 90, beta: 90, gamma: 90 });
export const tetragonal = (a: number, c: number): UnitCell => ({ a, b: a, c, alpha: 90, beta: 90, gamma: 90 });
export const hexagonal = (a: number, c: number): UnitCell => ({ a, b: a, c, alpha: 90, beta: 90, gamma: 120 });
export const monoclinic = (a: number, b: number, c: number, beta: number): UnitCell => ({
  a,
  b,
  c,
  alpha: 90,
  beta,
  gamma: 90,
});

/** 1/d² = g11 h² + g22 k² + g33 l² + 2 (g12 hk + g13 hl + g23 kl), Å⁻² */
export interface ReciprocalMetric {
  readonly g11: number;
  readonly g22: number;
  readonly g33: number;
  readonly g12: number;
  readonly g13: number;
  readonly g23: number;
  /** Å³ */
  readonly volume: number;
}

/** Source: International Tables for Crystallography B (2010), section 1.1, doi:10.1107/97809553602060000759 */
export function reciprocalMetric({ a, b, c, alpha, beta, gamma }: UnitCell): ReciprocalMetric {
  const [ca, cb, cg] = [cosine(alpha), cosine(beta), cosine(gamma)];
  const factor = 1 - ca * ca - cb * cb - cg * cg + 2 * ca * cb * cg; // (volume / abc)²
  return {
    g11: (1 - ca * ca) / (a * a * factor),
    g22: (1 - cb * cb) / (b * b * factor),
    g33: (1 - cg * cg) / (c * c * factor),
    g12: (ca * cb - cg) / (a * b * factor),
    g13: (ca * cg - cb) / (a * c * factor),
    g23: (cb * cg - ca) / (b * c * factor),
    volume: a * b * c * Math.sqrt(factor),
  };
}

/** Exact where it matters: cos 90° would come out as 6e-17. */
function cosine(degrees: number): number {
  if (degrees === 90) return 0;
  if (degrees === 120) return -0.5;
  return Math.cos((degrees * Math.PI) / 180);
}
