import { describe, expect, it, vi } from 'vitest';
import { createLatestRun } from '../../../src-renderer/session/latest-run.ts';

interface Job {
  readonly input: string;
  readonly signal: AbortSignal;
  readonly resolve: (output: string) => void;
  readonly reject: (cause: unknown) => void;
}

function runner(patience = 1000) {
  const jobs: Job[] = [];
  const results: string[] = [];
  const errors: unknown[] = [];
  const busy: boolean[] = [];
  const latest = createLatestRun<string, string>({
    run: (input, signal) =>
      new Promise((resolve, reject) => {
        jobs.push({ input, signal, resolve, reject });
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      }),
    onResult: (output) => results.push(output),
    onError: (cause) => errors.push(cause),
    onBusy: (isBusy) => busy.push(isBusy),
    isRelated: (running, next) => running[0] === next[0],
    patience,
  });
  return { latest, jobs, results, errors, busy };
}
const tick = () => new Promise((resolve) => setTimeout(resolve));

describe('createLatestRun', () => {
  it('skips what was asked for meanwhile and shows related results on the way', async () => {
    const { latest, jobs, results, busy } = runner();
    latest.request('a1');
    latest.request('a2');
    latest.request('a3');
    expect(jobs.map(({ input }) => input)).toEqual(['a1']);
    jobs[0]?.resolve('A1');
    await tick();
    expect(jobs.map(({ input }) => input)).toEqual(['a1', 'a3']);
    jobs[1]?.resolve('A3');
    await tick();
    expect(results).toEqual(['A1', 'A3']);
    expect(busy).toEqual([true, false]);
  });

  it('drops the answer for another image, even one that comes late', async () => {
    const { latest, jobs, results, errors } = runner();
    latest.request('a1');
    latest.request('b1');
    expect(jobs[0]?.signal.aborted).toBe(true);
    jobs[1]?.resolve('B1');
    jobs[0]?.resolve('A1');
    await tick();
    expect(results).toEqual(['B1']);
    expect(errors).toEqual([]);
  });

  it('cancels a run that outlasts its patience', async () => {
    vi.useFakeTimers();
    const { latest, jobs } = runner(250);
    latest.request('a1');
    latest.request('a2');
    await vi.advanceTimersByTimeAsync(249);
    expect(jobs[0]?.signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(jobs[0]?.signal.aborted).toBe(true);
    expect(jobs.map(({ input }) => input)).toEqual(['a1', 'a2']);
    vi.useRealTimers();
  });

  it('tells a failure unless something newer is already wanted', async () => {
    const { latest, jobs, errors } = runner();
    latest.request('a1');
    jobs[0]?.reject('first');
    await tick();
    latest.request('a2');
    latest.request('a3');
    jobs[1]?.reject('second');
    await tick();
    jobs[2]?.reject('third');
    await tick();
    expect(errors).toEqual(['first', 'third']);
  });

  it('stops when nothing is wanted any more', async () => {
    const { latest, jobs, results, busy } = runner();
    latest.request('a1');
    latest.request(undefined);
    expect(jobs[0]?.signal.aborted).toBe(true);
    jobs[0]?.resolve('A1');
    await tick();
    expect(results).toEqual([]);
    expect(busy).toEqual([true, false]);
  });
});
