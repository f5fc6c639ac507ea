/**
 * q = 4π/λ · sin(2θ/2)
 *
 * @param twoTheta  rad
 * @param wavelength  m
 * @returns nm⁻¹
 */
export function qFromTwoTheta(twoTheta: number, wavelength: number): number {
  return ((4e-9 * Math.PI) / wavelength) * Math.sin(twoTheta / 2);
}

/**
 * @param q  nm⁻¹
 * @param wavelength  m
 * @returns 2θ in rad; NaN where q exceeds 4π/λ, which no angle reaches
 */
export function twoThetaFromQ(q: number, wavelength: number): number {
  return 2 * Math.asin((q * wavelength) / (4e-9 * Math.PI));
}

/**
 * Bragg's law: d = λ / (2 sin θ)
 *
 * @param twoTheta  rad
 * @param wavelength  m
 * @returns Å; Infinity at 2θ = 0
 */
export function dSpacingFromTwoTheta(twoTheta: number, wavelength: number): number {
  return (wavelength * 1e10) / (2 * Math.sin(twoTheta / 2));
}

/**
 * Bragg's law: 2θ = 2 asin(λ / 2d)
 *
 * @param dSpacing  Å
 * @param wavelength  m
 * @returns rad; NaN where λ > 2d: such a ring does not exist
 */
export function twoThetaFromDSpacing(dSpacing: number, wavelength: number): number {
  return 2 * Math.asin((wavelength * 1e10) / (2 * dSpacing));
}
