import { spawnSync } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt, runAnnulus } from './run-annulus.ts';
import { createSmallData, type SmallData } from './small-data.ts';

const hasSlurm = spawnSync('sinfo', ['--version']).status === 0;

describe('a job array', () => {
  let data: SmallData;
  beforeAll(async () => {
    await ensureBuilt();
    data = await createSmallData();
    const args = [
      'integrate',
      'a.tif',
      '--poni',
      'setup.poni',
      '--npt',
      '90',
      '--out',
      'one',
      '--save-recipe',
      'run.json',
    ];
    expect((await runAnnulus(args, { cwd: data.folder })).code).toBe(0);
  }, 120_000);
  afterAll(() => data.remove());

  const share = async (more: readonly string[] = []) => {
    const args = [
      'slurm',
      'run.json',
      'a.tif',
      'stack.npy',
      '--out',
      'shared',
      '--tasks',
      '2',
      '--cpus',
      '1',
      '--json',
    ];
    const { code, stdout, stderr } = await runAnnulus([...args, ...more], { cwd: data.folder });
    expect([code, stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as { frames: number; done: number; tasks: number; script: string };
  };
  const runTask = (script: string, task: number): number | null =>
    spawnSync('bash', [script], { env: { ...process.env, SLURM_ARRAY_TASK_ID: String(task) } }).status;
  const results = async (): Promise<string[]> =>
    (await readdir(data.path('shared'))).filter((name) => name.endsWith('.xy')).sort();

  it('shares frames of files and stacks out, and shares out again what has no result', async () => {
    const first = await share(['--dry-run']);
    expect(first).toMatchObject({ frames: 4, done: 0, tasks: 2 });
    expect(runTask(first.script, 0)).toBe(0);
    expect(await results()).toEqual(['a.xy', 'stack_00000.xy']);
    expect(runTask(first.script, 1)).toBe(0);
    expect(await results()).toEqual(['a.xy', 'stack_00000.xy', 'stack_00001.xy', 'stack_00002.xy']);

    await rm(data.path('shared/stack_00001.xy')); // as if a node had died
    const again = await share(['--dry-run']);
    expect(again).toMatchObject({ frames: 1, done: 3, tasks: 1 });
    expect(runTask(again.script, 0)).toBe(0);
    expect(await share()).toMatchObject({ frames: 0, done: 4, tasks: 0 });
  });

  it.skipIf(!hasSlurm)('is taken by SLURM', async () => {
    await rm(data.path('shared'), { recursive: true, force: true });
    await share();
    await expect.poll(results, { timeout: 50_000, interval: 500 }).toHaveLength(4);
  });
});
