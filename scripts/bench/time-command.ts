import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A command from its start to its end. */
export interface CommandTime {
  readonly seconds: number;
  /** Processor time of all its threads, of the system for it too; null where no shell tells it. */
  readonly processor: number | null;
}

const run = promisify(execFile);

/** Runs a command. `sh` starts it and says what it took: Node does not know that of its children. */
export async function timeCommand(file: string, args: readonly string[]): Promise<CommandTime> {
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  if (process.platform === 'win32') {
    await run(file, [...args]);
    return { seconds: elapsed(), processor: null };
  }
  const { stdout } = await run('sh', ['-c', '"$@" > /dev/null && times', 'sh', file, ...args]);
  return { seconds: elapsed(), processor: childTimes(stdout) };
}

/** Seconds of the second line that `times` prints, "0m6.870s 0m0.670s": user and system of what the shell has run. */
function childTimes(text: string): number | null {
  const [, line = ''] = text.trim().split('\n');
  const times = [...line.matchAll(/(\d+)m([\d.,]+)s/g)];
  if (times.length !== 2) return null;
  return times.reduce(
    (total, [, minutes, seconds]) => total + 60 * Number(minutes) + Number(seconds!.replace(',', '.')),
    0,
  );
}
