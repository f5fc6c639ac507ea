import type { BinSums } from '../../src-shared/integration/integration-plan.ts';
import type { RadialExtent } from '../../src-shared/integration/radial-extent.ts';
import type { SortedPlan } from '../../src-shared/integration/sort-by-bin.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Shape } from '../../src-shared/model/detector-image.ts';
import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import { FRAMES_PER_PASS } from '../kernel/plan-layout.ts';
import type { ExtentRequest } from './axis-extent.ts';
import type { ReadyPlan } from './build-plan.ts';
import type { FrameSource } from './frame-reader.ts';
import type { FrameOutcome } from './frames-task.ts';
import { cancelOnAbort, createJobControl, type JobControl } from './job-control.ts';
import type { StageTimes } from './stage-times.ts';
import type { TaskRunner } from './task-runner.ts';

/** Result of one frame of a stream. */
export type IntegratedFile =
  | {
      readonly key: number;
      readonly sums: BinSums;
      readonly radial: Float64Array;
      readonly planHash: string;
      /** Absent where it was not looked at. */
      readonly times?: StageTimes;
      readonly isSaturated?: boolean;
    }
  | { readonly key: number; readonly error: AppError };

/** A frame to integrate, with whatever the caller knows it by. */
export type KeyedFrame = FrameSource & { readonly key: number };

export interface StreamRequest {
  readonly frames: Iterable<KeyedFrame> | AsyncIterable<KeyedFrame>;
  readonly shape: Shape;
  readonly settings: IntegrationSettings;
  /** How the first frame of each file lays out the axis; null: the extent is fixed. */
  readonly axis: ExtentRequest | null;
  readonly fixedExtent: RadialExtent | null;
  readonly findPlan: (extent: RadialExtent) => Promise<ReadyPlan>;
  /** The plan sorted by bins, where the settings need it. */
  readonly sort: (plan: ReadyPlan) => Promise<SortedPlan | null>;
}

/** Groups under way per thread: one that is worked on, one that waits. */
const GROUPS_PER_THREAD = 2;

/** Bytes of samples that all threads together may hold, at four per pixel. */
const FRAME_BYTES = 2 ** 30;

/** As many as one pass takes, but so few that they fit in memory and every thread has some. */
function framesPerGroup(threads: number, { shape: [rows, columns], frames }: StreamRequest): number {
  const room = Math.floor(FRAME_BYTES / threads / (4 * rows * columns));
  const share = Array.isArray(frames) ? Math.ceil(frames.length / threads) : FRAMES_PER_PASS;
  return Math.max(1, Math.min(FRAMES_PER_PASS, room, share));
}

/**
 * Integrates frames as they are asked for, whole frames per thread, FRAMES_PER_PASS together. Only so many groups are
 * under way that all threads have work, whatever the number of frames, so memory does not grow with it.
 */
export async function* streamFrames(
  runner: TaskRunner,
  request: StreamRequest,
  signal: AbortSignal | undefined,
): AsyncGenerator<IntegratedFile, void, void> {
  const control = createJobControl();
  const release = cancelOnAbort(control, signal);
  const stream: Stream = { runner, request, control, plan: null, first: null };
  const underWay: Promise<readonly IntegratedFile[]>[] = [];
  try {
    if (request.fixedExtent) stream.plan = await request.findPlan(request.fixedExtent);
    for await (const group of inGroups(request.frames, framesPerGroup(runner.threads, request))) {
      const results = integrateGroup(stream, group);
      results.catch(() => undefined); // awaited below, or given up together with the stream
      underWay.push(results);
      if (underWay.length >= runner.threads * GROUPS_PER_THREAD) yield* await underWay.shift()!;
    }
    while (underWay.length > 0) yield* await underWay.shift()!;
  } finally {
    Atomics.store(control, 0, 1); // whoever stops listening early stops the threads too
    release();
    await Promise.allSettled([...underWay, ...runner.runEverywhere('close-files', null)]);
  }
}

interface Stream {
  readonly runner: TaskRunner;
  readonly request: StreamRequest;
  readonly control: JobControl;
  /** The plan used last: the next frames are likely to need the same. */
  plan: ReadyPlan | null;
  /** Resolves when the first frame has been asked which plan it needs. */
  first: Promise<void> | null;
}

async function* inGroups(frames: StreamRequest['frames'], size: number): AsyncGenerator<KeyedFrame[], void, void> {
  let group: KeyedFrame[] = [];
  for await (const frame of frames) {
    group.push(frame);
    if (group.length === size) {
      yield group;
      group = [];
    }
  }
  if (group.length > 0) yield group;
}

/** The plan that the first frame asks for, so that the groups that begin together are not read twice. */
async function findFirstPlan(stream: Stream, frame: KeyedFrame): Promise<void> {
  try {
    const [outcome] = await runGroup(stream, [frame], null);
    if (outcome && 'extent' in outcome) stream.plan = await stream.request.findPlan(outcome.extent);
  } catch {
    // Its group will meet the same error, and says which frames it concerns.
  }
}

async function integrateGroup(stream: Stream, group: readonly KeyedFrame[]): Promise<readonly IntegratedFile[]> {
  const results = new Map<number, IntegratedFile>();
  let left = group;
  stream.first ??= stream.plan ? Promise.resolve() : findFirstPlan(stream, group[0]!);
  await stream.first;
  let plan = stream.plan;
  while (left.length > 0) {
    const outcomes = await runGroup(stream, left, plan);
    const again: { readonly frame: KeyedFrame; readonly extent: RadialExtent }[] = [];
    for (const [i, outcome] of outcomes.entries()) {
      const frame = left[i]!;
      const { key } = frame;
      if ('sums' in outcome && plan)
        results.set(key, {
          ...{ key, sums: outcome.sums, radial: plan.radial, planHash: plan.hash },
          ...{ times: outcome.times, isSaturated: outcome.isSaturated },
        });
      else if ('extent' in outcome) again.push({ frame, extent: outcome.extent });
      else results.set(key, { key, error: AppError.from('error' in outcome ? outcome.error : outcome) });
    }
    // Frames that need another axis: those that agree on one go together, the others wait for the next turn.
    const [next] = again;
    left = again.map(({ frame }) => frame);
    if (!next) continue;
    try {
      plan = await stream.request.findPlan(next.extent);
      stream.plan = plan;
    } catch (cause) {
      const error = AppError.from(cause);
      const isAffected = ({ extent }: { extent: RadialExtent }): boolean =>
        extent[0] === next.extent[0] && extent[1] === next.extent[1];
      for (const { frame } of again.filter(isAffected)) results.set(frame.key, { key: frame.key, error });
      left = again.filter((one) => !isAffected(one)).map(({ frame }) => frame);
    }
  }
  return group.map(({ key }) => results.get(key)!);
}

/** One task; if its thread dies, each frame is tried alone, so that only the one to blame fails. */
async function runGroup(
  { runner, request, control }: Stream,
  frames: readonly KeyedFrame[],
  plan: ReadyPlan | null,
): Promise<readonly FrameOutcome[]> {
  const { shape, settings, axis } = request;
  const sorted = plan && (await request.sort(plan));
  const run = (some: readonly KeyedFrame[]): Promise<FrameOutcome[]> =>
    runner.run('frames', {
      plan: plan && { shared: plan.shared, usedPixels: plan.usedPixels, extent: plan.extent, sorted },
      axis,
      shape,
      settings,
      sources: some,
      control,
    });
  try {
    return await run(frames);
  } catch (cause) {
    const error = AppError.from(cause);
    if (error.code !== 'worker') throw error;
    if (frames.length === 1) return [{ error: error.toJSON() }];
    const outcomes: FrameOutcome[] = [];
    for (const frame of frames)
      outcomes.push(...(await run([frame]).catch((reason: unknown) => [{ error: AppError.from(reason).toJSON() }])));
    return outcomes;
  }
}
