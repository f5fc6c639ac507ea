import { afterEach, describe, expect, it } from 'vitest';
import type { AppError } from '../../src-shared/model/app-error.ts';
import { createWorkerPool, type WorkerPool } from '../../src-main/worker/worker-pool.ts';

// A thread that does as it is told.
const SOURCE = `
  import { parentPort, workerData, threadId } from 'node:worker_threads';
  parentPort.on('message', async ({ id, name, input }) => {
    if (name === 'exit') process.exit(input);
    if (name === 'throw') setTimeout(() => { throw new Error(input); });
    if (name === 'exhaust') { const hoard = []; for (;;) hoard.push(new Array(1e6).fill(hoard)); }
    if (name === 'fail') parentPort.postMessage({ id, error: { code: 'format', message: input } });
    if (name === 'double') parentPort.postMessage({ id, result: input * 2 });
    if (name === 'who') setTimeout(() => parentPort.postMessage({ id, result: [workerData.slot, threadId] }), input);
  });
`;
const URL_OF_THREAD = new URL(`data:text/javascript,${encodeURIComponent(SOURCE)}`);

let pool: WorkerPool;
afterEach(() => pool.close());

const rejection = (promise: Promise<unknown>): Promise<AppError> =>
  promise.then(
    () => expect.fail('it did not reject'),
    (cause: AppError) => cause,
  );

describe('createWorkerPool', () => {
  it('runs more tasks than it has threads', async () => {
    pool = createWorkerPool(URL_OF_THREAD, 2);
    const results = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((n) => pool.run('double', n)));
    expect(results).toEqual([2, 4, 6, 8, 10, 12, 14]);
  });

  it('runs a task once in every thread', async () => {
    pool = createWorkerPool(URL_OF_THREAD, 3);
    const answers = (await Promise.all(pool.runEverywhere('who', 1))) as [number, number][];
    expect(answers.map(([slot]) => slot)).toEqual([0, 1, 2]);
  });

  it('gives tasks to the threads that were started before there was any', async () => {
    pool = createWorkerPool(URL_OF_THREAD, 2);
    const before = (await pool.run('who', 1)) as [number, number];
    pool.start(); // the first one runs already
    const answers = (await Promise.all(pool.runEverywhere('who', 1))) as [number, number][];
    expect(answers[0]).toEqual(before);
    expect(answers[1]?.[0]).toBe(1);
  });

  it('never begins a task that is given up while it waits, and goes on with the others', async () => {
    pool = createWorkerPool(URL_OF_THREAD, 1);
    const controller = new AbortController();
    const running = pool.runFirst('who', 30, controller.signal);
    const waiting = [1, 2, 3].map((n) => pool.runFirst('throw', `task ${n} was begun`, controller.signal));
    const other = pool.run('double', 4);
    controller.abort();
    for (const one of waiting) expect(await rejection(one)).toMatchObject({ code: 'cancelled' });
    expect(await running).toEqual([0, expect.any(Number)]); // what is begun is done, by a thread that never died
    expect(await other).toBe(8);
    expect(await rejection(pool.runFirst('throw', 'begun', controller.signal))).toMatchObject({ code: 'cancelled' });
  });

  it('passes the error of a task on with its code', async () => {
    pool = createWorkerPool(URL_OF_THREAD, 1);
    expect(await rejection(pool.run('fail', 'Not an image.'))).toMatchObject({
      code: 'format',
      message: 'Not an image.',
    });
  });

  it.each([
    ['exits', 'exit', 0, 'it ended with code 0'],
    ['exits with an error', 'exit', 7, 'it ended with code 7'],
    ['throws outside the task', 'throw', 'out of the blue', 'out of the blue'],
    ['runs out of memory', 'exhaust', null, 'memory limit'],
  ])('fails only the task of a thread that %s, and replaces the thread', async (_, name, input, reason) => {
    pool = createWorkerPool(URL_OF_THREAD, 2, { maxOldGenerationSizeMb: 16 });
    const [before] = (await Promise.all(pool.runEverywhere('who', 0))) as [number, number][];
    const dead = rejection(pool.run(name, input));
    const alive = pool.run('who', 5);
    const queued = [1, 2, 3].map((n) => pool.run('double', n));

    const error = await dead;
    expect(error.code).toBe('worker');
    expect(error.message).toContain(reason);
    expect(await alive).toHaveLength(2);
    expect(await Promise.all(queued)).toEqual([2, 4, 6]);
    const [after] = (await Promise.all(pool.runEverywhere('who', 0))) as [number, number][];
    expect(after![0]).toBe(before![0]);
    expect(after![1]).not.toBe(before![1]);
  });

  it('rejects what is under way or waiting when it is closed', async () => {
    pool = createWorkerPool(URL_OF_THREAD, 1);
    const jobs = [pool.run('who', 10_000), pool.run('who', 0)].map(rejection);
    await pool.close();
    expect((await Promise.all(jobs)).map(({ code }) => code)).toEqual(['cancelled', 'cancelled']);
    expect((await rejection(pool.run('who', 0))).code).toBe('cancelled');
  });
});
