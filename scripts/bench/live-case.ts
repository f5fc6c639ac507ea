import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatPoni } from '../../src-shared/format/poni-file.ts';
import { writeTiff } from '../../src-shared/format/tiff-writer.ts';
import { KERNEL_CASE } from './kernel-case.ts';
import { lowest, median } from './times.ts';

/** Images that arrive in a folder that is watched. */
export interface LiveTimes {
  readonly perSecond: number;
  readonly files: number;
  /** Results that came. */
  readonly done: number;
  /** From the end of writing to the name of the result on standard output, ms. */
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

const SHAPE = [1024, 1024] as const;
/** Starts, and makes the plan with the first image. */
const START_MS = 3000;

/** @returns nothing where the command line is not built */
export async function measureLive(): Promise<readonly LiveTimes[]> {
  if (!existsSync('out/main/cli.mjs')) return [];
  const samples = Uint16Array.from({ length: SHAPE[0] * SHAPE[1] }, (_, i) => 100 + ((i * 7919) % 997));
  const image = writeTiff({ samples, shape: SHAPE, metadata: { header: {} } });
  return [await watchArrivals(image, 5, 25), await watchArrivals(image, 50, 500)];
}

async function watchArrivals(image: Uint8Array, perSecond: number, files: number): Promise<LiveTimes> {
  const folder = await mkdtemp(join(tmpdir(), 'annulus-bench-live-'));
  try {
    const [poni, input, out] = ['case.poni', 'in', 'out'].map((name) => join(folder, name)) as [string, string, string];
    await mkdir(input);
    await writeFile(poni, formatPoni(KERNEL_CASE.calibration, { program: 'annulus bench' }));
    const command = ['bin/annulus.mjs', 'watch', input, '--poni', poni, '--out', out, '--stop-after', '5'];
    const watching = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = new Promise((resolve) => watching.on('close', resolve));
    const doneAt = new Map<string, number>();
    createInterface(watching.stdout).on('line', (line) => {
      doneAt.set(basename(line, '.xy'), performance.now());
    });
    await sleep(START_MS);
    await writeFile(join(input, 'first.tif'), image);
    await sleep(START_MS);

    const writtenAt = new Map<string, number>();
    const start = performance.now();
    for (let i = 0; i < files; i++) {
      const name = String((i * 7) % files).padStart(5, '0'); // out of order
      await writeFile(join(input, `${name}.tif`), image);
      writtenAt.set(name, performance.now());
      await sleep(Math.max(0, start + ((i + 1) * 1000) / perSecond - performance.now()));
    }
    await ended;
    const waits = [...writtenAt].flatMap(([name, at]) => {
      const done = doneAt.get(name);
      return done === undefined ? [] : [done - at];
    });
    return {
      ...{ perSecond, files, done: waits.length },
      ...{ median: median(waits), lowest: lowest(waits), highest: Math.max(...waits) },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
