import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { formatPoni } from '../../src-shared/format/poni-file.ts';
import { writeTiff } from '../../src-shared/format/tiff-writer.ts';
import type { Shape } from '../../src-shared/model/detector-image.ts';
import { KERNEL_CASE } from './kernel-case.ts';
import { type CommandTime, timeCommand } from './time-command.ts';

/** A batch, timed from the start of the process to its end. */
export interface BatchTimes {
  readonly label: string;
  readonly frames: number;
  /** The quickest round. */
  readonly own: CommandTime;
  /** null where no peer was asked for. */
  readonly peer: CommandTime | null;
}

const SHAPE: Shape = [1441, 1440];
const STACK_SHAPE: Shape = [2048, 2048];
const NPT = 10000;
const CAKES = 36;
const STACK_NPT = 2000;
const PEER = 'scripts/bench/batch-peer.py';

const run = promisify(execFile);

/**
 * Whole commands on many files, turn by turn with the same in pyFAI.
 *
 * @param python  interpreter that has pyFAI; null: no peer, and no stack, which is written with its h5py
 * @param quick  few frames, once
 * @returns nothing where the command line is not built
 */
export async function measureBatches(python: string | null, quick: boolean): Promise<readonly BatchTimes[]> {
  if (!existsSync('out/main/cli.mjs')) return [];
  const counts = quick ? { text: 12, cakes: 4, stack: 8 } : { text: 240, cakes: 240, stack: 200 };
  const rounds = quick ? 1 : 3;
  const folder = await mkdtemp(join(tmpdir(), 'annulus-bench-'));
  try {
    const poni = join(folder, 'case.poni');
    await writeFile(poni, formatPoni(KERNEL_CASE.calibration, { program: 'annulus bench' }));
    const compare = async (
      label: string,
      frames: number,
      ours: readonly string[],
      theirs: Readonly<Record<string, string | number>>,
    ): Promise<BatchTimes> => {
      const times: CommandTime[] = [];
      const peerTimes: CommandTime[] = [];
      const out = join(folder, 'out');
      for (let round = 0; round < rounds; round++) {
        times.push(
          await timeCommand(process.execPath, ['bin/annulus.mjs', ...ours, '--poni', poni, '--out', out, '--quiet']),
        );
        await rm(out, { recursive: true });
        if (python === null) continue;
        peerTimes.push(await timeCommand(python, [PEER, JSON.stringify({ ...theirs, poni, out })]));
        await rm(out, { recursive: true });
      }
      return {
        label,
        frames,
        own: quickest(times),
        peer: peerTimes.length > 0 ? quickest(peerTimes) : null,
      };
    };

    const batches: BatchTimes[] = [];
    const tiffs = await writeTiffs(join(folder, 'text'), counts.text);
    batches.push(
      await compare(`TIFF to ${NPT} bins, text`, counts.text, ['integrate', tiffs, '--npt', String(NPT)], {
        ...{ do: 'text', in: tiffs, npt: NPT },
      }),
    );
    const fewer = await writeTiffs(join(folder, 'cakes'), counts.cakes);
    for (const layout of ['xrdfit', 'xrdfit-blank'])
      batches.push(
        await compare(
          `TIFF to ${CAKES} cakes, ${layout}`,
          counts.cakes,
          ['cake', fewer, '--npt', String(NPT), '--cakes', String(CAKES), '--layout', layout],
          { do: 'cakes', in: fewer, npt: NPT, cakes: CAKES, layout },
        ),
      );
    if (python !== null) {
      const image = join(folder, 'image.raw');
      await writeFile(image, new Uint8Array(rings(STACK_SHAPE, 0).buffer));
      const stack = join(folder, 'stack.h5');
      const made = await runPeer(python, { make: stack, image, shape: STACK_SHAPE, frames: counts.stack });
      const { filter } = JSON.parse(made) as { filter: string };
      batches.push(
        await compare(
          `HDF5 (${filter}) to HDF5`,
          counts.stack,
          ['integrate', stack, '--npt', String(STACK_NPT), '--format', 'h5'],
          { do: 'stack', in: stack, npt: STACK_NPT },
        ),
      );
    }
    return batches;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** By both clocks, which need not be the same round. */
function quickest(times: readonly CommandTime[]): CommandTime {
  const processor = times.map((time) => time.processor).filter((time) => time !== null);
  return {
    seconds: Math.min(...times.map(({ seconds }) => seconds)),
    processor: processor.length > 0 ? Math.min(...processor) : null,
  };
}

async function runPeer(python: string, what: object): Promise<string> {
  return (await run(python, [PEER, JSON.stringify(what)])).stdout;
}

/** @returns the folder */
async function writeTiffs(folder: string, count: number): Promise<string> {
  await mkdir(folder);
  for (let i = 0; i < count; i++) {
    const image = { samples: rings(SHAPE, i), shape: SHAPE, metadata: { header: {} } };
    await writeFile(join(folder, `frame_${String(i).padStart(4, '0')}.tif`), writeTiff(image));
  }
  return folder;
}

/** Rings on a falling background, a little brighter from frame to frame. */
function rings([rows, columns]: Shape, frame: number): Uint16Array<ArrayBuffer> {
  const samples = new Uint16Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const r = Math.hypot(row - rows / 2, column - columns / 2);
      const noise = (row * 7919 + column * 104729 + frame * 31) % 97;
      samples[row * columns + column] = 200 + frame + noise + 4e4 / (40 + r) + (r % 80 < 3 ? 900 : 0);
    }
  return samples;
}
