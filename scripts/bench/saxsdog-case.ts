import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { newSaxsdogCalibration } from '../../src-shared/format/saxsdog-calibration-file.ts';
import { writeTiff } from '../../src-shared/format/tiff-writer.ts';
import { deviationOf, integrateLabels } from '../../src-shared/saxsdog/integrate-labels.ts';
import { buildLabelPlan } from '../../src-shared/saxsdog/build-label-plan.ts';
import { loadKernel } from '../../src-main/kernel/kernel.ts';
import { createLabelKernel } from '../../src-main/kernel/label-kernel.ts';
import { createSaxsdogEngine, type SaxsdogSource } from '../../src-main/service/saxsdog-engine.ts';
import { processSaxsdogImage, type SaxsdogJob } from '../../src-main/service/saxsdog-job.ts';
import { lowest, median, timeOf } from './times.ts';

export interface SaxsdogTimes {
  readonly msSetUp: number;
  /** Processor time of the same, all threads, lowest */
  readonly msSetUpProcessor: number;
  /** Image in memory to curve */
  readonly msPerFrame: number;
  readonly own: FrameTimes;
  /** The same arithmetic with SciPy; null where it was not asked for. */
  readonly peer: (FrameTimes & { readonly name: string }) | null;
  /** Largest relative difference of the intensities */
  readonly difference: number | null;
}

/** Image file to text file of one frame, also with the standard deviation, which the original computes for every frame. */
export interface FrameTimes {
  readonly msWholeFrame: number;
  readonly msWithDeviation: number;
  /** Processor time, all threads, median of all frames */
  readonly msProcessor: number;
  readonly msProcessorWithDeviation: number;
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
  const source: SaxsdogSource = {
    name: 'bench',
    text: JSON.stringify(calibration),
    compatible: false,
    readMask: async (name) => ({ name, shape: SHAPE, mask }),
  };
  const engine = await createSaxsdogEngine(source);
  const job: SaxsdogJob = {
    engine,
    settings: {
      path: source.name,
      text: source.text,
      compatible: false,
      placement: { relative: 'out' },
      resumes: false,
      svg: false,
      png: false,
      plot: false,
    },
  };
  const chi = join(folder, 'out', 'image.chi');
  const peerText = join(folder, 'peer.txt');
  const peer = withPeer ? startPeer(image) : null;
  const plan = buildLabelPlan(calibration, calibration.Masks[0], mask, { compatible: false });
  const kernel = createLabelKernel(await loadKernel(), [plan], 1);
  const sums = kernel.sums[0]!;
  const read = kernel.openRoom().take(samples.byteLength)!;
  const inRoom = new Int32Array(read.buffer, read.byteOffset, samples.length);
  inRoom.set(samples); // as if it had been read
  const curve = integrateLabels(plan, inRoom, sums);
  const setUps: Cost[] = [];
  const frames: number[] = [];
  const own = createFrameLog();
  const others = createFrameLog();
  try {
    await peer?.ready;
    for (let repeat = 0; repeat < repeats; repeat++) {
      // Turn by turn, so that whatever else the machine does hits both.
      setUps.push(await costOf(() => createSaxsdogEngine(source)));
      for (let i = 0; i < 5; i++) frames.push(await timeOf(async () => integrateLabels(plan, samples, sums)));
      for (let i = 0; i < 5; i++) {
        // New files, as in a directory of new images: to replace one costs the disk more.
        await Promise.all([chi, peerText].map((path) => rm(path, { force: true })));
        const whole = await costOf(() => processSaxsdogImage(job, image));
        own.add(whole, await costOf(async () => deviationOf(plan, inRoom, curve, sums)));
        if (!peer) continue;
        const answer = await peer.frame(peerText);
        others.add(answer.whole, answer.deviation);
      }
    }
    const difference = peer ? differenceOf(await readFile(chi, 'latin1'), await readFile(peerText, 'latin1')) : null;
    return {
      msSetUp: lowest(setUps.map(({ milliseconds }) => milliseconds)),
      msSetUpProcessor: lowest(setUps.map(({ processor }) => processor)),
      msPerFrame: lowest(frames),
      own: own.times(),
      peer: peer && { name: `SciPy ${await peer.ready}`, ...others.times() },
      difference,
    };
  } finally {
    await peer?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Cost {
  readonly milliseconds: number;
  /** Of all threads, ms */
  readonly processor: number;
}

async function costOf(run: () => Promise<unknown>): Promise<Cost> {
  const before = process.cpuUsage();
  const milliseconds = await timeOf(run);
  const { user, system } = process.cpuUsage(before);
  return { milliseconds, processor: (user + system) / 1000 };
}

function createFrameLog() {
  const log: { readonly whole: Cost; readonly deviation: Cost }[] = [];
  return {
    add: (whole: Cost, deviation: Cost): void => void log.push({ whole, deviation }),
    times: (): FrameTimes => ({
      msWholeFrame: lowest(log.map(({ whole }) => whole.milliseconds)),
      msWithDeviation: lowest(log.map(({ whole, deviation }) => whole.milliseconds + deviation.milliseconds)),
      msProcessor: median(log.map(({ whole }) => whole.processor)),
      msProcessorWithDeviation: median(log.map(({ whole, deviation }) => whole.processor + deviation.processor)),
    }),
  };
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
    async frame(out: string): Promise<{ readonly whole: Cost; readonly deviation: Cost }> {
      child.stdin.write(`${out}\n`);
      const [whole, deviation] = (await answer())['costs'] as [[number, number], [number, number]];
      return {
        whole: { milliseconds: whole[0], processor: whole[1] },
        deviation: { milliseconds: deviation[0], processor: deviation[1] },
      };
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
