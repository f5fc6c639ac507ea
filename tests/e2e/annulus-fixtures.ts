import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test as base, expect, type Page } from '@playwright/test';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = process.env['ANNULUS_BIN'] ?? join(ROOT, 'bin/annulus.mjs');
const run = promisify(execFile);

/** Tilted and off centre, so that only one of the four orientations is right. */
export const PONI = `poni_version: 2
Detector: Pilatus1M
Detector_config: {}
Distance: 0.2
Poni1: 0.0712345678912
Poni2: 0.0623456789123
Rot1: 0.021
Rot2: -0.034
Rot3: 0
Wavelength: 4.066e-11
`;

/** Runs a command of the program. @returns what it printed */
export async function annulus(...words: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [PROGRAM, ...words]);
  return stdout;
}

/** Columns of a text file with # comments. */
export async function readColumns(path: string): Promise<number[][]> {
  const lines = (await readFile(path, 'utf8'))
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines.map((line) => line.trim().split(/\s+/).map(Number));
}

export interface Server {
  readonly url: string;
  /** Folder that the window sees. */
  readonly folder: string;
  stop(): Promise<void>;
  /** Starts it again at the same address, with the same state. */
  restart(): Promise<void>;
}

async function startServer(folder: string, state: string): Promise<Server> {
  let child: ChildProcess;
  let url = '';
  async function start(port: string, token?: string): Promise<void> {
    child = spawn(process.execPath, [PROGRAM, 'serve', '--port', port, '--no-open', '--json', '--root', folder], {
      env: { ...process.env, ANNULUS_STATE_FOLDER: state, ...(token === undefined ? {} : { ANNULUS_TOKEN: token }) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const printed = await new Promise<string>((resolve, reject) => {
      child.stdout?.once('data', (data: Buffer) => resolve(data.toString()));
      child.once('exit', (code) => reject(new Error(`annulus serve left with ${code}`)));
    });
    ({ url } = JSON.parse(printed) as { url: string });
  }
  async function stop(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }
  await start('0');
  return {
    get url() {
      return url;
    },
    folder,
    stop,
    async restart() {
      await stop();
      const { port, hash } = new URL(url);
      await start(port, hash.replace('#token=', ''));
    },
  };
}

interface Fixtures {
  /** A running `annulus serve` over a folder with CeO2.tif, CeO2.poni and files that are none of either. */
  readonly server: Server;
  /** Workspace to begin in, by its name on the rail. */
  readonly workspace: 'Calibrate' | 'Mask' | 'Integrate' | 'Batch' | 'Setup';
  /** The window, opened; a violation of the content policy or an error in the page fails the test. */
  readonly window: Page;
}

interface WorkerFixtures {
  /** Folder with what is made once: a simulated image and its calibration. */
  readonly sample: string;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  sample: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'annulus-sample-'));
      await writeFile(join(folder, 'CeO2.poni'), PONI);
      await annulus(
        'simulate',
        '--calibrant',
        'CeO2',
        '--poni',
        join(folder, 'CeO2.poni'),
        '--out',
        join(folder, 'CeO2.tif'),
      );
      await use(folder);
      await rm(folder, { recursive: true });
    },
    { scope: 'worker' },
  ],

  server: async ({ sample }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'annulus-e2e-'));
    const root = join(folder, 'beamtime');
    await cp(sample, root, { recursive: true });
    await mkdir(join(root, 'series'));
    for (const name of ['scan_2.tif', 'scan_10.tif']) await cp(join(sample, 'CeO2.tif'), join(root, 'series', name));
    await writeFile(join(root, 'notes.txt'), 'Sample 3 was mounted upside down.\n');
    await writeFile(join(root, 'broken.tif'), 'II*\0 this is no image');
    const server = await startServer(root, join(folder, 'state'));
    await use(server);
    await server.stop();
    await rm(folder, { recursive: true });
  },

  workspace: ['Integrate', { option: true }],

  window: async ({ page, server, workspace }, use) => {
    const problems = await watchForProblems(page);
    await page.goto(server.url);
    await expect(page.getByRole('status').getByText('Connected')).toBeVisible();
    await page.getByRole('navigation', { name: 'Workspaces' }).getByRole('button', { name: workspace }).click();
    await use(page);
    expect(await problems()).toEqual([]);
  },
});

/** Collects errors of the page and violations of its content policy. */
async function watchForProblems(page: Page): Promise<() => Promise<string[]>> {
  const found: string[] = [];
  page.on('pageerror', (error) => found.push(`error: ${error.message}`));
  page.on('console', (message) => {
    const isExpected = /WebSocket connection to|ERR_CONNECTION/.test(message.text()); // while a test stops the server
    if (message.type() === 'error' && !isExpected) found.push(`console: ${message.text()}`);
  });
  await page.addInitScript(() => {
    const violations: string[] = [];
    Object.assign(globalThis, { policyViolations: violations });
    document.addEventListener('securitypolicyviolation', (event) => {
      violations.push(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  return async () => [
    ...found,
    ...(await page.evaluate(() => (globalThis as unknown as { policyViolations: string[] }).policyViolations)),
  ];
}

/** Drops files of the disk on the window, as a file manager would. */
export async function dropFiles(page: Page, ...paths: string[]): Promise<void> {
  const files = await Promise.all(
    paths.map(async (path) => ({ name: basename(path), data: (await readFile(path)).toString('base64') })),
  );
  const transfer = await page.evaluateHandle((all) => {
    const data = new DataTransfer();
    for (const file of all)
      data.items.add(new File([Uint8Array.from(atob(file.data), (c) => c.charCodeAt(0))], file.name));
    return data;
  }, files);
  for (const type of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent('body', type, { dataTransfer: transfer });
}

/** The pattern on screen, once it is there. */
export const patternPlot = (page: Page) => page.getByRole('application', { name: /^Pattern of/ });
export const imageView = (page: Page) => page.getByRole('application', { name: /pixels wide/ });

/** Value of the pattern on screen at `x`, read with the keyboard cursor as a user would. */
export async function readPattern(page: Page): Promise<{ x: number; intensity: number }> {
  const readout = page.locator('.pattern-plot .readout');
  const numbers = (await readout.locator('dd').allInnerTexts()).map(asNumber);
  return { x: numbers[0] ?? Number.NaN, intensity: numbers[1] ?? Number.NaN };
}

/** "−1.2·10⁶" → -1200000; uncertainties and units are left out. */
function asNumber(text: string): number {
  const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  const plain = text
    .replaceAll('−', '-')
    .replace(/\s*±.*$/, '')
    .replace(/·10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/, (_all, sign: string, power: string) => {
      return `e${sign ? '-' : ''}${[...power].map((digit) => digits.indexOf(digit)).join('')}`;
    });
  return Number.parseFloat(plain);
}

export { expect };
