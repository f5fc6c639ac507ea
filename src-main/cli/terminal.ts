import { basename } from 'node:path';
import { AppError } from '../../src-shared/model/app-error.ts';
import { EXIT_INPUTS_FAILED } from './exit-code.ts';

/** Where a command speaks. Results go to stdout; everything else goes to stderr. */
export interface Terminal {
  /** A line of the result, for people; nothing with --json. */
  print(line: string): void;
  /** The result, for programs: with --json the one object on stdout. */
  report(result: object): void;
  /** Something worth knowing; nothing with --quiet. */
  notice(sentence: string): void;
  /** Something that failed; always shown. */
  problem(sentence: string): void;
  /** Replaces the line of progress; nothing unless stderr is a terminal or --progress was given. */
  progress(done: number, total: number, what: string): void;
}

export interface TerminalOptions {
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly progress?: boolean | undefined;
}

interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

const REDRAW_MS = 100;

/** The reason, which names the file once and as the user did: "runs/a.tif is empty", not "runs/a.tif: a.tif is empty". */
export function nameFailure(file: string, reason: string): string {
  if (reason.includes(file)) return reason;
  const name = basename(file.split('::', 1)[0] ?? file);
  for (const start of [`${name} `, `"${name}" `])
    if (reason.startsWith(start)) return `${file} ${reason.slice(start.length)}`;
  return `${file}: ${reason}`;
}

/**
 * A disk that fails or fills up after the work began is no wrong usage.
 *
 * @returns the exit code
 * @throws  whatever else `cause` is
 */
export function reportDiskFailure(terminal: Terminal, cause: unknown): number {
  const { code, message } = AppError.from(cause);
  if (code !== 'disk') throw cause;
  terminal.problem(message);
  return EXIT_INPUTS_FAILED;
}

export function createTerminal(
  options: TerminalOptions,
  stdout: Output = process.stdout,
  stderr: Output = process.stderr,
): Terminal {
  const isInteractive = stderr.isTTY === true;
  const showsProgress = !options.quiet && (options.progress === true || isInteractive);
  let drawn = '';
  let lastDraw = 0;

  function clear(): void {
    if (drawn !== '' && isInteractive) stderr.write(`\r${' '.repeat(drawn.length)}\r`);
    drawn = '';
  }
  function say(sentence: string): void {
    clear();
    stderr.write(`${sentence}\n`);
  }

  return {
    print(line) {
      if (options.json || options.quiet) return;
      clear();
      stdout.write(`${line}\n`);
    },
    report(result) {
      if (!options.json) return;
      clear();
      // JSON has no NaN; a number that is none becomes null.
      stdout.write(`${JSON.stringify(result)}\n`);
    },
    notice(sentence) {
      if (!options.quiet) say(`annulus: ${sentence}`);
    },
    problem(sentence) {
      say(`annulus: ${sentence}`);
    },
    progress(done, total, what) {
      if (!showsProgress) return;
      const now = Date.now();
      if (done < total && now - lastDraw < REDRAW_MS) return;
      lastDraw = now;
      const line = `${String(done).padStart(String(total).length)}/${total} ${what}`;
      if (isInteractive) {
        stderr.write(`\r${line.padEnd(drawn.length)}`);
        drawn = line;
        if (done >= total) clear();
      } else stderr.write(`${line}\n`);
    },
  };
}
