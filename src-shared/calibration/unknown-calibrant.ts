import { findCalibrant } from '../calibrant/calibrant-catalogue.ts';
import type { Calibrant } from '../calibrant/calibrant.ts';
import type { CalibrantRank, CalibrationFindings } from '../model/calibration-result.ts';
import type { ReportProgress } from './calibrate-image.ts';
import type { CalibrationImage } from './calibration-image.ts';
import { rankCalibrants } from './rank-calibrants.ts';
import type { WithWavelength } from './refine-on-image.ts';

/** Part of the whole when the calibrants are ranked, and of what is left then after each of those tried */
const RANKED = 0.3;
const TRIED = 0.6;
/** Log-likelihood per point: nothing to choose between */
const EQUAL = 0.05;
const NAMED = 5;
/**
 * The first may explain more points only because it has more lines, or another phase shines too. If its rings do not
 * fit, the next are tried: so many, no farther behind, each explaining something by itself.
 */
const ATTEMPTS = 4;
const BEHIND = 0.4;
const SOMETHING = 0.2;
/** Rings of the same relative spacing that are tried once only. */
const SAME_SPACING = 0.005;

/**
 * Calibrates with the likeliest calibrant of the catalogue whose rings fit; with the likeliest of all where none fits.
 *
 * @param attempt  calibrates with one of them; what is said of the choice speaks against calling the result good
 * @returns null if no calibrant explains anything
 */
export function calibrateUnknown(
  { image, wavelength, start }: { image: CalibrationImage; wavelength: number; start?: WithWavelength },
  attempt: (calibrant: Calibrant, choice: string, onProgress: ReportProgress) => CalibrationFindings,
  onProgress: ReportProgress,
): CalibrationFindings | null {
  const onRanked = (part: number): void => onProgress(RANKED * part, 'Comparing calibrants');
  const ranks = rankCalibrants(image, wavelength, start ? { start } : {}, onRanked);
  let likeliest: CalibrationFindings | null = null;
  for (const [place, rank] of worthATry(ranks).entries()) {
    const [from, to] = [place, place + 1].map((done) => 1 - (1 - RANKED) * (1 - TRIED) ** done) as [number, number];
    const onTried: ReportProgress = (part, stage) => onProgress(from + (to - from) * part, stage);
    const result = attempt(rank.calibrant, choiceSentence(rank, ranks, likeliest), onTried);
    if (result.verdict !== 'bad') return result;
    likeliest ??= result;
  }
  return likeliest;
}

type Known = CalibrantRank & { readonly calibrant: Calibrant };

/** One of each size, the likeliest first. */
function worthATry(ranks: readonly CalibrantRank[]): Known[] {
  const chosen: Known[] = [];
  for (const rank of ranks) {
    const calibrant = findCalibrant(rank.id);
    const [best] = chosen;
    if (!calibrant) continue;
    if (best && (rank.likelihood < SOMETHING || best.likelihood - rank.likelihood > BEHIND)) break;
    if (!chosen.some((one) => isAlike(one, { ...rank, calibrant }))) chosen.push({ ...rank, calibrant });
    if (chosen.length === ATTEMPTS) break;
  }
  return chosen;
}

/** Certificates of one substance: as likely as each other, and of nearly the same size. */
function isAlike(one: Known, other: Known): boolean {
  const size = ({ calibrant }: Known): number =>
    calibrant.kind === 'list' ? (calibrant.lines[0]?.dSpacing ?? 1) : calibrant.cell.a;
  return one.likelihood === other.likelihood && Math.abs(Math.log(size(one) / size(other))) < SAME_SPACING;
}

function choiceSentence(
  chosen: CalibrantRank,
  ranks: readonly CalibrantRank[],
  before: CalibrationFindings | null,
): string {
  if (before)
    return `The calibrant was not given: ${before.calibrantLabel} explains more of the bright points, but its rings do not fit, and those of ${chosen.label} do.`;
  const equal = ranks.filter(({ likelihood }) => chosen.likelihood - likelihood < EQUAL).slice(1);
  const names = equal.slice(0, NAMED).map(({ label }) => label);
  if (equal.length > NAMED) names.push(`${equal.length - NAMED} more`);
  return names.length === 0
    ? `The calibrant was not given: ${chosen.label} explains the rings best.`
    : `The calibrant was not given: ${chosen.label} explains the rings best, and just as well do ${names.join(', ')}; the distance rests on the choice.`;
}
