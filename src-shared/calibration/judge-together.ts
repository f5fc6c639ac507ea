import type { JointRefinement } from './joint-result.ts';
import type { Verdict } from './verdict.ts';

/** What is known of one image of a joint refinement when it is judged. */
export interface JointWitness {
  /** As people know it */
  readonly name: string;
  /** Verdict on this image alone */
  readonly alone: Verdict;
  /** Root mean square over the points kept, px: jointly, and with the geometry of this image alone */
  readonly rmsPx: number;
  readonly rmsAlonePx: number;
  readonly points: number;
  readonly rejected: number;
}

/** The joint geometry may fit an image this much worse than its own geometry does. */
const WORSE = { ratio: 1.5, px: 0.05 };
/** Part of the points of an image that may be outliers of the joint fit; with more than half its geometry is wrong. */
const MAX_REJECTED = 0.25;
const LOST = 0.5;

/**
 * Judges a joint refinement: by what it leaves open, and by whether every image fits it as well as it fits a geometry of
 * its own. Known distances or angles that are wrong show there.
 */
export function judgeTogether(
  { warnings, stop, wavelength, wavelengthUncertainty }: JointRefinement,
  witnesses: readonly JointWitness[],
): Verdict {
  if (stop === 'degenerate') return { level: 'bad', reasons: warnings };
  const lost = witnesses.filter(({ points, rejected }) => rejected > LOST * (points + rejected)).map(rejection);
  if (lost.length > 0) return { level: 'bad', reasons: lost };
  const doubts = [...warnings];
  for (const { name, alone, rmsPx, rmsAlonePx, points, rejected } of witnesses) {
    if (rejected > MAX_REJECTED * (points + rejected)) doubts.push(rejection({ name, points, rejected }));
    else if (rmsPx > WORSE.ratio * rmsAlonePx && rmsPx - rmsAlonePx > WORSE.px)
      doubts.push(
        `The points of ${name} lie ${rmsPx.toFixed(2)} px off in the joint geometry, and ${rmsAlonePx.toFixed(2)} px in one of its own: its distance or angle does not fit the others.`,
      );
    if (alone.level !== 'good')
      doubts.push(`${name} alone is judged ${alone.level}: ${alone.reasons[0] ?? 'no reason is known.'}`);
  }
  if (doubts.length > 0) return { level: 'check', reasons: doubts };
  const worst = Math.max(...witnesses.map(({ rmsPx }) => rmsPx));
  const scale =
    wavelengthUncertainty > 0
      ? `The wavelength, ${(wavelength * 1e10).toFixed(6)} ± ${(wavelengthUncertainty * 1e10).toPrecision(2)} Å, rests on the distances or angles, the pixel size and the calibrant that were given.`
      : 'Distances rest on the pixel size, the wavelength and the calibrant that were given.';
  return {
    level: 'good',
    reasons: [
      `${witnesses.length} images agree: in each, points lie within ${worst.toFixed(2)} px of their rings.`,
      scale,
    ],
  };
}

function rejection({ name, points, rejected }: Pick<JointWitness, 'name' | 'points' | 'rejected'>): string {
  return `${rejected} of ${points + rejected} points of ${name} do not fit the joint geometry: its distance or angle does not fit the others.`;
}
