import type { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { withCommonOptions } from './common-options.ts';
import { integerOption } from './option-values.ts';
import type { SlurmOptions } from './slurm-run.ts';

export function defineSlurm(program: Command, { signal, finish }: CommandContext): void {
  const command = program
    .command('slurm [RECIPE] [IMAGE...]')
    .summary('integrate on a cluster: a SLURM job array over frames')
    .description(
      'Shares out all frames that have no result yet, writes scripts for sbatch, and submits them where there is ' +
        'sbatch: an array that integrates and a job after it that puts the results together and submits again what ' +
        'is missing. RECIPE is what integrate or cake wrote with --save-recipe or beside its results; its images are ' +
        'taken where none is named. All folders must be the same on every node.',
    )
    .requiredOption('--out <DIR>', 'folder for the results; scripts and logs are in its folder slurm')
    .option('--tasks <N>', 'tasks of the array (16)', integerOption('--tasks', 1, 10_000))
    .option('--cpus <N>', 'cores of each task (4)', integerOption('--cpus', 1, 1024))
    .option('--sbatch <OPTIONS>', 'more options of sbatch, e.g. "--partition=short --time=30"')
    .option(
      '--retries <N>',
      'how often frames without result are submitted again (1)',
      integerOption('--retries', 0, 100),
    )
    .option('--recursive', 'also the images of the folders below')
    .option('--merge', 'put together what the tasks have made; needs --out only')
    .option('--resubmit', 'submit again what has no result; needs --out only')
    .option('--dry-run', 'write the scripts, submit nothing; with --merge: say what is missing');
  withCommonOptions(command, [
    'annulus slurm run.json scan/ --out integrated --tasks 32 --sbatch="--partition=short --time=30"',
    'annulus slurm --resubmit --out integrated',
    'annulus slurm --merge --out integrated',
  ]).action(async (recipe: string | undefined, images: string[], options: SlurmOptions) => {
    const { runSlurm } = await import('./slurm-run.ts');
    finish(await runSlurm(recipe, images, options, signal));
  });
}
