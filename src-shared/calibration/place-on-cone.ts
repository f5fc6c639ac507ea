import type { BeamFrame } from './beam-frame.ts';

/** The point of the detector at a scattering angle, in a direction from the beam centre; null if there is none. */
export function placeOnCone(
  { k, c1, c2, s1, s2 }: BeamFrame,
  twoTheta: number,
  direction: number,
): { readonly y: number; readonly x: number } | null {
  const e1 = Math.sin(direction);
  const e2 = Math.cos(direction);
  const along = e1 * s1 + e2 * s2;
  // tan 2θ = ρ √(1 − along²) / (k + ρ·along), solved for ρ without the pole of the tangent
  const sine = Math.sin(twoTheta);
  const cosine = Math.cos(twoTheta);
  const radius = (k * sine) / (Math.sqrt(1 - along * along) * cosine - along * sine);
  return radius > 0 && radius < Infinity ? { y: c1 + radius * e1, x: c2 + radius * e2 } : null;
}
