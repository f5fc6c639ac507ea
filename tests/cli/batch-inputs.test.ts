import { appendFile, copyFile, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt, runAnnulus } from './run-annulus.ts';
import { createSmallData, type SmallData } from './small-data.ts';

describe('inputs of a batch', () => {
  let data: SmallData;
  const names = async (folder: string): Promise<string[]> =>
    (await readdir(data.path(folder), { recursive: true })).sort();

  beforeAll(async () => {
    await ensureBuilt();
    data = await createSmallData();
    await mkdir(data.path('scan/night'), { recursive: true });
    await copyFile(data.path('a.tif'), data.path('scan/s2.tif'));
    await copyFile(data.path('b.tif'), data.path('scan/s10.tif'));
    await copyFile(data.path('a.tif'), data.path('scan/night/s2.tif'));
    await writeFile(data.path('scan/list.txt'), '# two of them\ns10.tif\n\nnight/s2.tif\n');
  });
  afterAll(() => data.remove());

  it('F021: names the results before the run, folders below with their own', async () => {
    const args = ['integrate', 'scan', '--recursive', '--poni', 'setup.poni', '--out', 'dry', '--dry-run'];
    const { code, stdout } = await runAnnulus(args, { cwd: data.folder });
    expect(code).toBe(0);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.slice(data.folder.length + 1)),
    ).toEqual(['dry/s2.xy', 'dry/s10.xy', 'dry/night/s2.xy']);
    await expect(readdir(data.path('dry'))).rejects.toThrow();
  });

  it('F021: takes a list, and writes a summary with a line for each frame', async () => {
    const args = ['integrate', '@scan/list.txt', '--poni', 'setup.poni', '--out', 'listing', '--npt', '90'];
    const { code, stderr } = await runAnnulus([...args, '--summary', 'summary.csv'], { cwd: data.folder });
    expect([code, stderr]).toEqual([0, '']);
    expect(await names('listing')).toEqual(['annulus-recipe.json', 's10.xy', 's2.xy']);
    const [header, first, second] = (await readFile(data.path('summary.csv'), 'utf8')).split('\r\n');
    expect(header).toMatch(/^index,image,frame,state,integral,maximum,pixels,masked_fraction,empty,saturated,outlier,/);
    expect(first).toMatch(/^0,.*s10\.tif,0,done,[\d.]+,[\d.]+,[\d.]+,0(\.\d+)?,0,0,0,$/);
    expect(second).toMatch(/^1,.*s2\.tif,0,done,/);
  });

  it('F021: takes a LightForm configuration: folders in pairs, bins, calibration', async () => {
    await writeFile(
      data.path('config.yaml'),
      [
        'file_paths:',
        '    output_calibration_path: setup.poni',
        '    # folders',
        '    input_path: scan/',
        '    input_experiment_list: ',
        '    - night',
        '    - .',
        '    glob_search_term: s*.tif',
        '    output_path: analysis/',
        '    output_experiment_list:',
        '    - experiment2-night',
        '    - experiment1 # all of the day',
        'refinement_inputs:',
        '    number_of_points: 120',
        '    number_of_cakes: 6',
      ].join('\n'),
    );
    const patterns = await runAnnulus(['integrate', '--recipe', 'config.yaml'], { cwd: data.folder });
    expect([patterns.code, patterns.stderr]).toEqual([0, '']);
    expect((await names('analysis')).filter((name) => name.endsWith('.xy'))).toEqual([
      'experiment1/azimuthal-integration/s10.xy',
      'experiment1/azimuthal-integration/s2.xy',
      'experiment2-night/azimuthal-integration/s2.xy',
    ]);
    const text = await readFile(data.path('analysis/experiment1/azimuthal-integration/s2.xy'), 'utf8');
    expect(text.trim().split('\n')).toHaveLength(120);
    const cakes = await runAnnulus(['cake', '--recipe', 'config.yaml'], { cwd: data.folder });
    expect(cakes.code).toBe(0);
    const [row] = (await readFile(data.path('analysis/experiment2-night/caking/s2.dat'), 'utf8')).split('\n');
    expect(row!.split('\t')).toHaveLength(1 + 6);
  });

  it('F021: writes the recipe beside the results, which repeats the run from anywhere, byte for byte', async () => {
    const args = ['integrate', 'stack.npy', 'scan', '--poni', 'setup.poni', '--out', 'once', '--npt', '80'];
    expect((await runAnnulus([...args, '--mask-below', '1', '--frames', '0:2'], { cwd: data.folder })).code).toBe(0);
    const recipe = data.path('once/annulus-recipe.json');
    const again = ['integrate', '--recipe', recipe, '--out', data.path('twice')];
    const { code, stderr } = await runAnnulus(again); // in another folder
    expect([code, stderr]).toEqual([0, '']);
    const results = ['s10.xy', 's2.xy', 'stack_00000.xy', 'stack_00001.xy'];
    expect((await names('twice')).filter((name) => name.endsWith('.xy'))).toEqual(results);
    for (const name of results)
      expect(await readFile(data.path(`twice/${name}`))).toEqual(await readFile(data.path(`once/${name}`)));
    // Results that are there are not replaced by surprise, nor is the recipe of other settings.
    expect((await runAnnulus(['integrate', '--recipe', recipe])).stderr).toMatch(/exists already/);
    await runAnnulus(['integrate', '--recipe', recipe, '--npt', '90', '--overwrite']);
    expect((await names('once')).filter((name) => name.endsWith('.json'))).toEqual([
      'annulus-recipe-2.json',
      'annulus-recipe.json',
    ]);
  });

  it('F021: watches: what is there, what arrives under another name first, until nothing comes any more', async () => {
    await mkdir(data.path('live'));
    await copyFile(data.path('a.tif'), data.path('live/first.tif'));
    const send = async (): Promise<void> => {
      await copyFile(data.path('b.tif'), data.path('live/.second.tmp'));
      await rename(data.path('live/.second.tmp'), data.path('live/second.tif'));
      await writeFile(data.path('live/bad.tif'), 'no image');
    };
    const running = runAnnulus(
      ['watch', 'live', '--poni', 'setup.poni', '--out', 'arrived', '--stop-after', '3', '--json'],
      { cwd: data.folder },
    );
    await expect
      .poll(async () => (await readdir(data.path('arrived')).catch((): string[] => [])).includes('first.xy'), {
        timeout: 30_000,
      })
      .toBe(true);
    await send();
    const { code, stdout, stderr } = await running;
    expect(await names('arrived')).toEqual(['annulus-recipe.json', 'first.xy', 'second.xy']);
    expect(JSON.parse(stdout)).toEqual({ frames: 2, done: 2, failed: 1 });
    expect(stderr).toMatch(/bad\.tif is not an image/);
    expect(code).toBe(1);
  });

  it('F021: watches what it is told of: in the order of the lines, missing files named, until the input ends', async () => {
    await mkdir(data.path('fed'));
    for (const name of ['z.tif', 'a.tif', 'unnamed.tif']) await copyFile(data.path('a.tif'), data.path(`fed/${name}`));
    await copyFile(data.path('stack.npy'), data.path('stack_far.npy'));
    const input = ['# a run', 'z.tif', data.path('stack_far.npy'), '', 'gone.tif', 'a.tif'].join('\n') + '\n';
    const { code, stdout, stderr } = await runAnnulus(
      ['watch', 'fed', '--from', '-', '--poni', 'setup.poni', '--out', 'told', '--format', 'xy', '--table', 'csv'],
      { cwd: data.folder, input },
    );
    const made = ['z.xy', 'stack_far_00000.xy', 'stack_far_00001.xy', 'stack_far_00002.xy', 'a.xy'];
    expect(stdout.split('\n').map((line) => basename(line))).toEqual(expect.arrayContaining(made));
    const [header] = (await readFile(data.path('told/annulus-table.csv'), 'utf8')).split('\n');
    expect(header?.split(',').slice(1)).toEqual([
      ...['z.tif', 'stack_far.npy[0]', 'stack_far.npy[1]', 'stack_far.npy[2]', 'a.tif'],
    ]);
    expect(stderr).toMatch(/gone\.tif: It was named, and is not there/);
    expect(code).toBe(1);
    expect(await names('told')).toEqual(['annulus-recipe.json', 'annulus-table.csv', ...made].sort());
  });

  it('F021: watches a list that grows', async () => {
    await mkdir(data.path('growing'));
    await copyFile(data.path('a.tif'), data.path('growing/one.tif'));
    await writeFile(data.path('names.txt'), 'one.tif\ntw');
    const running = runAnnulus(
      ['watch', 'growing', '--from', 'names.txt', '--poni', 'setup.poni', '--out', 'grown', '--stop-after', '3'],
      { cwd: data.folder },
    );
    await expect.poll(() => names('grown').catch(() => []), { timeout: 30_000 }).toContain('one.xy');
    await appendFile(data.path('names.txt'), 'o.tif\n'); // the rest of the line
    await copyFile(data.path('b.tif'), data.path('growing/two.tif')); // after it was named
    expect((await running).code).toBe(0);
    expect(await names('grown')).toEqual(['annulus-recipe.json', 'one.xy', 'two.xy']);
  });
});
