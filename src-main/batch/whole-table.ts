import { readTableFrames } from '../file/table-frames.ts';
import { columnNames, imageName } from './frame-table.ts';
import type { IsOutdated } from './outdated-results.ts';
import type { FrameJob } from './plan-outputs.ts';

/** Whether a table that is there has exactly these frames in this order, and none of them is of an image changed since. */
export async function isTableWhole(
  path: string,
  jobs: readonly FrameJob<string>[],
  isOutdated: IsOutdated,
): Promise<boolean> {
  const found = await readTableFrames(path);
  if (!found) return false;
  const [has, wanted] =
    'columns' in found
      ? [found.columns, columnNames(jobs)]
      : [
          found.frames.map(({ image, frame }) => `${image}#${frame}`),
          jobs.map((job) => `${imageName(job)}#${job.frame}`),
        ];
  if (has.length !== wanted.length || has.some((name, i) => name !== wanted[i])) return false;
  for (const input of new Set(jobs.map(({ file }) => file.input))) if (await isOutdated(path, input)) return false;
  return true;
}
