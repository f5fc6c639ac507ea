import type { Command } from 'commander';

export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly progress?: boolean;
}

/** Options that every command takes, and an example at the end of its help. */
export function withCommonOptions(command: Command, examples: readonly string[]): Command {
  return command
    .option('--json', 'print one JSON object on stdout and nothing else')
    .option('--quiet', 'print problems only')
    .option('--progress', 'show progress on stderr even where it is no terminal')
    .helpOption('-h, --help', 'print this help')
    .addHelpText(
      'after',
      `\nExample${examples.length > 1 ? 's' : ''}:\n${examples.map((line) => `  ${line}\n`).join('')}`,
    );
}
