import type { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { withCommonOptions } from './common-options.ts';
import { integerOption } from './option-values.ts';
import type { SlurmOptions } from './slurm-run.ts';

export function defineSlurm(program: Command, { signal, finish }: CommandContext): void {
  const command = program
    .command('slurm <RECIPE> <IMAGE...>')
    .summary('integrate on a cluster: a SLURM job array over frames')
    .description(
      'Shares out all frames that have no result yet, writes a script for sbatch, and submits it where there is sbatch. ' +
        'RECIPE is what integrate or cake wrote with --save-recipe. Run it again after the array has ended: what failed ' +
        'is submitted again. All folders must be the same on every node.',
    )
    .requiredOption('--out <DIR>', 'folder for the results')
    .option('--tasks <N>', 'tasks of the array (16)', integerOption('--tasks', 1, 10_000))
    .option('--cpus <N>', 'cores of each task (4)', integerOption('--cpus', 1, 1024))
    .option('--sbatch <OPTIONS>', 'more options of sbatch, e.g. "--partition=short --time=30"')
    .option('--dry-run', 'write the script, submit nothing');
  withCommonOptions(command, [
    'annulus slurm run.json scan/ --out integrated --tasks 32 --sbatch="--partition=short --time=30"',
  ]).action(async (recipe: string, images: string[], options: SlurmOptions) => {
    const { runSlurm } = await import('./slurm-run.ts');
    finish(await runSlurm(recipe, images, options, signal));
  });
}
