import type { BatchStage } from '../../src-shared/rpc/batch-contract.ts';
import type { StageTimes } from '../worker/stage-times.ts';

/** How fast a batch goes, and what holds it up. */
export interface StageClock {
  /** Time at work begins, or goes on. */
  start(): void;
  stop(): void;
  add(times: StageTimes): void;
  frameDone(bytes: number): void;
  read(framesLeft: number): StageReading;
}

export interface StageReading {
  readonly framesPerSecond: number;
  readonly megabytesPerSecond: number;
  readonly secondsLeft: number | null;
  readonly secondsElapsed: number;
  readonly bottleneck: BatchStage | null;
  readonly stages: readonly { readonly stage: BatchStage; readonly share: number }[];
}

const STAGES = ['read', 'integrate', 'format', 'write'] as const;
/** Rates are those of the last seconds: a beamtime's file system changes its mind. */
const WINDOW_MS = 5000;
/** Work of all threads, of the time that has passed, below which there was nothing to do. */
const IDLE_SHARE = 0.2;

/** @param now  ms, of a clock that never goes back */
export function createStageClock(now: () => number = () => performance.now()): StageClock {
  const busy = new Map<BatchStage, number>();
  let startedAt: number | undefined;
  let worked = 0; // ms before the last start
  // Of frames done: time at work and bytes so far, thinned out to the window.
  let marks: { readonly at: number; readonly frames: number; readonly bytes: number }[] = [];
  let frames = 0;
  let bytes = 0;

  const elapsed = (): number => worked + (startedAt === undefined ? 0 : now() - startedAt);

  return {
    start() {
      startedAt ??= now();
      if (marks.length === 0) marks.push({ at: elapsed(), frames, bytes });
    },
    stop() {
      worked = elapsed();
      startedAt = undefined;
    },
    add(times) {
      for (const stage of STAGES) busy.set(stage, (busy.get(stage) ?? 0) + (times[stage] ?? 0));
    },
    frameDone(size) {
      frames++;
      bytes += size;
      const at = elapsed();
      if (at - (marks.at(-1)?.at ?? -Infinity) < WINDOW_MS / 50) return;
      marks.push({ at, frames, bytes });
      marks = marks.filter((mark, i) => mark.at > at - WINDOW_MS || i === marks.length - 1);
    },
    read(framesLeft) {
      const at = elapsed();
      const since = marks.find((mark) => mark.at >= at - WINDOW_MS) ?? marks.at(-1);
      const seconds = since ? (at - since.at) / 1000 : 0;
      const rate = seconds > 0.05 && since ? (frames - since.frames) / seconds : 0;
      const total = [...busy.values()].reduce((sum, ms) => sum + ms, 0);
      const stages: { stage: BatchStage; share: number }[] =
        total > 0 ? STAGES.map((stage) => ({ stage, share: (busy.get(stage) ?? 0) / total })) : [];
      const slowest = stages.reduce<(typeof stages)[number] | null>(
        (most, one) => (most && most.share >= one.share ? most : one),
        null,
      );
      const isIdle = total > 0 && at > 1000 && total < IDLE_SHARE * at && rate === 0;
      return {
        framesPerSecond: rate,
        megabytesPerSecond: seconds > 0.05 && since ? (bytes - since.bytes) / seconds / 1e6 : 0,
        secondsLeft: framesLeft === 0 ? 0 : rate > 0 ? framesLeft / rate : null,
        secondsElapsed: at / 1000,
        bottleneck: isIdle ? 'waiting' : (slowest?.stage ?? null),
        stages,
      };
    },
  };
}
