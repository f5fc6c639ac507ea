import { spawnSync } from 'node:child_process';

/** Debian's packages belong to the Python of the system; another one can be named. */
const PYTHON = process.env['ANNULUS_PYTHON'] ?? '/usr/bin/python3';

/** Whether all of these can be imported; tests that need them are skipped visibly otherwise. */
export function hasPython(...modules: readonly string[]): boolean {
  const { status } = spawnSync(PYTHON, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore', timeout: 60_000 });
  return status === 0;
}

/**
 * Runs a program, which prints JSON last.
 *
 * @throws Error  with what it printed, if it fails
 */
export function runPython(script: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-W', 'ignore', '-c', script, ...args], {
    cwd,
    encoding: 'utf8',
    timeout: 120_000,
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`Python failed: ${stderr}`);
  return stdout;
}
