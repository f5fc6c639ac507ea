import { spawnSync } from 'node:child_process';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadHdf5 } from '../../src-main/file/hdf5-library.ts';
import { hasSlurm, type OneNodeSlurm, startOneNodeSlurm } from './one-node-slurm.ts';
import { ensureBuilt, type Finished, runAnnulus } from './run-annulus.ts';
import { createSmallData, type SmallData } from './small-data.ts';

describe('a job array', () => {
  let data: SmallData;
  beforeAll(async () => {
    await ensureBuilt();
    data = await createSmallData();
    const formats = ['xy', 'h5,csv'];
    for (const [i, format] of formats.entries()) {
      const args = ['integrate', 'a.tif', 'stack.npy', '--poni', 'setup.poni', '--npt', '90', '--format', format];
      const named = ['--out', `one-${i}`, '--save-recipe', `run-${i}.json`];
      expect((await runAnnulus([...args, ...named], { cwd: data.folder })).code).toBe(0);
    }
  });
  afterAll(() => data.remove());

  const slurm = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Finished> =>
    runAnnulus(['slurm', ...args, '--json'], { cwd: data.folder, env });
  const reportOf = async (args: readonly string[]): Promise<Record<string, unknown> & { script: string }> => {
    const { code, stdout, stderr } = await slurm(args);
    expect([code, stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as Record<string, unknown> & { script: string };
  };
  const runTask = (script: string, task: number): number | null =>
    spawnSync('bash', [script], { env: { ...process.env, SLURM_ARRAY_TASK_ID: String(task) } }).status;
  const results = async (folder: string, suffix: string): Promise<string[]> =>
    (await readdir(data.path(folder))).filter((name) => name.endsWith(suffix)).sort();
  const few = ['--tasks', '2', '--cpus', '1'];

  it('shares frames of files and stacks out, and shares out again what has no result', async () => {
    const args = ['run-0.json', 'a.tif', 'stack.npy', '--out', 'shared', ...few, '--dry-run'];
    const first = await reportOf(args);
    expect(first).toMatchObject({ frames: 4, done: 0, tasks: 2 });
    expect(runTask(first.script, 0)).toBe(0);
    expect(await results('shared', '.xy')).toEqual(['a.xy', 'stack_00000.xy']);
    expect(runTask(first.script, 1)).toBe(0);
    expect(await results('shared', '.xy')).toEqual(['a.xy', 'stack_00000.xy', 'stack_00001.xy', 'stack_00002.xy']);

    await rm(data.path('shared/stack_00001.xy')); // as if a node had died
    const again = await reportOf(['--resubmit', '--out', 'shared', '--dry-run']);
    expect(again).toMatchObject({ frames: 1, done: 3, tasks: 1 });
    const merged = await slurm(['--merge', '--out', 'shared']);
    expect([merged.code, merged.stderr]).toEqual([1, expect.stringMatching(/stack\.npy, frame 1: /)]);
    expect(runTask(again.script, 0)).toBe(0);
    expect(await reportOf(args)).toMatchObject({ frames: 0, done: 4, tasks: 0 });
  });

  it('divides a stack that becomes one HDF5 file too, and puts its parts together as one run would have made it', async () => {
    const first = await reportOf(['run-1.json', '--out', 'parts', ...few, '--dry-run']); // images of the recipe
    expect(first).toMatchObject({ frames: 4, tasks: 2 });
    expect(runTask(first.script, 1)).toBe(0);
    const early = await slurm(['--merge', '--out', 'parts']);
    expect([early.code, JSON.parse(early.stdout)]).toEqual([1, expect.objectContaining({ done: 2, missing: 2 })]);
    expect(runTask(first.script, 0)).toBe(0);
    expect(await reportOf(['--merge', '--out', 'parts'])).toMatchObject({ done: 4, missing: 0, failed: 0 });
    expect(await results('parts', '.h5')).toEqual(['a.h5', 'stack.h5']);
    expect(await results('parts', '.csv')).toEqual(['a.csv', 'annulus-summary.csv', ...frames('stack', 3)]);
    const [merged, whole] = [await stackOf('parts/stack.h5'), await stackOf('one-1/stack.h5')];
    expect(merged).toEqual(whole);
    expect(merged['frame']).toEqual([0, 1, 2]);
    const summary = await readFile(data.path('parts/annulus-summary.csv'), 'utf8');
    expect(summary.split('\r\n').slice(1, -1)).toHaveLength(4);
    expect(await results('parts', '.parts')).toEqual([]);
  });

  const frames = (stem: string, count: number): string[] =>
    Array.from({ length: count }, (_, i) => `${stem}_0000${i}.csv`);
  const stackOf = async (path: string): Promise<Record<string, unknown>> => {
    const library = await loadHdf5();
    const file = new library.File(data.path(path), 'r');
    const names = ['frame', 'radial', 'intensity', 'signal', 'normalization', 'count'];
    const read = (name: string): unknown => {
      const dataset = file.get(`entry/data/${name}`) as { value: ArrayLike<number>; shape: number[] };
      return name === 'frame' ? Array.from(dataset.value) : [dataset.shape, dataset.value];
    };
    const stack = Object.fromEntries(names.map((name) => [name, read(name)]));
    file.close();
    return stack;
  };
});

describe.skipIf(!hasSlurm)('SLURM on one node', () => {
  let data: SmallData;
  let cluster: OneNodeSlurm;
  beforeAll(async () => {
    await ensureBuilt();
    data = await createSmallData();
    cluster = await startOneNodeSlurm();
  });
  afterAll(async () => {
    await cluster.stop();
    await data.remove();
  });

  it('integrates in an array, tries again by itself, puts together, and does what was mended when asked to', async () => {
    const { env } = cluster;
    const image = await readFile(data.path('b.tif'));
    const run = async (args: readonly string[]): Promise<Finished> => runAnnulus(args, { cwd: data.folder, env });
    const recipe = ['integrate', 'a.tif', 'b.tif', 'stack.npy', '--poni', 'setup.poni', '--npt', '90'];
    const alone = await run([...recipe, '--format', 'xy,h5', '--out', 'alone', '--save-recipe', 'run.json']);
    expect(alone.code).toBe(0);
    await writeFile(data.path('b.tif'), image.subarray(0, image.length - 900)); // its header can still be read
    const begun = await run(['slurm', 'run.json', '--out', 'cluster', '--tasks', '3', '--cpus', '1', '--json']);
    expect([begun.code, begun.stderr]).toEqual([0, '']);
    expect(JSON.parse(begun.stdout)).toMatchObject({ frames: 5, tasks: 3, submitted: expect.stringMatching(/^\d+$/) });
    const again = await run(['slurm', '--resubmit', '--out', 'cluster']);
    expect([again.code, again.stderr]).toEqual([2, expect.stringMatching(/still under way/)]);

    const read = (name: string): Promise<string> => readFile(data.path(`cluster/${name}`), 'utf8').catch(() => '');
    // The job after the array submits b.tif again; the one after that gives up.
    await expect.poll(() => read('slurm/attempt-2/merge.log'), { timeout: 90_000, interval: 500 }).toMatch(/no result/);
    expect(await read('slurm/attempt-1/merge.log')).toMatch(/1 frames in 1 tasks/);
    expect(await read('slurm/attempt-2/merge.log')).toMatch(/b\.tif: .*(ends|bytes|short)/);
    for (const name of ['a.xy', 'stack_00000.xy', 'stack_00001.xy', 'stack_00002.xy'])
      expect(await read(name)).toBe(await readFile(data.path(`alone/${name}`), 'utf8'));
    expect(await read('annulus-summary.csv')).toMatch(/b\.tif,0,failed/);

    await writeFile(data.path('b.tif'), image);
    expect((await run(['slurm', '--resubmit', '--out', 'cluster', '--quiet'])).code).toBe(0);
    await expect
      .poll(() => read('slurm/attempt-3/merge.log'), { timeout: 60_000, interval: 500 })
      .toMatch(/All 5 frames have their results/);
    expect(await read('b.xy')).toBe(await readFile(data.path('alone/b.xy'), 'utf8'));
    expect(await read('annulus-summary.csv')).not.toMatch(/failed/);
  }, 200_000);
});
