import { ringLines } from '../calibrant/ring-lines.ts';
import { lineStrengths } from '../calibrant/line-strengths.ts';
import type { Calibrant, CalibrantLine } from '../calibrant/calibrant.ts';
import { AppError } from '../model/app-error.ts';
import type {
  CalibrantRank,
  CalibrationFindings,
  ControlPointSet,
  GeometryWithWavelength,
} from '../model/calibration-result.ts';
import type { Shape } from '../model/detector-image.ts';
import type { Detector, PickedPoints, Refinable } from '../model/schema-types.generated.ts';
import { doneHere, type Aside } from './aside.ts';
import { beamFrameOf, geometryOf } from './beam-frame.ts';
import { calibrateImage, type CalibrationOutcome, type ReportProgress } from './calibrate-image.ts';
import type { CalibrationImage } from './calibration-image.ts';
import type { ControlPoints } from './control-points.ts';
import { describeCalibration, pointSet, type CalibrationContext } from './describe-calibration.ts';
import { findGeometry } from './find-geometry.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { geometryFromPoints } from './geometry-from-points.ts';
import { judgePoints } from './judge-points.ts';
import { noRingSentence } from './no-ring-sentence.ts';
import { orientPlace, orientPlaces } from './orient-image.ts';
import { existingRings, type ImageRefinement } from './refine-on-image.ts';
import { ringResiduals, type RefineOptions } from './refine-geometry.ts';
import { refinePoints } from './refine-points.ts';
import { rankCalibrants } from './rank-calibrants.ts';
import { calibrateUnknown } from './unknown-calibrant.ts';
import { extractRingPoints } from './ring-points.ts';
import { judge } from './verdict.ts';
import { weighPoints, type WeighedImage } from './weigh-points.ts';

/** What all jobs know. Nothing but plain values and typed arrays, so that it can go to another thread. */
interface JobInputs {
  /** Orientation 3: mirrored as the detector says */
  readonly image: CalibrationImage;
  readonly detector: Detector;
  /** m */
  readonly wavelength: number;
}

/** Finds, refines and judges. Places are those of the stored image. */
export interface CalibrateJob extends JobInputs {
  readonly kind: 'calibrate';
  /** null: the likeliest of the catalogue */
  readonly calibrant: Calibrant | null;
  readonly start?: GeometryWithWavelength;
  readonly distance?: number;
  readonly centre?: readonly [x: number, y: number];
  readonly ringCount?: number;
  readonly fixed?: readonly Refinable[];
  readonly refineWavelength?: boolean;
  readonly bounds?: NonNullable<RefineOptions['bounds']>;
  readonly points?: PickedPoints;
  /** Distance and beam centre of the image header */
  readonly header?: { readonly distance?: number; readonly centre?: readonly [x: number, y: number] };
  readonly conflicts?: readonly string[];
}

/** Refines on points as they are. */
export interface RefineJob extends JobInputs {
  readonly kind: 'refine';
  readonly calibrant: Calibrant;
  readonly points: PickedPoints;
  readonly start?: GeometryWithWavelength;
  readonly fixed?: readonly Refinable[];
  readonly refineWavelength?: boolean;
  readonly bounds?: NonNullable<RefineOptions['bounds']>;
  readonly rejectOutliers: boolean;
  /** On the image as well */
  readonly judge: boolean;
}

/** Finds points along predicted rings. */
export interface ExtractJob extends JobInputs {
  readonly kind: 'extract';
  readonly calibrant: Calibrant;
  readonly geometry: GeometryWithWavelength;
  readonly ringCount?: number;
  /** px: how far from its predicted place a ring is looked for */
  readonly reach?: number;
}

/** Ranks the calibrants of the catalogue. */
export interface RankJob extends JobInputs {
  readonly kind: 'rank';
  readonly start?: GeometryWithWavelength;
}

/** Finds points for a refinement of several images; they are those of the mirrored image. */
export interface WeighJob extends JobInputs {
  readonly kind: 'weigh';
  readonly calibrant: Calibrant;
  /** Of this image alone */
  readonly geometry: GeometryWithWavelength;
  readonly fixed?: readonly Refinable[];
  readonly ringCount?: number;
}

export type CalibrationJob = CalibrateJob | RefineJob | ExtractJob | RankJob | WeighJob;

/** What a job gives, by its kind. */
export interface JobResults {
  calibrate: CalibrationFindings;
  refine: CalibrationFindings;
  extract: ControlPointSet;
  rank: CalibrantRank[];
  /** null if too few points are found */
  weigh: WeighedImage | null;
}
export type JobResult<J extends CalibrationJob = CalibrationJob> = JobResults[J['kind']];

/** px: where none is given */
const EXTRACT_REACH = 7;

/**
 * Does a job. Deterministic, with or without another thread.
 *
 * @param aside  does parts of it; absent: all is done here
 * @throws AppError  'usage' or 'calibration', one sentence, if what was given makes it impossible
 */
export function runCalibrationJob<J extends CalibrationJob>(
  job: J,
  onProgress?: ReportProgress,
  aside?: Aside,
): JobResult<J>;
export function runCalibrationJob(
  job: CalibrationJob,
  onProgress: ReportProgress = () => undefined,
  aside: Aside = doneHere,
): JobResult {
  switch (job.kind) {
    case 'calibrate':
      return calibrate(job, onProgress, aside);
    case 'refine':
      return refine(job, onProgress, aside);
    case 'extract':
      return extract(job, aside);
    case 'rank':
      return rankCalibrants(job.image, job.wavelength, job.start ? { start: job.start } : {}, (part) =>
        onProgress(part, 'Comparing calibrants'),
      );
    case 'weigh':
      return weighPoints(job.image, job.geometry, spacings(ringLines(job.calibrant, job.wavelength)), job);
  }
}

const spacings = (lines: readonly CalibrantLine[]): number[] => lines.map(({ dSpacing }) => dSpacing);

function controlPoints(points: PickedPoints, shape: Shape, { orientation }: Detector): ControlPoints {
  const { rows, columns, rings } = points;
  if (rows.length !== rings.length || columns.length !== rings.length)
    throw new AppError(
      'usage',
      `There are ${rows.length} rows, ${columns.length} columns and ${rings.length} ring numbers of points: one of each was expected per point.`,
    );
  return { ...orientPlaces({ rows, columns }, shape, orientation), rings: Int32Array.from(rings) };
}

function calibrate(job: CalibrateJob, onProgress: ReportProgress, aside: Aside): JobResults['calibrate'] {
  if (job.calibrant) return calibrateWith(job.calibrant, job, onProgress, aside);
  const found = calibrateUnknown(
    job,
    (calibrant, choice, onTried) =>
      calibrateWith(calibrant, { ...job, conflicts: [...(job.conflicts ?? []), choice] }, onTried, aside),
    onProgress,
  );
  return (
    found ??
    describeCalibration(
      { verdict: { level: 'bad', reasons: [noRingSentence(job.image)] }, refined: null, evidence: null },
      contextOf({ id: '', label: '' }, job, []),
    )
  );
}

function calibrateWith(
  calibrant: Calibrant,
  job: CalibrateJob,
  onProgress: ReportProgress,
  aside: Aside,
): JobResults['calibrate'] {
  const lines = ringLines(calibrant, job.wavelength);
  const { centre, points, header, ...given } = job;
  const { image, detector } = given;
  const strengths = lineStrengths(calibrant, lines, job.wavelength);
  const oriented = ([x, y]: readonly [x: number, y: number]): readonly [x: number, y: number] => {
    const { row, column } = orientPlace(y, x, image.shape, detector.orientation);
    return [column, row];
  };
  const outcome = calibrateImage(
    {
      ...given,
      dSpacings: spacings(lines),
      ...(strengths && { strengths }),
      ...(centre && { centre: oriented(centre) }),
      ...(header && { header: { ...header, ...(header.centre && { centre: oriented(header.centre) }) } }),
      ...(points && { points: controlPoints(points, image.shape, detector) }),
    },
    onProgress,
    aside,
  );
  return describeCalibration(outcome, contextOf(calibrant, job, lines));
}

function contextOf(
  calibrant: Pick<Calibrant, 'id' | 'label'>,
  { detector, image, ...job }: CalibrateJob | RefineJob,
  lines: readonly CalibrantLine[],
): CalibrationContext {
  return {
    ...{ calibrant, lines, detector, shape: image.shape },
    ...(job.kind === 'calibrate' && job.ringCount !== undefined && { ringCount: job.ringCount }),
    ...(job.start && { start: job.start }),
  };
}

function refine(job: RefineJob, onProgress: ReportProgress, aside: Aside): JobResults['refine'] {
  const lines = ringLines(job.calibrant, job.wavelength);
  const { image, detector, wavelength, fixed = [], bounds } = job;
  const dSpacings = spacings(lines);
  const points = controlPoints(job.points, image.shape, detector);
  const begin = job.start
    ? { geometry: { ...job.start, wavelength }, held: [] }
    : geometryFromPoints(points, dSpacings, wavelength, image);
  onProgress(0.1, 'Refining');
  const options = {
    fixed: [...new Set([...fixed, ...begin.held])],
    refineWavelength: job.refineWavelength === true,
    ...(bounds && { bounds }),
  };
  const refined = refinePoints(points, dSpacings, image, begin.geometry, {
    ...options,
    rejectOutliers: job.rejectOutliers,
  });
  const outcome = job.judge ? judgeOnImage(job, refined, lines, options, onProgress, aside) : null;
  const result = describeCalibration(
    outcome ?? { verdict: judgePoints(points, dSpacings, image, refined.refinement, options), refined, evidence: null },
    contextOf(job.calibrant, job, lines),
  );
  return begin.held.length > 0
    ? {
        ...result,
        warnings: [
          'The points do not fix the tilt, which is held at 0: add points on other rings.',
          ...result.warnings,
        ],
      }
    : result;
}

/** The tests of an automatic calibration, on a geometry that somebody made. */
function judgeOnImage(
  { image, calibrant, wavelength }: RefineJob,
  refined: ImageRefinement,
  lines: readonly CalibrantLine[],
  options: RefineOptions,
  onProgress: ReportProgress,
  aside: Aside,
): CalibrationOutcome | null {
  const pixel = Math.sqrt(image.pixel1 * image.pixel2);
  const { k, c1, c2, s1, s2 } = beamFrameOf(refined.geometry);
  const dSpacings = spacings(lines);
  const strengths = lineStrengths(calibrant, lines, wavelength);
  const twoThetas = existingRings(dSpacings, refined.geometry.wavelength);
  onProgress(0.2, 'Looking for rings');
  const start = { k: k / pixel, c1: c1 / pixel, c2: c2 / pixel, s1, s2 };
  const found = findGeometry(
    image,
    twoThetas,
    { start },
    { progress: (part) => onProgress(0.2 + 0.6 * part, 'Looking for rings'), aside },
  );
  if (!found)
    return {
      verdict: { level: 'bad', reasons: [noRingSentence(image)] },
      refined,
      evidence: null,
    };
  onProgress(0.8, 'Judging');
  const { frame } = found;
  const searched = geometryOf({ ...frame, k: frame.k * pixel, c1: frame.c1 * pixel, c2: frame.c2 * pixel });
  const geometry = { ...searched, wavelength: refined.geometry.wavelength };
  const evidence = gatherEvidence(
    image,
    refined,
    { ...found, geometry },
    dSpacings,
    { ...options, ...(strengths && { strengths }) },
    (part) => onProgress(0.8 + 0.2 * part, 'Judging'),
    aside,
  );
  return { verdict: judge(evidence, []), refined, evidence };
}

function extract(job: ExtractJob, aside: Aside): ControlPointSet {
  const lines = ringLines(job.calibrant, job.wavelength);
  const { image, detector, geometry, ringCount, reach = EXTRACT_REACH } = job;
  const twoThetas = existingRings(spacings(lines), geometry.wavelength);
  const found = extractRingPoints(image, geometry, twoThetas, {
    reach,
    aside,
    ...(ringCount === undefined ? {} : { ringCount }),
  });
  const residuals = ringResiduals(found.points, spacings(lines), image, geometry);
  const residualsPx = residuals.map((r, i) => r / found.slopes[i]!);
  return pointSet(
    { found, residualsPx, refinement: { rejected: new Uint8Array(residualsPx.length) } },
    { geometry, detector },
    image.shape,
  );
}
