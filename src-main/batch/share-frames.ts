import type { FileJob, FrameJob } from './plan-outputs.ts';

/** A part of a task: one file, or some of its frames. */
export interface TaskPart {
  readonly job: FrameJob<string>;
  /** Absent: all frames that are to be done. */
  readonly range?: { readonly first: number; readonly last: number };
}

/**
 * Shares frames out between tasks: about as many to each, in their order. Frames that go to one HDF5 file stay together.
 *
 * @returns at most `tasks` of them, none empty
 */
export function shareFrames(frames: readonly FrameJob<string>[], tasks: number): TaskPart[][] {
  const groups = new Map<FileJob, FrameJob<string>[]>();
  for (const job of frames) {
    const group = groups.get(job.file);
    if (group) group.push(job);
    else groups.set(job.file, [job]);
  }
  const size = Math.ceil(frames.length / tasks);
  const shares: TaskPart[][] = [];
  let share: TaskPart[] = [];
  let room = size;
  const close = (): void => {
    if (share.length > 0) shares.push(share);
    share = [];
    room = size;
  };
  for (const [file, jobs] of groups) {
    if (file.hdf5 !== undefined || file.summary.frameCount === 1) {
      share.push({ job: jobs[0]! });
      room -= jobs.length;
      if (room <= 0) close();
      continue;
    }
    for (let start = 0; start < jobs.length;) {
      const some = jobs.slice(start, start + room);
      share.push({ job: some[0]!, range: { first: some[0]!.frame, last: some.at(-1)!.frame } });
      start += some.length;
      room -= some.length;
      if (room <= 0) close();
    }
  }
  close();
  return shares;
}
