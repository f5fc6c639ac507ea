import { findCalibrant } from '../calibrant/calibrant-catalogue.ts';
import { calibrantLines } from '../calibrant/calibrant-lines.ts';
import type { Geometry } from '../model/schema-types.generated.ts';
import { beamFrameOf } from './beam-frame.ts';
import { bestLikelihood } from './distance-scan.ts';
import { existingRings } from './refine-on-image.ts';
import type { SearchPoints } from './search-points.ts';

/** One calibrant of each kind: others of the kind differ by a scale, which the distance takes up. */
const KINDS = ['LaB6', 'W', 'CeO2', 'Si', 'alpha_Al2O3', 'ZnO', 'TiO2', 'Cu2O', 'quartz', 'AgBh'];
/** Distances are compared within this factor: cells of calibrants differ by less, but for lamellar ones. */
const FACTOR = 3;
const LEAST_SPACING = 0.25; // Å
const MAX_LINES = 150;

/**
 * The kind of calibrant that explains the points best at any distance, and its lead over the lines given: above zero
 * if another pattern of rings fits better than the one that was told.
 *
 * @param points  in units of `pixel`
 * @param pixel  m
 * @param onStep  called now and then, with the part that is done
 */
export function findRival(
  points: SearchPoints,
  geometry: Geometry & { readonly wavelength: number },
  pixel: number,
  dSpacings: readonly number[],
  onStep: (fraction: number) => void = () => undefined,
): { readonly label: string; readonly lead: number } {
  const { k, c1, c2, s1, s2 } = beamFrameOf(geometry);
  const frame = { k: k / pixel, c1: c1 / pixel, c2: c2 / pixel, s1, s2 };
  const own = bestLikelihood(points, frame, existingRings(dSpacings, geometry.wavelength), 1.01);
  let best = { label: '', lead: -Infinity };
  for (const [index, id] of KINDS.entries()) {
    onStep(index / KINDS.length);
    const calibrant = findCalibrant(id);
    if (!calibrant) continue;
    const spacings = calibrantLines(calibrant, LEAST_SPACING, MAX_LINES).map(({ dSpacing }) => dSpacing);
    const twoThetas = existingRings(spacings, geometry.wavelength);
    const lead = bestLikelihood(points, frame, twoThetas, FACTOR) - own;
    if (lead > best.lead) best = { label: calibrant.label, lead };
  }
  return best;
}
