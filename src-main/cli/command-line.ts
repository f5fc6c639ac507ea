import { Command, CommanderError } from 'commander';
import { AppError } from '../../src-shared/model/app-error.ts';
import { AUTO_MASK_DEFAULT_WORD } from './auto-mask-option.ts';
import { defineAverage } from './average-command.ts';
import { defineCake } from './cake-command.ts';
import { defineCalibrants } from './calibrants-command.ts';
import { defineCalibrate } from './calibrate-command.ts';
import type { CommandContext } from './command-context.ts';
import { defineConvert } from './convert-command.ts';
import { defineDemo } from './demo-command.ts';
import { defineDetectors } from './detectors-command.ts';
import { EXIT_CANCELLED, EXIT_INPUTS_FAILED, EXIT_USAGE } from './exit-code.ts';
import { defineInfo } from './info-command.ts';
import { defineIntegrate } from './integrate-command.ts';
import { defineMask } from './mask-command.ts';
import { definePicture } from './picture-command.ts';
import { definePlot } from './plot-command.ts';
import { programVersion } from '../service/program-name.ts';
import { defineSaxsdog } from './saxsdog-command.ts';
import { defineSeparate } from './separate-command.ts';
import { defineServe } from './serve-command.ts';
import { defineSimulate } from './simulate-command.ts';
import { defineSlurm } from './slurm-command.ts';
import { defineWatch } from './watch-command.ts';

/**
 * Runs one command line.
 *
 * @param args  without the names of the program
 * @returns the exit code: 0 done, 1 some inputs failed, 2 wrong usage or unusable calibration, 130 interrupted
 */
export async function runCommandLine(args: readonly string[], signal: AbortSignal): Promise<number> {
  let exitCode = 0;
  const context: CommandContext = { signal, finish: (code) => (exitCode = code) };
  try {
    await createProgram(context).parseAsync(args.map(withValue), { from: 'user' });
    return exitCode;
  } catch (cause) {
    if (signal.aborted) {
      process.stderr.write('annulus: Interrupted; what was finished is complete.\n');
      return EXIT_CANCELLED;
    }
    if (cause instanceof CommanderError) return cause.exitCode === 0 ? 0 : EXIT_USAGE; // it has spoken already
    process.stderr.write(`annulus: ${await describeError(cause)}\n`);
    return AppError.from(cause).code === 'internal' ? EXIT_INPUTS_FAILED : EXIT_USAGE;
  }
}

/** `--auto-mask` alone means its default settings; without a value it would swallow the next word. */
function withValue(word: string): string {
  return word === '--auto-mask' ? `--auto-mask=${AUTO_MASK_DEFAULT_WORD}` : word;
}

function createProgram(context: CommandContext): Command {
  const program = new Command('annulus')
    .description('Calibrates X-ray area detectors on powder rings and integrates diffraction images.')
    .version(programVersion(), '-V, --version', 'print the version')
    .enablePositionalOptions() // -V behind a command is that command's own
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showHelpAfterError(false)
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .addHelpText('after', '\nEvery command has an example: annulus integrate --help');
  for (const define of [
    defineIntegrate,
    defineCake,
    defineWatch,
    defineSlurm,
    defineCalibrate,
    defineMask,
    defineInfo,
    defineConvert,
    definePlot,
    definePicture,
    defineAverage,
    defineSeparate,
    defineSimulate,
    defineDetectors,
    defineCalibrants,
    defineSaxsdog,
    defineServe,
    defineDemo,
  ])
    define(program, context);
  for (const command of [program, ...program.commands])
    command.exitOverride().configureOutput({ outputError: (text, write) => write(asSentence(text)) });
  return program;
}

/** commander's "error: unknown option '--ntp'\n(Did you mean --npt?)" as one line of ours. */
function asSentence(text: string): string {
  const [first = '', ...rest] = text.trim().split('\n');
  const sentence = first.replace(/^error: /, '');
  const hint = rest.join(' ').replace(/^\(Did you mean (.*)\?\)$/, ': did you mean $1?');
  const closed = /[.?!]$/.test(sentence + hint) ? '' : '.';
  return `annulus: ${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${hint}${closed}\n`;
}

/** One sentence. Whatever is not meant for people is a bug: it goes to the log, and the sentence says where. */
async function describeError(cause: unknown): Promise<string> {
  const error = AppError.from(cause);
  if (error.code !== 'internal') return error.message;
  const { writeErrorLog } = await import('../file/error-log.ts');
  const log = await writeErrorLog(cause).catch(() => undefined);
  const where = log === undefined ? '' : `; details are in ${log}`;
  return `This is a bug in annulus: ${error.message.split('\n')[0] ?? 'unknown error'}${where}.`;
}
