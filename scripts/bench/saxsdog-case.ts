import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { newSaxsdogCalibration } from '../../src-shared/format/saxsdog-calibration-file.ts';
import { writeTiff } from '../../src-shared/format/tiff-writer.ts';
import { integrateLabels } from '../../src-shared/saxsdog/integrate-labels.ts';
import { buildLabelPlan } from '../../src-shared/saxsdog/build-label-plan.ts';
import { createSaxsdogEngine } from '../../src-main/service/saxsdog-engine.ts';
import { processSaxsdogImage } from '../../src-main/service/saxsdog-job.ts';
import { lowest, timeOf } from './times.ts';

export interface SaxsdogTimes {
  readonly msSetUp: number;
  /** Image in memory to curve */
  readonly msPerFrame: number;
  /** Image file to .chi file */
  readonly msWholeFrame: number;
  /**
   * The same arithmetic with SciPy, image file to text file; also with the deviation, which the original computes for
   * every frame. null where it was not asked for.
   */
  readonly peer: { readonly name: string; readonly msWholeFrame: number; readonly msWithDeviation: number } | null;
  /** Largest relative difference of the intensities */
  readonly difference: number | null;
}

const SHAPE = [1043, 981] as const;

/** SAXSdog's example: 1 M pixels, oversampling 3, bins of one pixel. */
export async function measureSaxsdog(withPeer: boolean, repeats: number): Promise<SaxsdogTimes> {
  const folder = await mkdtemp(join(tmpdir(), 'annulus-bench-'));
  const calibration = newSaxsdogCalibration();
  calibration.Geometry.BeamCenter = [808.37, 387.772];
  calibration.Geometry.DedectorDistanceMM = 1031.657;
  calibration.Geometry.Tilt = { TiltRotDeg: 73.569, TiltAngleDeg: -0.56 };
  const mask = new Uint8Array(SHAPE[0] * SHAPE[1]);
  const samples = Int32Array.from(mask, (_, p) => 20 + ((p * 7919) % 1013));
  const image = join(folder, 'image.tif');
  await mkdir(join(folder, 'out'));
  await writeFile(image, writeTiff({ samples, shape: SHAPE }));
  const engine = await createSaxsdogEngine({
    name: 'bench',
    text: JSON.stringify(calibration),
    compatible: false,
    readMask: async (name) => ({ name, shape: SHAPE, mask }),
  });
  const job = { engine, placement: { relative: 'out' }, overwrites: true };
  const { signal } = new AbortController();
  const peer = withPeer ? startPeer(image) : null;
  const times = { setUp: [] as number[], frame: [] as number[], whole: [] as number[] };
  const peerTimes = { whole: [] as number[], deviation: [] as number[] };
  try {
    await peer?.ready;
    for (let repeat = 0; repeat < repeats; repeat++) {
      // Turn by turn, so that whatever else the machine does hits both.
      let plan = buildLabelPlan(calibration, calibration.Masks[0], mask, { compatible: true });
      times.setUp.push(
        await timeOf(async () => {
          plan = buildLabelPlan(calibration, calibration.Masks[0], mask, { compatible: false });
        }),
      );
      for (let i = 0; i < 5; i++) times.frame.push(await timeOf(async () => integrateLabels(plan, samples)));
      for (let i = 0; i < 5; i++) {
        times.whole.push(await timeOf(() => processSaxsdogImage(job, image, signal)));
        if (!peer) continue;
        const { whole, deviation } = await peer.frame(join(folder, 'peer.txt'));
        peerTimes.whole.push(whole);
        peerTimes.deviation.push(whole + deviation);
      }
    }
    const difference = peer
      ? differenceOf(await readFile(join(folder, 'out', 'image.chi'), 'latin1'), await readFile(join(folder, 'peer.txt'), 'latin1')) // prettier-ignore
      : null;
    return {
      msSetUp: lowest(times.setUp),
      msPerFrame: lowest(times.frame),
      msWholeFrame: lowest(times.whole),
      peer: peer && {
        name: `SciPy ${await peer.ready}`,
        msWholeFrame: lowest(peerTimes.whole),
        msWithDeviation: lowest(peerTimes.deviation),
      },
      difference,
    };
  } finally {
    await peer?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** SciPy in a process of its own. @throws Error  if no Python with SciPy and Pillow is there */
function startPeer(image: string) {
  const described = JSON.stringify({
    image,
    shape: SHAPE,
    oversampling: 3,
    centre: [808.37, 387.772],
    pixel: 0.172,
    distance: 1031.657,
    tilt: -0.56,
    rotation: 73.569,
    wavelength: 1.54,
  });
  const python = process.env['PYTHON'] ?? '/usr/bin/python3';
  const child = spawn(python, ['scripts/bench/saxsdog-peer.py', described], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.on('error', () => undefined); // seen as a process without an answer
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Record<string, unknown>> => {
    const { value, done } = await lines.next();
    if (done === true)
      throw new Error('No Python with SciPy and Pillow was found: install python3-scipy, python3-pil.');
    return JSON.parse(value) as Record<string, unknown>;
  };
  return {
    ready: answer().then(({ version }) => String(version)),
    async frame(out: string): Promise<{ readonly whole: number; readonly deviation: number }> {
      child.stdin.write(`${out}\n`);
      const { milliseconds, deviation } = await answer();
      return { whole: Number(milliseconds), deviation: Number(deviation) };
    },
    async close(): Promise<void> {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'close');
    },
  };
}

function differenceOf(chi: string, text: string): number {
  const numbers = (line: string): number[] => line.trim().split(/\s+/).map(Number);
  const own = chi.trimEnd().split('\n').slice(4).map(numbers);
  const other = text.trimEnd().split('\n').map(numbers);
  if (own.length !== other.length) return Infinity;
  return Math.max(...own.map(([, value], k) => Math.abs(value! / other[k]![1]! - 1)).filter((d) => !Number.isNaN(d)));
}
