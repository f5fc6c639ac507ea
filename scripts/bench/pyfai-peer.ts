import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { CAKE_CASE, cakeGeometry, radialMeans } from './cake-case.ts';
import { KERNEL_CASE, type Pattern, planGeometry } from './kernel-case.ts';

/** pyFAI in a process of its own, which waits while nothing is asked of it. Times are taken inside it, in ms. */
export interface Peer {
  readonly name: string;
  /** The interpreter that has it. */
  readonly python: string;
  frame(): Promise<number>;
  /** A plan and its first frame. */
  plan(round: number): Promise<number>;
  pattern(): Promise<Pattern>;
  cake(): Promise<number>;
  /** A cake's plan and its first frame. */
  cakePlan(round: number): Promise<number>;
  cakePattern(): Promise<Float64Array>;
  close(): Promise<void>;
}

/** @throws Error  if no Python with pyFAI is there */
export async function startPyfai(image: DetectorImage, cakeImage: DetectorImage): Promise<Peer> {
  const folder = await mkdtemp(join(tmpdir(), 'annulus-bench-'));
  const file = join(folder, 'image.raw');
  const cakeFile = join(folder, 'cake.raw');
  for (const [path, { samples }] of [
    [file, image],
    [cakeFile, cakeImage],
  ] as const)
    await writeFile(path, new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  const { shape, calibration, settings } = KERNEL_CASE;
  const setUp = { file, shape, geometry: calibration.geometry, pixel: calibration.detector.pixel1, ...settings };
  const cake = {
    file: cakeFile,
    shape: CAKE_CASE.shape,
    geometry: CAKE_CASE.calibration.geometry,
    npt: CAKE_CASE.settings.npt,
    split: CAKE_CASE.settings.split,
    cakes: CAKE_CASE.cut.azimuthBins,
  };
  const described = JSON.stringify({ ...setUp, cake });

  for (const python of [process.env['PYTHON'], '/usr/bin/python3', 'python3'].filter((name) => name !== undefined)) {
    const child = spawn(python, ['scripts/bench/pyfai-peer.py', described], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.on('error', () => undefined); // seen as a process without an answer
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const ask = async (command: object | null): Promise<Record<string, unknown>> => {
      if (command) child.stdin.write(`${JSON.stringify(command)}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error('pyFAI ended');
      return JSON.parse(value) as Record<string, unknown>;
    };
    const hello = await ask(null).catch(() => null);
    if (!hello) continue;
    const milliseconds = async (command: object): Promise<number> => Number((await ask(command))['milliseconds']);
    return {
      name: `pyFAI ${String(hello['version'])} (CSR)`,
      python,
      frame: () => milliseconds({ do: 'frame' }),
      plan: (round) => milliseconds({ do: 'plan', geometry: planGeometry(round) }),
      async pattern() {
        const out = join(folder, 'pattern.raw');
        await ask({ do: 'pattern', out });
        const bytes = await readFile(out);
        const values = new Float64Array(new Uint8Array(bytes).buffer);
        return { radial: values.slice(0, settings.npt), intensity: values.slice(settings.npt) };
      },
      cake: () => milliseconds({ do: 'cake' }),
      cakePlan: (round) => milliseconds({ do: 'cake-plan', geometry: cakeGeometry(round) }),
      async cakePattern() {
        const out = join(folder, 'cake-sums.raw');
        await ask({ do: 'cake-sums', out });
        const values = new Float64Array(new Uint8Array(await readFile(out)).buffer);
        return radialMeans(values.subarray(0, values.length / 2), values.subarray(values.length / 2));
      },
      async close() {
        child.stdin.end();
        await once(child, 'close');
        await rm(folder, { recursive: true, force: true });
      },
    };
  }
  await rm(folder, { recursive: true, force: true });
  throw new Error('No Python with pyFAI was found: install python3-pyfai, or name an interpreter in PYTHON.');
}

export interface Agreement {
  readonly agrees: boolean;
  /** Largest relative difference of the intensities, first and last bin aside. */
  readonly worst: number;
  readonly limit: number;
}

/** pyFAI keeps pixel corners as 32-bit floats, which moves intensities by up to 8e-5 of their value. */
const LIMIT = 2e-4;

export function compareWithPeer(ours: Pattern, theirs: Pattern): Agreement {
  let worst = 0;
  for (let bin = 1; bin < ours.intensity.length - 1; bin++)
    worst = Math.max(worst, Math.abs(theirs.intensity[bin]! / ours.intensity[bin]! - 1));
  return { agrees: worst <= LIMIT, worst, limit: LIMIT };
}
