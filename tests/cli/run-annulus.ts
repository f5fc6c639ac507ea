import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = join(ROOT, 'bin', 'annulus.mjs');
const BUILT = join(ROOT, 'out', 'main', 'cli.mjs');
const LOCK = join(ROOT, 'out', '.building-for-tests');

function newest(folder: string): number {
  return readdirSync(folder, { recursive: true }).reduce<number>(
    (latest, name) => Math.max(latest, statSync(join(folder, String(name))).mtimeMs),
    0,
  );
}

function isStale(): boolean {
  if (!existsSync(BUILT)) return true;
  return Math.max(newest(join(ROOT, 'src-main')), newest(join(ROOT, 'src-shared'))) > statSync(BUILT).mtimeMs;
}

/** Builds the Node parts unless they are up to date; `npm test` has done so before. One test file builds, others wait. */
export async function ensureBuilt(): Promise<void> {
  if (!isStale()) return;
  mkdirSync(join(ROOT, 'out'), { recursive: true });
  try {
    mkdirSync(LOCK);
  } catch {
    // Left behind by a run that was killed, the lock holds nobody up for long.
    for (let i = 0; i < 600 && existsSync(LOCK); i++) await new Promise((resolve) => setTimeout(resolve, 100));
    return;
  }
  try {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs', '--node-only'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`The build failed: ${stderr}`);
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** More than that of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Blocks of 512 bytes (`ulimit -f`) beyond which no file can grow: what a full disk is to the program. */
  readonly fileSizeLimit?: number;
  /** What it reads from standard input; absent: nothing, and no end of it. */
  readonly input?: string;
  /** Called once the program has written this much to stderr; for tests that interrupt it. */
  readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs the built program as a child process, as a user does. */
export async function runAnnulus(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const state = await mkdtemp(join(tmpdir(), 'annulus-state-'));
  return new Promise((resolve, reject) => {
    const command = [process.execPath, PROGRAM, ...args];
    const limit = options.fileSizeLimit;
    const [file, ...rest] =
      limit === undefined ? command : ['sh', '-c', `ulimit -f ${limit}; exec "$0" "$@"`, ...command];
    const child = spawn(file!, rest, {
      cwd: options.cwd ?? tmpdir(),
      env: { ...process.env, ...options.env, ANNULUS_STATE_FOLDER: state },
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    child.stdin?.end(options.input);
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      options.onStderr?.(stderr, (signal) => child.kill(signal));
    });
    child.on('error', reject);
    child.on('close', (code) => {
      rmSync(state, { recursive: true, force: true });
      resolve({ code, stdout, stderr });
    });
  });
}
