import type { Command } from 'commander';
import { withCommonOptions } from './common-options.ts';
import type { CommandContext } from './command-context.ts';
import { integerOption, repeatedOption } from './option-values.ts';
import type { ServeRunOptions } from './serve-run.ts';

export function defineServe(program: Command, { finish, signal }: CommandContext): void {
  const command = program
    .command('serve')
    .summary('the window in a browser')
    .description('Serves the window to a browser on this machine, or through an ssh tunnel. Ctrl+C stops it.')
    .option('--port <N>', 'port to listen on (8417, or a free one)', integerOption('--port', 0, 65535))
    .option('--host <ADDRESS>', 'address to listen on (127.0.0.1)')
    .option('--root <DIR>', 'folder that the window may see; repeatable (the current folder)', repeatedOption)
    .option('--workers <N>', 'worker threads (all cores)', integerOption('--workers', 1, 256))
    .option('--no-open', 'do not open a browser');
  withCommonOptions(command, [
    'annulus serve --root ~/beamtime',
    'annulus serve --port 8123 --no-open   # then: ssh -L 8123:localhost:8123 here',
  ]).action(async (options: ServeRunOptions) => {
    const { runServe } = await import('./serve-run.ts');
    finish(await runServe(options, signal));
  });
}
