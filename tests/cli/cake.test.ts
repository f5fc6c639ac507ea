import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { Dataset } from 'h5wasm/node';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadHdf5 } from '../../src-main/file/hdf5-library.ts';
import { sourceFromBytes } from '../../src-shared/format/bytes-source.ts';
import { npyReader } from '../../src-shared/format/npy-reader.ts';
import { formatNpyHeader, writeNpy } from '../../src-shared/format/npy-writer.ts';
import { ensureBuilt, type Finished, runAnnulus } from './run-annulus.ts';
import { createSmallData, type SmallData } from './small-data.ts';

describe('annulus cake', () => {
  beforeAll(ensureBuilt, 120_000);
  let data: SmallData;
  beforeEach(async () => {
    data = await createSmallData();
  });
  afterEach(() => data.remove());

  const cake = (...args: string[]): Promise<Finished> =>
    runAnnulus(['cake', ...args, '--poni', 'setup.poni', '--npt', '40'], { cwd: data.folder });
  const text = (name: string): Promise<string> => readFile(data.path(name), 'utf8');
  const sidecar = async (name: string): Promise<Record<string, unknown>> =>
    JSON.parse(await text(name)) as Record<string, unknown>;
  const array = async (name: string): Promise<{ shape: readonly number[]; samples: Float32Array }> => {
    const bytes = new Uint8Array(await readFile(data.path(name)));
    const { shape, samples } = await (await npyReader.open(sourceFromBytes(name, bytes), {})).readFrame(0);
    return { shape, samples: samples as Float32Array };
  };

  it('F017: writes columns for xrdfit from the direction asked for, with a sidecar beside them', async () => {
    const { code, stdout } = await cake('a.tif', '--cakes', '8', '--start', 'north');
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toEqual(['a.dat', 'a.json']);
    const lines = (await text('a.dat')).trimEnd().split('\n');
    expect(lines).toHaveLength(40);
    expect(lines.every((line) => line.split('\t').length === 9)).toBe(true);
    expect(await sidecar('a.json')).toMatchObject({
      shape: [8, 40],
      start: -90,
      sense: 'clockwise',
      azimuth: [-90, -45, 0, 45, 90, 135, 180, 225],
      xrdfit: { first_cake_angle: 0, cake_order: 'clockwise' },
    });
  });

  it('takes several layouts and frames; the array is cakes × bins', async () => {
    const { code } = await cake(
      'stack.npy',
      '--cakes',
      '6',
      '--layout',
      'npy,edf,esg,h5',
      '--out',
      'out',
      '--frames',
      '0:2',
    );
    expect(code).toBe(0);
    const names = ['edf', 'esg', 'json', 'npy'].flatMap((suffix) => [`stack_00000.${suffix}`, `stack_00001.${suffix}`]);
    expect((await readdir(data.path('out'))).sort()).toEqual([...names, 'stack.h5', 'annulus-recipe.json'].sort());
    const first = await array('out/stack_00000.npy');
    const second = await array('out/stack_00001.npy');
    expect(first.shape).toEqual([6, 40]);
    const library = await loadHdf5();
    const file = new library.File(data.path('out/stack.h5'), 'r');
    const intensity = file.get('entry/data/intensity') as Dataset;
    expect(intensity.shape).toEqual([2, 6, 40]);
    expect(intensity.value).toEqual(Float32Array.from([...first.samples, ...second.samples]));
    expect((file.get('entry/data/azimuth') as Dataset).value).toEqual(Float64Array.of(-150, -90, -30, 30, 90, 150));
    file.close();
  });

  it('F017: reverses the columns anticlockwise, the first one in its place', async () => {
    await cake('a.tif', '--cakes', '4', '--start', 'west', '--layout', 'npy', '--out', 'one');
    await cake(
      'a.tif',
      '--cakes',
      '4',
      '--start',
      'west',
      '--sense',
      'anticlockwise',
      '--layout',
      'npy',
      '--out',
      'two',
    );
    const [one, two] = [await array('one/a.npy'), await array('two/a.npy')];
    const row = ({ samples }: { samples: Float32Array }, k: number): Float32Array =>
      samples.subarray(k * 40, (k + 1) * 40);
    // West, north, east, south against west, south, east, north; rounding of the shares aside.
    for (const [k, other] of [0, 3, 2, 1].entries())
      for (let bin = 0; bin < 40; bin++) {
        const [a, b] = [row(two, k)[bin]!, row(one, other)[bin]!];
        if (!Number.isNaN(a) || !Number.isNaN(b)) expect(Math.abs(a / b - 1)).toBeLessThan(1e-5);
      }
    // They are four different ones.
    expect(row(one, 0)).not.toEqual(row(one, 2));
  });

  it('divides an azimuth range, whose first cake begins at its first end', async () => {
    await cake('a.tif', '--cakes', '3', '--azimuth-range', '135,-135', '--layout', 'npy');
    expect(await sidecar('a.json')).toMatchObject({ start: 150, azimuth: [150, 180, 210], azimuthWidth: 30 });
  });

  it('counts the radius in pixels for MAUD, without being told the unit', async () => {
    await cake('a.tif', '--cakes', '2', '--layout', 'maud');
    const { radial } = (await sidecar('a.json')) as { radial: number[] };
    const x = (await text('a.dat'))
      .split('\n')
      .slice(0, 40)
      .map((line) => Number(line.split(' ')[0]));
    // Pixels of 0.3 mm; the radius is in mm.
    for (const [bin, value] of x.entries()) expect(value).toBeCloseTo(radial[bin]! / 0.3, 9);
  });

  it('makes the same bytes from its recipe, with one thread and with two', async () => {
    await cake(
      'a.tif',
      '--cakes',
      '5',
      '--start=-12.5',
      '--layout',
      'npy',
      '--save-recipe',
      'r.json',
      '--workers',
      '1',
      '--out',
      'one',
    );
    const again = await runAnnulus(['cake', 'a.tif', '--recipe', 'r.json', '--workers', '2', '--out', 'two'], {
      cwd: data.folder,
    });
    expect(again.code).toBe(0);
    expect(await readFile(data.path('two/a.npy'))).toEqual(await readFile(data.path('one/a.npy')));
    expect(await text('two/a.json')).toBe(await text('one/a.json'));
  });

  it.each([
    [['--cakes', '0'], '--cakes is 0: a whole number from 1 to 36000 was expected.'],
    [['--start', 'nord'], '--start is "nord": west, north, east, south or an angle in degrees was expected.'],
    [['--sense', 'left'], '--sense is "left", which is none of clockwise or anticlockwise.'],
    [['--start', 'west', '--azimuth-range', '0,90'], '--start and --azimuth-range both say where the cakes begin'],
    [['--layout', 'maud,npy'], '--layout maud counts the radius in pixels: use --unit r_mm'],
    [['--layout', 'xrdfit,xrdfit-blank'], 'Two of the formats would be written to'],
  ])('refuses %j with one sentence', async (args, sentence) => {
    const { code, stderr } = await cake('a.tif', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect((await readdir(data.folder)).sort()).toEqual(['a.tif', 'b.tif', 'setup.poni', 'stack.npy']);
  });

  it('warns when a range lies outside the image', async () => {
    const { code, stderr } = await cake('a.tif', '--radial-range', '80,85');
    expect(code).toBe(0);
    expect(stderr).toContain('every cell is empty: check --radial-range and --azimuth-range.');
  });

  it('makes of each frame of a stack, whose axis its first frame lays out, what it makes of that frame alone', async () => {
    // More frames than are under way at a time, so that their memory is used again.
    const [frames, rows, columns] = [14, 60, 50];
    const samples = Uint16Array.from({ length: frames * rows * columns }, (_, i) => (i * 7919) % 1013);
    const stack = [formatNpyHeader('uint16', [frames, rows, columns]), new Uint8Array(samples.buffer)];
    await writeFile(data.path('many.npy'), Buffer.concat(stack));
    for (let frame = 0; frame < frames; frame++) {
      const one = samples.subarray(frame * rows * columns, (frame + 1) * rows * columns);
      await writeFile(data.path(`one_${frame}.npy`), writeNpy({ samples: one, shape: [rows, columns] }));
    }
    expect((await cake('many.npy', '--cakes', '6', '--out', 'stack')).code).toBe(0);
    expect((await cake('one_*.npy', '--cakes', '6', '--out', 'single')).code).toBe(0);
    for (let frame = 0; frame < frames; frame++)
      expect(await text(`stack/many_${String(frame).padStart(5, '0')}.dat`)).toBe(
        await text(`single/one_${frame}.dat`),
      );
    expect(await text('single/one_0.dat')).not.toBe(await text('single/one_1.dat'));
  });

  it('keeps existing results unless told otherwise, and goes on with the others', async () => {
    await cake('a.tif');
    expect((await cake('a.tif')).code).toBe(2);
    const { code, stdout } = await cake('a.tif', 'b.tif', '--resume', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ skipped: 1, written: ['b.dat', 'b.json'] });
  });
});
