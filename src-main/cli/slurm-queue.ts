import { spawnSync } from 'node:child_process';
import { AppError } from '../../src-shared/model/app-error.ts';

/** How SLURM is spoken to: its own programs. */
export interface SlurmQueue {
  /** @returns the id of the job; null where there is no sbatch. @throws AppError unavailable  if it is refused */
  submit(script: string, options: readonly string[]): string | null;
  /** Whether any task of a job waits or runs. */
  isUnderWay(job: string): boolean;
}

export const slurmQueue: SlurmQueue = {
  submit(script, options) {
    const answer = spawnSync('sbatch', ['--parsable', ...options, script], { encoding: 'utf8' });
    if (answer.error) return null;
    if (answer.status !== 0)
      throw new AppError(
        'unavailable',
        `sbatch refused the job (${answer.stderr.trim()}): correct --sbatch, or submit ${script} by hand.`,
      );
    return answer.stdout.trim().split(';', 1)[0] ?? '';
  },
  isUnderWay(job) {
    const { error, status, stdout } = spawnSync(
      'squeue',
      ['--noheader', '--states=PENDING,CONFIGURING,RUNNING,SUSPENDED', '--jobs', job],
      { encoding: 'utf8' },
    );
    return !error && status === 0 && stdout.trim() !== ''; // a job that is long over is unknown to it
  },
};
