import { calibrantLines } from '../../src-shared/calibrant/calibrant-lines.ts';
import { lineStrengths } from '../../src-shared/calibrant/line-strengths.ts';
import { calibrateImage } from '../../src-shared/calibration/calibrate-image.ts';
import { prepareCalibrationImage } from '../../src-shared/calibration/calibration-image.ts';
import type { Evidence } from '../../src-shared/calibration/gather-evidence.ts';
import type { VerdictLevel } from '../../src-shared/calibration/verdict.ts';
import { simulateCalibrantImage } from '../../src-shared/simulation/simulate-calibrant-image.ts';
import { randomCase, type Expectation, type StudyCase, type StudyTag } from './random-case.ts';
import { ringPositionError } from './ring-position-error.ts';

export interface CaseResult {
  readonly number: number;
  readonly tag: StudyTag;
  readonly also: readonly StudyTag[];
  readonly expected: Expectation;
  readonly sample: string;
  readonly told: string;
  readonly verdict: VerdictLevel;
  /** A geometry that rings agree with to half a pixel came out. */
  readonly isRight: boolean;
  /** null: no geometry at all */
  readonly errorPx: number | null;
  readonly reasons: readonly string[];
  readonly evidence: Evidence | null;
  readonly seconds: number;
}

/** px; the limit of a right geometry */
export const RIGHT = 0.5;
const MAX_LINES = 400;

export function runCase(number: number, seed: number): CaseResult {
  const study = randomCase(number, seed);
  const { told, simulation } = study;
  const { image } = simulateCalibrantImage(simulation);
  const started = process.cpuUsage();
  const lines = calibrantLines(told.calibrant, 0.5e10 * told.wavelength).slice(0, MAX_LINES);
  const strengths = lineStrengths(told.calibrant, lines, told.wavelength);
  const outcome = calibrateImage({
    image: prepareCalibrationImage(image, told.detector, null),
    wavelength: told.wavelength,
    dSpacings: lines.map(({ dSpacing }) => dSpacing),
    ...(strengths && { strengths }),
  });
  const used = process.cpuUsage(started);
  const errorPx = outcome.refined ? errorOf(study, outcome.refined.geometry) : null;
  return {
    number,
    tag: study.tag,
    also: study.also,
    expected: study.expected,
    sample: simulation.calibrant.id,
    told: told.calibrant.id,
    verdict: outcome.verdict.level,
    isRight: errorPx !== null && errorPx < RIGHT && study.expected !== 'bad',
    errorPx,
    reasons: outcome.verdict.reasons,
    evidence: outcome.evidence,
    seconds: (used.user + used.system) / 1e6,
  };
}

function errorOf(
  { simulation, told }: StudyCase,
  geometry: Parameters<typeof ringPositionError>[2]['geometry'],
): number {
  const { detector, geometry: truth } = simulation.calibration;
  return ringPositionError(
    detector.shape ?? [0, 0],
    { ...detector, geometry: { ...truth, wavelength: truth.wavelength ?? NaN } },
    { ...told.detector, geometry },
  );
}
