import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createBatchRun } from '../../src-main/batch/batch-run.ts';
import type { BatchWriter, IntegrateFrames } from '../../src-main/batch/frame-result.ts';
import type { FrameJob } from '../../src-main/batch/plan-outputs.ts';
import { createStageClock } from '../../src-main/batch/stage-clock.ts';
import { formatSummaryCsv } from '../../src-main/batch/summary-csv.ts';
import { isSaturated } from '../../src-main/worker/is-saturated.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { BATCH_FLAGS } from '../../src-shared/rpc/batch-contract.ts';

type Job = FrameJob<'xy'>;

const never = new AbortController().signal;

function jobs(count: number, hdf5?: string): Job[] {
  const summary = {
    formatId: 'npy',
    shape: [10, 10],
    sampleType: 'uint16',
    frameCount: count,
    metadata: { header: {} },
  } as const;
  const file = { input: { path: 'stack.npy' }, summary, frames: [], hdf5 };
  return Array.from({ length: count }, (_, frame) => ({
    file,
    frame,
    outputs: [{ format: 'xy', path: `${frame}.xy` }],
  }));
}

/** Integrates nothing: the value of a frame is its number, its pattern is constant. */
const integrate: IntegrateFrames<number, 'xy'> = async function* (keyed) {
  for (const { key, job } of keyed) {
    await Promise.resolve();
    if (job.frame === 3) yield { key, error: new AppError('format', 'Frame 3 is damaged.') };
    else {
      const level = job.frame === 8 ? 900 : 100 + job.frame;
      const pattern = { radial: Float64Array.of(1, 2, 3), intensity: Float64Array.of(level, NaN, level) };
      const rest = {
        pixels: 80.0000612, // pixels that were split between bins add up to nearly a whole number
        ignoredPixels: 20,
        isSaturated: job.frame === 1,
        planHash: 'p',
        times: { read: 3, integrate: 1 },
      };
      yield { key, result: { value: job.frame, ...pattern, ...rest } };
    }
  }
};

function createWriter(fails: (frame: number) => boolean = () => false) {
  const order: number[] = [];
  const written = new Set<string>();
  const writer: BatchWriter<number, 'xy'> = {
    written,
    async write(job, value) {
      await Promise.resolve();
      if (fails(value)) throw new AppError('disk', 'The disk is full.');
      order.push(value);
      for (const { path } of job.outputs) written.add(path);
      return { bytes: 10, format: 1, write: 1 };
    },
    flush: () => Promise.resolve(),
    finish: () => Promise.resolve(),
    abandon: () => Promise.resolve(),
  };
  return { writer, order };
}
const base = { shape: () => [10, 10] as const, integrate, pendingWrites: 4, onDiskProblem: 'pause' } as const;

describe('createBatchRun', () => {
  it('counts frames that a cancelled run gives up as waiting, not as failed', async () => {
    const { writer } = createWriter();
    let giveUp: (reason: AppError) => void = () => undefined;
    const write: typeof writer.write = () =>
      new Promise((_, reject) => {
        giveUp = reject;
      });
    const run = createBatchRun({ ...base, writer: { ...writer, write }, pendingWrites: 1 });
    run.add(jobs(2));
    while (run.frames.count('running') === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const cancelled = run.cancel();
    await new Promise((resolve) => setTimeout(resolve, 1));
    giveUp(new AppError('cancelled', 'The worker threads have been shut down.'));
    await cancelled;
    expect(run.frames.inState('failed')).toEqual([]);
    expect(run.frames.inState('waiting')).toEqual([0, 1]);
  });

  it('does a frame once more that is written again while it is under way', async () => {
    const { writer, order } = createWriter();
    let release: () => void = () => undefined;
    const write: typeof writer.write = async (job, value) => {
      if (order.length === 0) await new Promise<void>((resolve) => (release = resolve));
      return writer.write(job, value);
    };
    const run = createBatchRun({ ...base, writer: { ...writer, write }, pendingWrites: 1 });
    run.add(jobs(1));
    while (run.frames.count('running') === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    run.repeat([0]);
    await new Promise((resolve) => setTimeout(resolve, 1));
    release();
    await run.finished;
    expect(order).toEqual([0, 0]);
    expect([run.state, run.frames.inState('done')]).toEqual(['done', [0]]);
  });

  it('goes on after a frame that fails, which keeps its reason', async () => {
    const { writer, order } = createWriter();
    const run = createBatchRun({ ...base, writer });
    run.add(jobs(12));
    await run.finished;
    expect(order).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(run.frames.inState('failed')).toEqual([3]);
    expect(run.frames.at(3).reason).toBe('Frame 3 is damaged.');
    expect(run.state).toBe('done');
    // ∫ I over bins of width 1, the empty one left out: 2 · 100.
    expect(run.frames.at(0).numbers).toMatchObject({
      integral: 200,
      maximum: 100,
      pixels: 80,
      maskedFraction: 0.2,
    });
    expect(run.frames.flags(1)).toBe(BATCH_FLAGS.saturated);
    expect(run.frames.flags(8)).toBe(BATCH_FLAGS.outlier); // 900 among 100…111
    expect(run.frames.flags(7)).toBe(0);
    const lines = formatSummaryCsv(run.frames).split('\r\n');
    expect(lines[4]).toBe('3,stack.npy,3,failed,,,,,0,0,0,Frame 3 is damaged.');
    expect(lines[9]).toBe('8,stack.npy,8,done,1800,900,80,0.2,0,0,1,');
  });

  it('is done when it is paused during the last frames', async () => {
    const { writer, order } = createWriter();
    const slow: typeof writer.write = async (job, value) => {
      run.pause();
      return writer.write(job, value);
    };
    const run = createBatchRun({ ...base, writer: { ...writer, write: slow } });
    run.add(jobs(1));
    await run.finished;
    expect([run.state, order]).toEqual(['done', [0]]);
  });

  it('stops at a full disk and goes on from there: none missing, none twice', async () => {
    let isFull = true;
    const { writer, order } = createWriter((frame) => isFull && frame >= 6);
    const run = createBatchRun({ ...base, writer });
    run.add(jobs(12));
    while (run.state !== 'paused' || run.frames.count('running') > 0) await run.changed(run.version, never, 50);
    expect(run.problem?.message).toBe('The disk is full.');
    expect(run.frames.count('waiting')).toBeGreaterThan(0);
    isFull = false;
    run.resume();
    await run.finished;
    expect([...order].sort((a, b) => a - b)).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('waits for a change no longer than asked, whatever the garbage collector does meanwhile', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const { writer } = createWriter();
    const run = createBatchRun({ ...base, writer, isOpen: true });
    let isOver = false;
    const waiting = run.changed(run.version, never, 200).then(() => (isOver = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    collect();
    expect(isOver).toBe(false);
    await waiting; // a lost timer would hold this test up for ever
    const controller = new AbortController();
    const aborted = run.changed(run.version, controller.signal, 3_600_000);
    const added = run.changed(run.version, never, 3_600_000);
    controller.abort();
    await aborted;
    run.add(jobs(1));
    await added;
    run.complete();
    await run.finished;
    expect(run.frames.count('done')).toBe(1);
  });

  it('takes more frames while it runs, does some again when asked, and gives all up when cancelled', async () => {
    const { writer, order } = createWriter();
    const run = createBatchRun({ ...base, writer, isOpen: true });
    run.add(jobs(2));
    while (run.frames.count('done') < 2) await run.changed(run.version, never, 50);
    expect(run.state).toBe('running');
    run.repeat([1]);
    run.complete();
    await run.finished;
    expect(order).toEqual([0, 1, 1]);
    run.add(jobs(4));
    await run.cancel();
    expect(run.state).toBe('cancelled');
  });
});

describe('createStageClock', () => {
  it('tells rate, time left and the stage that takes most', () => {
    let now = 0;
    const clock = createStageClock(() => now);
    clock.start();
    for (let i = 0; i < 40; i++) {
      now += 100;
      clock.add({ read: 30, integrate: 60, format: 5, write: 5 });
      clock.frameDone(2e6);
    }
    const { framesPerSecond, megabytesPerSecond, secondsLeft, bottleneck, stages } = clock.read(20);
    expect(framesPerSecond).toBeCloseTo(10, 9);
    expect(megabytesPerSecond).toBeCloseTo(20, 9);
    expect(secondsLeft).toBeCloseTo(2, 9);
    expect(bottleneck).toBe('integrate');
    expect(stages.map(({ share }) => share)).toEqual([0.3, 0.6, 0.05, 0.05]);
  });

  it('does not count pauses', () => {
    let now = 0;
    const clock = createStageClock(() => now);
    clock.start();
    now = 1000;
    clock.stop();
    now = 50_000;
    clock.start();
    now = 51_000;
    expect(clock.read(1).secondsElapsed).toBe(2);
  });
});

describe('isSaturated', () => {
  const image = (samples: Uint16Array | Int32Array | Uint8Array, maskedValue?: number) => ({
    samples,
    metadata: { header: {}, ...(maskedValue === undefined ? {} : { maskedValue }) },
  });

  it('finds the largest value of the type, at its own place only', () => {
    expect(isSaturated(image(Uint16Array.of(1, 65535, 3)))).toBe(true);
    expect(isSaturated(image(Uint16Array.of(0xff00, 0x00ff, 0xff00, 0x00ff)))).toBe(false); // FF FF across two pixels
    expect(isSaturated(image(Uint8Array.of(1, 255)))).toBe(true);
    expect(isSaturated(image(Uint16Array.of(65535), 65535))).toBe(false); // there it means "masked"
    expect(isSaturated(image(Int32Array.of(2147483647)))).toBe(false);
  });
});
