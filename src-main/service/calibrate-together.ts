import type { JointModel } from '../../src-shared/calibration/joint-model.ts';
import type { JointImageResult, JointRefinement } from '../../src-shared/calibration/joint-result.ts';
import { judgeTogether, type JointWitness } from '../../src-shared/calibration/judge-together.ts';
import { refineTogether } from '../../src-shared/calibration/refine-together.ts';
import type { Verdict } from '../../src-shared/calibration/verdict.ts';
import { fit2dFromCalibration } from '../../src-shared/geometry/fit2d-geometry.ts';
import type { Geometry } from '../../src-shared/model/schema-types.generated.ts';
import { toDegrees } from '../../src-shared/quantity/angle.ts';
import { judgeAgain, type TogetherMember, type TogetherTask } from './together-members.ts';

/** What is reported of each image; SI where the name gives no unit. */
export interface ImageRow {
  readonly image: string;
  readonly poni: Omit<Geometry, 'wavelength'>;
  readonly wavelength: number;
  readonly uncertainties: JointImageResult['uncertainties'];
  /** px, column then row, corner origin, in the image as stored; null where Fit2D has no words for the geometry */
  readonly centre: readonly [x: number, y: number] | null;
  readonly directDistanceMm: number | null;
  readonly tiltDeg: number | null;
  readonly tiltPlaneDeg: number | null;
  readonly rings: number;
  readonly controlPoints: number;
  readonly rejectedPoints: number;
  readonly rmsPx: number;
  /** With the geometry of this image alone, on the same points */
  readonly rmsAlonePx: number;
  readonly rmsDeg: number;
  /** Since the calibration of this image alone */
  readonly drift: JointImageResult['drift'];
  readonly alone: { readonly verdict: Verdict['level']; readonly reasons: readonly string[] };
}

export interface TogetherOutcome {
  readonly fit: JointRefinement;
  readonly verdict: Verdict;
  /** One per member */
  readonly rows: readonly ImageRow[];
  /** The members, judged again where the wavelength that was found calls for it */
  readonly judged: readonly TogetherMember[];
}

const REJECT_BEYOND = 4;
const SOFT_SCALE = 3;

/** Refines and judges the geometries of images that were calibrated one by one, two or more. */
export async function joinMembers(task: TogetherTask, members: readonly TogetherMember[]): Promise<TogetherOutcome> {
  const fit = refineTogether(
    members.map(({ joint }) => joint),
    modelOf(task.model, members),
    {
      refineWavelength: task.refineWavelength,
      fixed: task.fixed.flatMap((name) => [name, ...members.map((_, i) => `${name}[${i + 1}]`)]),
      softScale: SOFT_SCALE,
      rejectBeyond: REJECT_BEYOND,
    },
  );
  const judged = await judgeAgain(task, members, fit);
  const rows = judged.map((member, i) => describeMember(member, fit.images[i]!));
  const verdict = judgeTogether(
    fit,
    judged.map((member, i) => witnessOf(member, rows[i]!)),
  );
  return { fit, verdict, rows, judged };
}

/** Of the images that take part. */
function modelOf(model: JointModel, members: readonly TogetherMember[]): JointModel {
  const own = (values: readonly number[]): number[] => members.map(({ place }) => values[place]!);
  if (model.kind === 'moved') return { kind: 'moved', travel: model.travel && own(model.travel) };
  return model.kind === 'rotated' ? { kind: 'rotated', angles: own(model.angles) } : model;
}

function describeMember({ input, alone, joint, detector }: TogetherMember, image: JointImageResult): ImageRow {
  const { geometry, uncertainties, residuals, rejected, drift } = image;
  const { wavelength, ...poni } = geometry;
  // In the image as it is stored, which the orientation may mirror.
  const fit2d = fit2dFromCalibration({ geometry, detector }, detector.shape ?? [0, 0]);
  const kept = Array.from(residuals, (_, i) => i).filter((i) => rejected[i] === 0);
  const rms = (values: ArrayLike<number>): number =>
    Math.sqrt(kept.reduce((sum, i) => sum + (values[i]! / joint.slopes[i]!) ** 2, 0) / Math.max(1, kept.length));
  return {
    image: input.name,
    poni,
    wavelength,
    uncertainties,
    centre: fit2d && [fit2d.centreX, fit2d.centreY],
    directDistanceMm: fit2d?.directDistanceMm ?? null,
    tiltDeg: fit2d?.tiltDeg ?? null,
    tiltPlaneDeg: fit2d?.tiltPlaneDeg ?? null,
    rings: new Set(kept.map((i) => joint.points.rings[i])).size,
    controlPoints: kept.length,
    rejectedPoints: residuals.length - kept.length,
    rmsPx: rms(residuals),
    rmsAlonePx: rms(image.residualsAlone),
    rmsDeg: toDegrees(image.rms),
    drift,
    alone: { verdict: alone.level, reasons: alone.reasons },
  };
}

function witnessOf({ input, alone }: TogetherMember, row: ImageRow): JointWitness {
  return {
    name: input.name.slice(input.name.lastIndexOf('/') + 1),
    alone,
    ...{ rmsPx: row.rmsPx, rmsAlonePx: row.rmsAlonePx, points: row.controlPoints, rejected: row.rejectedPoints },
  };
}
