import type { RadialUnit } from '../model/pattern-1d.ts';
import { RADIAL_UNITS } from '../quantity/radial-unit.ts';

const UNITS: readonly (readonly [RegExp, RadialUnit])[] = [
  [/^(2-?th(eta)?|tth|twotheta|two-theta|2θ|scatteringangle)(angle)?\W*rad/, '2th_rad'],
  [/^(2-?th(eta)?|tth|twotheta|two-theta|2θ|scatteringangle)/, '2th_deg'],
  [/^(d\*2|d\*\^2|1\/d\^?2|d\*²)\W*(a|å|inversesquarea)/, 'd*2_A^-2'],
  [/^(d\*2|d\*\^2|1\/d\^?2|d\*²)\W*(nm|inversesquaren|1\/nm)/, 'd*2_nm^-2'],
  [/^(\S*scatteringvectorq?|q)(_?[vhxyzr])?\W*(nm|1\/nm|inversenano)/, 'q_nm^-1'],
  [/^(\S*scatteringvectorq?|q)(_?[vhxyzr])?\W*(a\W|å|a$|1\/a|1\/å|inversea)/, 'q_A^-1'],
  [/^(r|radius|radialdistance)\W*mm/, 'r_mm'],
  [/^(r|radius|radialdistance)\W*m($|\W)/, 'r_m'],
];

/**
 * The unit that a program means by the title of an axis: "2th_deg", "Q (Inverse Nanometres)", "q [nm^-1]",
 * "Scattering Vector  q [$nm^{-1}$]".
 *
 * @returns null where it is none of ours, or does not say
 */
export function radialUnitOfTitle(title: string): RadialUnit | null {
  const exact = RADIAL_UNITS.find(({ id }) => id.toLowerCase() === title.trim().toLowerCase());
  if (exact) return exact.id;
  const plain = title
    .toLowerCase()
    .replaceAll(/[\s${}]/g, '')
    .replaceAll('⁻¹', '^-1')
    .replaceAll('angstrom', 'a');
  return UNITS.find(([pattern]) => pattern.test(plain))?.[1] ?? null;
}
