import type { LimitSettings } from '../../src-shared/correction/value-limits.ts';
import type { ErrorModel } from '../../src-shared/integration/integrate-reference.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { frameInput, writeLimits } from '../kernel/frame-input.ts';
import { integrateDeviations, integrateSegment } from '../kernel/integrate-segment.ts';
import { segmentTiles, sumAddress } from '../kernel/plan-layout.ts';
import type { SharedPlan } from '../kernel/plan-memory.ts';
import { checkJob, type JobControl, takeNext, waitForStaged } from './job-control.ts';
import type { WorkerState } from './worker-state.ts';

export interface FrameSegmentsInput {
  readonly plan: SharedPlan;
  readonly control: JobControl;
  /** Samples in shared memory; tiles arrive while threads work, see `publishStaged`. */
  readonly image: Pick<DetectorImage, 'samples' | 'mask' | 'metadata'>;
  readonly limits: LimitSettings;
  readonly errorModel: ErrorModel;
  /** "deviations": second pass of the azimuthal error model, with the means at `layout.mean`. */
  readonly pass: 'sums' | 'deviations';
}

/** Segments done by this thread, with the number of invalid pixels in each. */
export type FrameSegments = readonly { readonly segment: number; readonly invalid: number }[];

/** Integrates segments of one frame until none is left; other threads take the others. Sums go to `segmentSums`. */
export async function integrateFrameSegments(input: FrameSegmentsInput, state: WorkerState): Promise<FrameSegments> {
  const { plan, control, errorModel, pass } = input;
  const { layout } = plan;
  const bound = await state.bind(plan);
  const scratch = state.scratch(plan);
  const frame = frameInput(input.image, input.limits);
  writeLimits(bound, scratch, 0, frame);
  const check = (): void => checkJob(control);
  const done: { segment: number; invalid: number }[] = [];
  for (let segment = takeNext(control); segment < layout.segments; segment = takeNext(control)) {
    waitForStaged(control, Math.min(layout.tiles, segmentTiles(layout, segment)[1]));
    const sums = layout.segmentSums + segment * layout.sumsStride;
    let invalid = 0;
    if (pass === 'sums') [invalid = 0] = integrateSegment(bound, scratch, segment, [frame], errorModel, sums, check);
    else {
      const out = sumAddress(sums, layout.bins, 'variance');
      integrateDeviations(bound, scratch, segment, frame, layout.mean, out, check);
    }
    done.push({ segment, invalid });
  }
  return done;
}
