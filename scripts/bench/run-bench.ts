import { availableParallelism } from 'node:os';
import { type BatchTimes, measureBatches } from './batch-case.ts';
import { type LiveTimes, measureLive } from './live-case.ts';
import { CAKE_CASE, createCakeCase } from './cake-case.ts';
import { measureCommandLine, type CommandLineTimes } from './command-line-case.ts';
import { createKernelCase, KERNEL_CASE } from './kernel-case.ts';
import { type Agreement, compareWithPeer, startPyfai } from './pyfai-peer.ts';
import { measureReaders, type ReaderTime } from './reader-case.ts';
import { type FrameTimes, measureSaxsdog, type SaxsdogTimes } from './saxsdog-case.ts';
import { lowest, median } from './times.ts';

export interface BenchOptions {
  readonly json: boolean;
  readonly peer: boolean;
  readonly repeats: number;
  /** Kernel, and small batches. */
  readonly quick: boolean;
}

interface KernelTimes {
  readonly shape: readonly [number, number];
  readonly npt: number;
  readonly split: string;
  readonly msPerFrame: number;
  readonly msPerFrameBatch: number;
  readonly msPlan: number;
}

interface PeerTimes {
  readonly name: string;
  readonly msPerFrame: number;
  readonly msPlan: number;
}

/** Frames of one batch: enough that its beginning and end do not count. */
const BATCH = 48;

/** Runs all cases and prints. Gives the exit code: 1 if the results of the peer differ from ours. */
export async function runBench({ json, peer, repeats, quick }: BenchOptions): Promise<number> {
  const workers = availableParallelism();
  const ours = await createKernelCase(workers);
  const cakes = createCakeCase(workers, ours.image);
  const pyfai = peer ? await startPyfai(ours.image, cakes.image) : null;
  const times = { frame: [] as number[], batch: [] as number[], plan: [] as number[] };
  const peerTimes = { frame: [] as number[], plan: [] as number[] };
  const cakeTimes = { frame: [] as number[], plan: [] as number[] };
  const peerCakeTimes = { frame: [] as number[], plan: [] as number[] };
  let cakeDifference: number | null = null;
  let agreement: Agreement | null = null;
  try {
    await ours.warmUp();
    for (let repeat = 0; repeat < repeats; repeat++) {
      // Turn by turn, so that whatever else the machine does hits both.
      times.plan.push(await ours.plan(repeat));
      if (pyfai) peerTimes.plan.push(await pyfai.plan(repeat));
      for (let i = 0; i < 5; i++) times.frame.push(await ours.frame());
      if (pyfai) for (let i = 0; i < 5; i++) peerTimes.frame.push(await pyfai.frame());
      times.batch.push((await ours.batch(BATCH)) / BATCH);
      cakeTimes.plan.push(await cakes.plan(repeat));
      if (pyfai) peerCakeTimes.plan.push(await pyfai.cakePlan(repeat));
      for (let i = 0; i < 5; i++) cakeTimes.frame.push(await cakes.frame());
      if (pyfai) for (let i = 0; i < 5; i++) peerCakeTimes.frame.push(await pyfai.cake());
    }
    if (pyfai) cakeDifference = largestDifference(await cakes.pattern(), await pyfai.cakePattern());
    if (pyfai) agreement = compareWithPeer(await ours.pattern(), await pyfai.pattern());
  } finally {
    await pyfai?.close();
    await cakes.close();
    await ours.close();
  }

  const kernel: KernelTimes = {
    shape: KERNEL_CASE.shape,
    npt: KERNEL_CASE.settings.npt,
    split: KERNEL_CASE.settings.split,
    msPerFrame: lowest(times.frame),
    msPerFrameBatch: lowest(times.batch),
    msPlan: lowest(times.plan) - lowest(times.frame),
  };
  const medians = { msPerFrame: median(times.frame), msPerFrameBatch: median(times.batch), msPlan: median(times.plan) };
  const peerKernel: PeerTimes | null = pyfai && {
    name: pyfai.name,
    msPerFrame: lowest(peerTimes.frame),
    msPlan: lowest(peerTimes.plan) - lowest(peerTimes.frame),
  };
  const ratios = peerKernel && {
    frame: peerKernel.msPerFrame / kernel.msPerFrame,
    batch: peerKernel.msPerFrame / kernel.msPerFrameBatch,
    plan: peerKernel.msPlan / kernel.msPlan,
  };
  const cake = {
    shape: CAKE_CASE.shape,
    npt: CAKE_CASE.settings.npt,
    cakes: CAKE_CASE.cut.azimuthBins,
    split: CAKE_CASE.settings.split,
    msPerFrame: lowest(cakeTimes.frame),
    msPlan: lowest(cakeTimes.plan) - lowest(cakeTimes.frame),
    peer: pyfai && {
      msPerFrame: lowest(peerCakeTimes.frame),
      msPlan: lowest(peerCakeTimes.plan) - lowest(peerCakeTimes.frame),
    },
    difference: cakeDifference,
  };
  const readers: readonly ReaderTime[] = quick ? [] : await measureReaders(ours.image);
  const commandLine: CommandLineTimes | null = quick ? null : await measureCommandLine(ours.image);
  const saxsdog: SaxsdogTimes | null =
    quick && !peer ? null : await measureSaxsdog(peer, quick ? Math.min(repeats, 5) : repeats);
  const batches = peer || !quick ? await measureBatches(pyfai?.python ?? null, quick) : [];
  const live: readonly LiveTimes[] = quick ? [] : await measureLive();
  const machine = { cores: workers, node: process.version, platform: `${process.platform} ${process.arch}` };
  const report = {
    kernel,
    medians,
    peer: peerKernel,
    ratios,
    agreement,
    cake,
    readers,
    commandLine,
    batches,
    live,
    saxsdog,
    machine,
  };
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : describe(report));
  return agreement && !agreement.agrees ? 1 : 0;
}

interface CakeTimes {
  readonly shape: readonly [number, number];
  readonly npt: number;
  readonly cakes: number;
  readonly split: string;
  readonly msPerFrame: number;
  readonly msPlan: number;
  readonly peer: { readonly msPerFrame: number; readonly msPlan: number } | null;
  /** Largest relative difference of the means over the azimuth. */
  readonly difference: number | null;
}

/** First and last bins aside, which hold few pixels. */
function largestDifference(ours: Float64Array, theirs: Float64Array): number {
  let worst = 0;
  for (let bin = 5; bin < ours.length - 5; bin++) worst = Math.max(worst, Math.abs(theirs[bin]! / ours[bin]! - 1));
  return worst;
}

interface Report {
  readonly kernel: KernelTimes;
  readonly medians: Pick<KernelTimes, 'msPerFrame' | 'msPerFrameBatch' | 'msPlan'>;
  readonly peer: PeerTimes | null;
  readonly ratios: { readonly frame: number; readonly batch: number; readonly plan: number } | null;
  readonly agreement: Agreement | null;
  readonly cake: CakeTimes;
  readonly readers: readonly ReaderTime[];
  readonly commandLine: CommandLineTimes | null;
  readonly batches: readonly BatchTimes[];
  readonly live: readonly LiveTimes[];
  readonly saxsdog: SaxsdogTimes | null;
  readonly machine: { readonly cores: number; readonly node: string; readonly platform: string };
}

function describe(report: Report): string {
  const { kernel, medians, peer, ratios, agreement, cake, readers, commandLine, batches, live, saxsdog, machine } =
    report;
  const ms = (value: number): string => value.toFixed(value < 10 ? 2 : 0).padStart(8);
  const lines = [
    `${machine.cores} cores, Node ${machine.node}, ${machine.platform}`,
    `${kernel.shape.join(' × ')} int32, ${kernel.npt} bins, ${kernel.split}; milliseconds, best of all rounds (median)`,
    '',
    `                     annulus          ${peer ? `   ${peer.name}   ratio` : ''}`,
  ];
  const row = (label: string, best: number, middle: number, other?: number, ratio?: number): void => {
    const beside = other === undefined || ratio === undefined ? '' : `${ms(other)}  ${ratio.toFixed(1).padStart(8)} ×`;
    lines.push(`${label.padEnd(18)}${ms(best)} (${ms(middle).trim()})`.padEnd(40) + beside);
  };
  row('one frame', kernel.msPerFrame, medians.msPerFrame, peer?.msPerFrame, ratios?.frame);
  row('frame of a batch', kernel.msPerFrameBatch, medians.msPerFrameBatch, peer?.msPerFrame, ratios?.batch);
  row('plan', kernel.msPlan, medians.msPlan, peer?.msPlan, ratios?.plan);
  const cakeLabel = `cake ${cake.cakes} × ${cake.npt}`;
  for (const [label, own, other] of [
    [cakeLabel, cake.msPerFrame, cake.peer?.msPerFrame],
    ['  its plan', cake.msPlan, cake.peer?.msPlan],
  ] as const)
    lines.push(
      `${label.padEnd(18)}${ms(own)}`.padEnd(40) +
        (other === undefined ? '' : `${ms(other)}  ${(other / own).toFixed(1).padStart(8)} ×`),
    );
  if (agreement)
    lines.push(
      '',
      `largest relative difference of the intensities ${agreement.worst.toExponential(1)}` +
        (agreement.agrees ? '' : `: more than ${agreement.limit}, the results do not agree`),
    );
  if (readers.length > 0) {
    lines.push('', 'reading a frame      ms   file');
    for (const { format, milliseconds, megabytes } of readers)
      lines.push(`${format.padEnd(14)}${ms(milliseconds)}   ${megabytes.toFixed(1)} MB`);
  }
  if (commandLine)
    lines.push(
      '',
      `annulus integrate, ${commandLine.files} files: ${commandLine.seconds.toFixed(2)} s in all, ` +
        `${ms(commandLine.msPerFile).trim()} ms per further file`,
    );
  if (batches.length > 0) {
    lines.push('', 'whole commands               frames  annulus, s    peer, s     ratio');
    const batchRow = (label: string, frames: string, own: number, other: number | null | undefined): void => {
      const beside =
        other === null || other === undefined
          ? ''
          : `${other.toFixed(2).padStart(11)}${(other / own).toFixed(1).padStart(8)} ×`;
      lines.push(label.padEnd(30) + frames.padStart(5) + own.toFixed(2).padStart(12) + beside);
    };
    for (const { label, frames, own, peer: other } of batches) {
      batchRow(label, String(frames), own.seconds, other?.seconds);
      if (own.processor !== null) batchRow('  processor time', '', own.processor, other?.processor);
    }
  }
  for (const { perSecond, files, done, median: middle, lowest: least, highest } of live)
    lines.push(
      '',
      `annulus watch, ${perSecond} files of 1 M pixels per second: ${done} of ${files} done, ` +
        `${ms(middle).trim()} ms after the last byte (${ms(least).trim()} to ${ms(highest).trim()})`,
    );
  if (saxsdog) {
    const { msSetUp, msPerFrame, own, peer: scipy } = saxsdog;
    lines.push(
      '',
      `SAXSdog, 1043 × 981, oversampling 3: set-up ${ms(msSetUp).trim()} ms, a frame ${ms(msPerFrame).trim()} ms`,
      `from image to .chi, ms      annulus   ${scipy ? `${scipy.name}   ratio` : ''}`,
    );
    const rows: readonly [string, (times: FrameTimes) => number][] = [
      ['whole frame', (times) => times.msWholeFrame],
      ['  processor time', (times) => times.msProcessor],
      ['with the deviation', (times) => times.msWithDeviation],
      ['  processor time', (times) => times.msProcessorWithDeviation],
    ];
    for (const [label, of] of rows)
      lines.push(
        `${label.padEnd(24)}${ms(of(own))}` +
          (scipy ? `    ${ms(of(scipy))}  ${(of(scipy) / of(own)).toFixed(1).padStart(8)} ×` : ''),
      );
  }
  return `${lines.join('\n')}\n`;
}
