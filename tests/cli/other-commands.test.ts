import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { Dataset } from 'h5wasm/node';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadHdf5 } from '../../src-main/file/hdf5-library.ts';
import { readImage } from '../../src-main/file/open-image.ts';
import { ensureBuilt, runAnnulus, type Finished } from './run-annulus.ts';
import { COLUMNS, createSmallData, ROWS, rowMask, type SmallData } from './small-data.ts';

describe('commands', () => {
  beforeAll(ensureBuilt, 120_000);
  let data: SmallData;
  beforeEach(async () => {
    data = await createSmallData();
  });
  afterEach(() => data.remove());
  const run = (...args: string[]): Promise<Finished> => runAnnulus(args, { cwd: data.folder });

  describe('help', () => {
    it('lists the commands, and each of them has an example', async () => {
      const { code, stdout } = await run('--help');
      expect(code).toBe(0);
      const commands = [...stdout.matchAll(/^ {2}([a-z]+) .*\S$/gm)]
        .map((match) => match[1]!)
        .filter((name) => name !== 'help');
      expect(commands).toEqual([
        ...[
          'integrate',
          'cake',
          'watch',
          'slurm',
          'calibrate',
          'mask',
          'info',
          'convert',
          'plot',
          'picture',
          'average',
          'separate',
        ],
        ...['simulate', 'detectors', 'calibrants', 'saxsdog', 'serve', 'demo'],
      ]);
      for (const command of commands) {
        const help = await run(command, '--help');
        expect([command, help.code, help.stderr]).toEqual([command, 0, '']);
        expect(help.stdout).toMatch(new RegExp(`Examples?:\\n  annulus ${command}`));
      }
    });

    it('can be asked for as a command', async () => {
      const asked = await run('help', 'simulate');
      expect(asked.code).toBe(0);
      expect(asked.stdout).toBe((await run('simulate', '--help')).stdout);
    });

    it('is an error where no command is given', async () => {
      expect((await run()).code).toBe(2);
    });
  });

  describe('info', () => {
    it('gives a calibration in SI', async () => {
      const { stdout } = await run('info', 'setup.poni', '--json');
      expect(JSON.parse(stdout)).toMatchObject({
        kind: 'calibration',
        dist: 0.1,
        poni1: 0.0092,
        poni2: 0.0117,
        rot1: 0.02,
        rot2: -0.03,
        rot3: 0,
        wavelength: 0.4e-10,
        pixel1: 3e-4,
        pixel2: 3e-4,
        orientation: 3,
      });
    });

    it('gives shape and type of an image', async () => {
      const { stdout } = await run('info', 'stack.npy', '--json');
      expect(JSON.parse(stdout)).toMatchObject({
        kind: 'image',
        format: 'npy',
        shape: [ROWS, COLUMNS],
        sampleType: 'int32',
        frameCount: 3,
      });
      expect((await run('info', 'a.tif')).stdout).toContain('96 × 80, int32');
    });

    it('names a detector only where the catalogue has it', async () => {
      await run('convert', 'a.tif', 'a.edf');
      const edf = await readFile(data.path('a.edf'), 'latin1');
      const head = edf.replace(/^\{\n/, '{\nPSize_1 = 296e-6 ;\nPSize_2 = 296e-6 ;\n');
      const padding = head.length - edf.length;
      await writeFile(data.path('sized.edf'), head.replace(new RegExp(` {${padding}}\n?\\}\n`), '}\n'), 'latin1');
      expect((await run('info', 'sized.edf')).stdout).toMatch(/^sized\.edf: image, 96 × 80/);
    });

    it('knows patterns, calibrants, recipes by their content', async () => {
      await run('integrate', 'a.tif', '--poni', 'setup.poni', '--save-recipe', 'r.json', '--format', 'xy,chi');
      await writeFile(data.path('own.D'), '# my powder\n3.1243\n2.7058\n');
      const kinds = async (name: string): Promise<unknown> =>
        (JSON.parse((await run('info', name, '--json')).stdout) as { kind: unknown }).kind;
      expect(await kinds('a.xy')).toBe('pattern');
      expect(await kinds('a.chi')).toBe('pattern');
      expect(await kinds('r.json')).toBe('recipe');
      expect(await kinds('own.D')).toBe('calibrant');
    });
  });

  describe('convert', () => {
    it.each(['tif', 'edf', 'cbf', 'npy', 'h5'])('keeps every pixel in .%s', async (suffix) => {
      expect(await run('convert', 'a.tif', `x.${suffix}`)).toMatchObject({ code: 0, stderr: '' });
      const [before, after] = [await readImage(data.path('a.tif')), await readImage(data.path(`x.${suffix}`))];
      expect(after.shape).toEqual(before.shape);
      expect(Buffer.from(after.samples.buffer, after.samples.byteOffset, after.samples.byteLength)).toEqual(
        Buffer.from(before.samples.buffer, before.samples.byteOffset, before.samples.byteLength),
      );
    });

    it('makes one stack in npy and HDF5, and numbered files otherwise', async () => {
      await run('convert', 'stack.npy', 's.h5');
      const { File } = await loadHdf5();
      const file = new File(data.path('s.h5'), 'r');
      expect((file.get('entry/data/data') as Dataset).shape).toEqual([3, ROWS, COLUMNS]);
      file.close();
      await run('convert', 's.h5', 'back.npy');
      expect(await readFile(data.path('back.npy'))).toEqual(await readFile(data.path('stack.npy')));
      const { stdout } = await run('convert', 's.h5', 'n.edf', '--frames', '1:3', '--json');
      expect(JSON.parse(stdout)).toMatchObject({ written: ['n_00001.edf', 'n_00002.edf'] });
    });

    it('takes a mask through .msk and back', async () => {
      await writeFile(data.path('m.npy'), rowMask(7));
      await run('convert', 'm.npy', 'm.msk');
      const { samples } = await readImage(data.path('m.msk'));
      expect(Array.from(samples).filter((value) => value !== 0)).toHaveLength(7 * COLUMNS);
      expect(samples[0]).not.toBe(0); // the first rows, not the last
    });

    it('takes a calibration through SAXSdog and back, rot3 aside', async () => {
      await run('convert', 'setup.poni', 's.json', '--shape', `${ROWS},${COLUMNS}`);
      await run('convert', 's.json', 'back.poni');
      const geometry = JSON.parse((await run('info', 'back.poni', '--json')).stdout) as Record<string, number>;
      // SAXSdog's numbers are written with 15 digits.
      for (const [key, value] of Object.entries({ dist: 0.1, poni1: 0.0092, poni2: 0.0117, rot1: 0.02, rot2: -0.03 }))
        expect(Math.abs(geometry[key]! - value)).toBeLessThan(1e-13);
    });
  });

  describe('simulate', () => {
    const simulate = (...args: string[]): Promise<Finished> =>
      run('simulate', '--calibrant', 'LaB6', '--poni', 'setup.poni', '--shape', '60,50', ...args);

    it('gives the same bytes for the same seed and others for another', async () => {
      await simulate('--out', 'x.tif', '--seed', '5');
      await simulate('--out', 'y.tif', '--seed', '5');
      await simulate('--out', 'z.tif', '--seed', '6');
      const [x, y, z] = await Promise.all(['x', 'y', 'z'].map((name) => readFile(data.path(`${name}.tif`))));
      expect(x!.equals(y!)).toBe(true);
      expect(x!.equals(z!)).toBe(false);
    });

    it('knows detectors by name and writes their shape', async () => {
      const args = ['--detector', 'Pilatus100k', '--distance', '150', '--energy', '20', '--out', 'p.edf'];
      expect((await run('simulate', '--calibrant', 'LaB6', ...args)).code).toBe(0);
      expect((await readImage(data.path('p.edf'))).shape).toEqual([195, 487]);
    });

    it('writes images only, with a background that can be', async () => {
      expect(await simulate('--out', 'x.msk')).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/not written to x\.msk/) as string,
      });
      expect(await simulate('--out', 'x.tif', '--background=-5')).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/cannot be negative/) as string,
      });
    });

    it('does not replace an image unless told to', async () => {
      expect((await simulate('--out', 'a.tif')).code).toBe(2);
      expect((await simulate('--out', 'a.tif', '--overwrite')).code).toBe(0);
    });
  });

  it('detectors and calibrants list their catalogues', async () => {
    const { detectors } = JSON.parse((await run('detectors', '--json')).stdout) as { detectors: object[] };
    expect(detectors).toContainEqual(
      expect.objectContaining({ name: 'Pilatus1M', shape: [1043, 981], pixel1: 172e-6, hasGaps: true }),
    );
    const { calibrants } = JSON.parse((await run('calibrants', '--json')).stdout) as { calibrants: object[] };
    expect(calibrants).toContainEqual(expect.objectContaining({ id: 'CeO2' }));
    const { lines } = JSON.parse((await run('calibrants', 'CeO2', '--wavelength', '0.4066', '--json')).stdout) as {
      lines: { dSpacing: number; twoThetaDeg: number; hkl: string }[];
    };
    // a = 5.411651 Å: d111 = a/√3; 2θ = 2 asin(0.4066 / 2d).
    expect(lines[0]!.hkl).toBe('1 1 1');
    expect(lines[0]!.dSpacing).toBeCloseTo(5.411651 / Math.sqrt(3), 10);
    expect(lines[0]!.twoThetaDeg).toBeCloseTo(
      (2 * Math.asin((0.4066 * Math.sqrt(3)) / (2 * 5.411651)) * 180) / Math.PI,
      9,
    );
  });

  it('demo finds the geometry and the rings that it simulated', async () => {
    const { code, stdout, stderr } = await run('demo', '--out', 'demo', '--json');
    expect([code, stderr]).toEqual([0, '']);
    const { rings, calibration } = JSON.parse(stdout) as {
      rings: { expectedDeg: number; foundDeg: number }[];
      calibration: { verdict: string; found: Record<string, number>; truth: Record<string, number> };
    };
    expect(calibration.verdict).toBe('good');
    // Rings of thousands of counts are placed to a hundredth of a pixel; these are twenty times what was seen.
    const { found, truth } = calibration;
    expect(found['directDistanceMm']! / truth['directDistanceMm']!).toBeCloseTo(1, 4);
    expect(found['centreX']).toBeCloseTo(truth['centreX']!, 1);
    expect(found['centreY']).toBeCloseTo(truth['centreY']!, 1);
    expect(found['tiltDeg']).toBeCloseTo(truth['tiltDeg']!, 1);
    expect(rings).toHaveLength(10);
    // A pixel is 0.05°; centroids of rings with thousands of counts are good to a hundredth of that, weak ones to a tenth.
    for (const { expectedDeg, foundDeg } of rings) expect(Math.abs(foundDeg - expectedDeg)).toBeLessThan(5e-3);
    expect((await readdir(data.path('demo'))).sort()).toEqual([
      'demo_CeO2_Pilatus1M.html',
      'demo_CeO2_Pilatus1M.poni',
      'demo_CeO2_Pilatus1M.tif',
      'demo_CeO2_Pilatus1M.xy',
    ]);
    const again = await run('demo', '--out', 'demo');
    expect(again).toMatchObject({ code: 2, stdout: '' });
    expect(again.stderr).toMatch(/demo_CeO2_Pilatus1M\.tif exists already: give --overwrite/);
    expect((await run('demo', '--out', 'demo', '--overwrite')).code).toBe(0);
  });
});
