import type { FileJob, FrameJob } from './plan-outputs.ts';

/** A part of a task: one file, or some of its frames. */
export interface TaskPart {
  readonly job: FrameJob<string>;
  /** Absent: all frames that the run selects of the file. */
  readonly range?: { readonly first: number; readonly last: number };
}

/**
 * Shares frames out between tasks: about as many to each, in their order. A range holds every selected frame between its
 * ends: where some in between are done already, there are two.
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
    for (let start = 0; start < jobs.length;) {
      const some = withoutGaps(file, jobs.slice(start, start + room));
      const isWhole = some.length === file.frames.length;
      const range = { first: some[0]!.frame, last: some.at(-1)!.frame };
      share.push({ job: some[0]!, ...(isWhole ? {} : { range }) });
      start += some.length;
      room -= some.length;
      if (room <= 0) close();
    }
  }
  close();
  return shares;
}

/** Jobs from the first on, as long as each is the next frame that the run selects of the file. */
function withoutGaps({ frames }: FileJob, jobs: readonly FrameJob<string>[]): readonly FrameJob<string>[] {
  const start = frames.indexOf(jobs[0]!.frame);
  let length = 1;
  while (length < jobs.length && jobs[length]!.frame === frames[start + length]) length++;
  return jobs.slice(0, length);
}
