import { AppError } from '../model/app-error.ts';
import { doneHere, type Aside } from './aside.ts';
import { beamFrameOf, geometryOf, type BeamFrame } from './beam-frame.ts';
import type { CalibrationImage } from './calibration-image.ts';
import { findGeometry, type SearchHints } from './find-geometry.ts';
import { gatherEvidence, type Evidence } from './gather-evidence.ts';
import type { ControlPoints } from './control-points.ts';
import type { Refinable, RefineOptions } from './refine-geometry.ts';
import { noRingSentence } from './no-ring-sentence.ts';
import { existingRings, refineOnImage, type ImageRefinement, type WithWavelength } from './refine-on-image.ts';
import { judge, type Verdict } from './verdict.ts';

export interface CalibrationTask {
  readonly image: CalibrationImage;
  /** Å, decreasing; the ring number is the index */
  readonly dSpacings: readonly number[];
  /** m */
  readonly wavelength: number;
  /** An earlier geometry to begin with. */
  readonly start?: WithWavelength;
  /** Along the beam, m */
  readonly distance?: number;
  /** px, column then row, corner origin */
  readonly centre?: readonly [x: number, y: number];
  readonly ringCount?: number;
  /** Held at the values of `start`; without it: rotations at 0, `dist` at `distance`, `poni1` and `poni2` at `centre`. */
  readonly fixed?: readonly Refinable[];
  readonly refineWavelength?: boolean;
  readonly bounds?: NonNullable<RefineOptions['bounds']>;
  /** Places on rings that were pointed out; a hint where to begin. */
  readonly points?: ControlPoints;
  /** What the header of the image says; no hint, for it is often out of date, but worth a word if it is far off. */
  readonly header?: { readonly distance?: number; readonly centre?: readonly [x: number, y: number] };
  /** Relative intensity of each line, where it is known: weak ones need not show. */
  readonly strengths?: readonly number[];
  /** What contradicts the inputs, known beforehand; one sentence each. */
  readonly conflicts?: readonly string[];
}

export interface CalibrationOutcome {
  readonly verdict: Verdict;
  /** null if no geometry could be refined */
  readonly refined: ImageRefinement | null;
  readonly evidence: Evidence | null;
}

/** Larger disagreements with what was said about the detector are worth a word. */
const CENTRE_CONFLICT = 15; // px
const DISTANCE_CONFLICT = 0.03;
/** Headers are set by hand and forgotten: a few per cent, and this part of the shorter side, are usual. */
const HEADER_DISTANCE = 0.05;
const HEADER_CENTRE = 0.1;

/** Parts of the whole when searching, and when refining, is done */
const SEARCHED = 0.65;
const REFINED = 0.85;

/** How much is done, and what is being done, for people. */
export type ReportProgress = (fraction: number, stage: string) => void;

/**
 * Finds, refines and judges the geometry of one image of a calibrant. Deterministic, with or without another thread.
 *
 * @param aside  does parts of it
 * @throws AppError  'usage' if a parameter is to be held whose value is not known
 */
export function calibrateImage(
  task: CalibrationTask,
  report: ReportProgress = () => undefined,
  aside: Aside = doneHere,
): CalibrationOutcome {
  let reached = 0; // a stage that is done once more does not go back
  const onProgress: ReportProgress = (fraction, stage) => report((reached = Math.max(reached, fraction)), stage);
  const { image, dSpacings, wavelength, fixed = [] } = task;
  const pixel = Math.sqrt(image.pixel1 * image.pixel2);
  const twoThetas = existingRings(dSpacings, wavelength);
  if (twoThetas.length === 0)
    return failure('The calibrant has no ring at this wavelength: λ is longer than twice its largest spacing.');
  checkHeld(task);
  const found = findGeometry(image, twoThetas, hintsOf(task, pixel), {
    progress: (fraction, stage) => onProgress(SEARCHED * fraction, stage),
    aside,
  });
  if (!found) return failure(noRingSentence(image));
  const searched = { ...geometryOf(scaled(found.frame, pixel)), wavelength };
  const options = {
    fixed,
    refineWavelength: task.refineWavelength === true,
    ...(task.bounds && { bounds: task.bounds }),
    ...(task.strengths && { strengths: task.strengths }),
    ...(task.ringCount === undefined ? {} : { ringCount: task.ringCount }),
  };
  onProgress(SEARCHED, 'Refining');
  const onRefined = (part: number): void => onProgress(SEARCHED + (REFINED - SEARCHED) * part, 'Refining');
  const start = startOf(task, found.frame, pixel, searched);
  const refined = refineOnImage(image, start, dSpacings, options, onRefined, aside);
  if (!refined) return failure('No ring of the calibrant could be confirmed in the image.');
  onProgress(REFINED, 'Judging');
  const onJudged = (part: number): void => onProgress(REFINED + (1 - REFINED) * part, 'Judging');
  const evidence = gatherEvidence(
    image,
    refined,
    { ...found, geometry: searched },
    dSpacings,
    options,
    onJudged,
    aside,
  );
  const verdict = judge(evidence, [...(task.conflicts ?? []), ...conflictsOf(task, refined.geometry)]);
  return { verdict, refined, evidence };
}

function failure(reason: string): CalibrationOutcome {
  return { verdict: { level: 'bad', reasons: [reason] }, refined: null, evidence: null };
}

function checkHeld({ fixed = [], start, distance, centre }: CalibrationTask): void {
  if (start) return;
  const known = (name: Refinable): boolean =>
    name === 'dist' ? distance !== undefined : name === 'poni1' || name === 'poni2' ? centre !== undefined : true;
  const unknown = fixed.find((name) => !known(name));
  if (unknown !== undefined)
    throw new AppError(
      'usage',
      `${unknown} is to be held, and its value is not known: give an earlier calibration or ${unknown === 'dist' ? 'the distance' : 'the centre'}.`,
    );
}

function hintsOf({ start, distance, centre, image, points }: CalibrationTask, pixel: number): SearchHints {
  return {
    ...(start && { start: scaled(beamFrameOf(start), 1 / pixel) }),
    ...(points && points.rings.length > 0 && { points }),
    ...(distance !== undefined && { k: distance / pixel }),
    ...(centre && { centre: { c1: (centre[1] * image.pixel1) / pixel, c2: (centre[0] * image.pixel2) / pixel } }),
  };
}

/** What is held must begin, and stay, at what was said. */
function startOf(
  { start, fixed = [], wavelength, distance, centre, image }: CalibrationTask,
  frame: BeamFrame,
  pixel: number,
  searched: WithWavelength,
): WithWavelength {
  if (fixed.length === 0) return searched;
  if (start) return { ...start, wavelength };
  const isHeld = (name: Refinable): boolean => fixed.includes(name);
  const { k, c1, c2, s1, s2 } = scaled(frame, pixel);
  return {
    ...geometryOf({
      k: isHeld('dist') && distance !== undefined ? Math.sign(k) * distance : k,
      c1: isHeld('poni1') && centre ? centre[1] * image.pixel1 : c1,
      c2: isHeld('poni2') && centre ? centre[0] * image.pixel2 : c2,
      s1: isHeld('rot2') ? 0 : s1,
      s2: isHeld('rot1') ? 0 : s2,
    }),
    wavelength,
  };
}

function conflictsOf({ image, distance, centre, header = {} }: CalibrationTask, geometry: WithWavelength): string[] {
  const { k, c1, c2 } = beamFrameOf(geometry);
  const conflicts: string[] = [];
  if (distance !== undefined && Math.abs(Math.abs(k) / distance - 1) > DISTANCE_CONFLICT)
    conflicts.push(
      `The distance comes out as ${(k * 1e3).toFixed(2)} mm, and ${(distance * 1e3).toFixed(2)} mm was given.`,
    );
  const [x, y] = [c2 / image.pixel2, c1 / image.pixel1];
  if (centre && Math.hypot(x - centre[0], y - centre[1]) > CENTRE_CONFLICT)
    conflicts.push(
      `The centre comes out at ${x.toFixed(1)}, ${y.toFixed(1)}, and ${centre[0].toFixed(1)}, ${centre[1].toFixed(1)} was given.`,
    );
  if (header.distance !== undefined && Math.abs(Math.abs(k) / header.distance - 1) > HEADER_DISTANCE)
    conflicts.push(
      `The distance comes out as ${(k * 1e3).toFixed(2)} mm, and the image header says ${(header.distance * 1e3).toFixed(2)} mm.`,
    );
  const reach = HEADER_CENTRE * Math.min(...image.shape);
  if (header.centre && Math.hypot(x - header.centre[0], y - header.centre[1]) > reach)
    conflicts.push(
      `The centre comes out at ${x.toFixed(1)}, ${y.toFixed(1)}, and the image header says ${header.centre[0].toFixed(1)}, ${header.centre[1].toFixed(1)}.`,
    );
  return conflicts;
}

function scaled({ k, c1, c2, s1, s2 }: BeamFrame, factor: number): BeamFrame {
  return { k: k * factor, c1: c1 * factor, c2: c2 * factor, s1, s2 };
}
