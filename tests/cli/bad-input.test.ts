import { chmod, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeTiff } from '../../src-shared/format/tiff-writer.ts';
import { ensureBuilt, runAnnulus } from './run-annulus.ts';
import { createSmallData, rowMask, simulate, type SmallData } from './small-data.ts';

/** A little-endian TIFF header that claims an image of width × height with one strip of that size. */
function absurdTiff(width: number, height: number): Buffer {
  const entries: readonly (readonly [tag: number, value: number])[] = [
    [256, width],
    [257, height],
    [258, 32],
    [259, 1],
    [262, 1],
    [273, 200],
    [277, 1],
    [278, height],
    [279, 0xffffffff],
  ];
  const file = Buffer.alloc(400);
  file.write('II*\0', 0, 'latin1');
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(entries.length, 8);
  entries.forEach(([tag, value], k) => {
    file.writeUInt16LE(tag, 10 + 12 * k);
    file.writeUInt16LE(4, 12 + 12 * k);
    file.writeUInt32LE(1, 14 + 12 * k);
    file.writeUInt32LE(value, 18 + 12 * k);
  });
  return file;
}

describe('bad input', () => {
  beforeAll(ensureBuilt, 120_000);
  let data: SmallData;
  beforeEach(async () => {
    data = await createSmallData();
  });
  afterEach(() => data.remove());

  /** Runs and checks what holds for every refusal: one sentence per problem, no stack, nothing on stdout, no result. */
  async function refuse(code: number, about: RegExp, ...args: string[]): Promise<void> {
    const before = await readdir(data.folder, { recursive: true });
    const result = await runAnnulus(args, { cwd: data.folder });
    expect(result.stderr).toMatch(about);
    expect(result.code).toBe(code);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
    expect(result.stderr).toMatch(/^annulus: .*[.?]\n$/);
    expect(result.stderr).not.toMatch(/\bat .*\.m?[jt]s|Error:|bug in annulus/);
    expect(result.stdout).toBe('');
    expect(await readdir(data.folder, { recursive: true })).toEqual(before);
  }
  const integrate = (...args: string[]): string[] => ['integrate', ...args, '--poni', 'setup.poni'];

  describe('images', () => {
    it('that do not exist', () => refuse(1, /none\.tif/, ...integrate('none.tif')));
    it('that match no glob', () => refuse(1, /No file matches/, ...integrate('none*.tif')));
    it('in a folder without images', async () => {
      await mkdir(data.path('empty'));
      await refuse(1, /no images in the folder/, ...integrate('empty'));
    });
    it('that are empty', async () => {
      await writeFile(data.path('bad.tif'), '');
      await refuse(1, /bad\.tif.*empty/, ...integrate('bad.tif'));
    });
    it('that are truncated', async () => {
      await truncate(data.path('a.tif'), 9000);
      await refuse(1, /a\.tif/, ...integrate('a.tif'));
    });
    it('that are text under the name of an image', async () => {
      await writeFile(data.path('bad.tif'), 'this is no image\n');
      await refuse(1, /bad\.tif/, ...integrate('bad.tif'));
    });
    it('that claim 10⁶ × 10⁶ pixels', async () => {
      await writeFile(data.path('bad.tif'), absurdTiff(1_000_000, 1_000_000));
      await refuse(1, /bad\.tif/, ...integrate('bad.tif'));
    });
    it('of another shape than the first', async () => {
      await writeFile(data.path('c.tif'), writeTiff({ samples: new Int32Array(20), shape: [4, 5] }));
      const { code, stderr } = await runAnnulus(integrate('a.tif', 'c.tif', 'b.tif'), { cwd: data.folder });
      expect([code, stderr]).toEqual([1, 'annulus: c.tif has 4 × 5 pixels, and the first image has 96 × 80.\n']);
      expect(await readdir(data.folder)).toEqual(expect.arrayContaining(['a.xy', 'b.xy']));
    });
    it('of which --frames selects none', () => refuse(1, /selects none/, ...integrate('stack.npy', '--frames', '5:')));
    it('with a dataset that is not there', () => refuse(1, /stack\.npy/, ...integrate('stack.npy::/entry/none')));
  });

  describe('calibrations', () => {
    const withPoni = async (change: (text: string) => string): Promise<string[]> => {
      await writeFile(data.path('bad.poni'), change(await readFile(data.path('setup.poni'), 'utf8')));
      return ['integrate', 'a.tif', '--poni', 'bad.poni'];
    };
    it('that are missing', () => refuse(2, /No calibration/, 'integrate', 'a.tif'));
    it('that do not exist', () => refuse(2, /none\.poni/, 'integrate', 'a.tif', '--poni', 'none.poni'));
    it('that are images', () => refuse(2, /a\.tif.*(binary|text)/, 'integrate', 'b.tif', '--poni', 'a.tif'));
    it('that are empty', async () => refuse(2, /bad\.poni/, ...(await withPoni(() => ''))));
    it('with NaN', async () =>
      refuse(2, /bad\.poni.*poni1/i, ...(await withPoni((text) => text.replace(/Poni1: .*/, 'Poni1: nan')))));
    it('without a key', async () =>
      refuse(2, /bad\.poni.*rot2/i, ...(await withPoni((text) => text.replace(/Rot2: .*\n/, '')))));
    it('at distance 0', async () =>
      refuse(2, /bad\.poni.*distance/i, ...(await withPoni((text) => text.replace(/Distance: .*/, 'Distance: 0')))));
    it('without the wavelength that q needs', async () =>
      refuse(
        2,
        /bad\.poni.*wavelength/i,
        ...(await withPoni((text) => text.replace(/Wavelength: .*\n/, ''))),
        '--unit',
        'q_A^-1',
      ));
  });

  describe('companions', () => {
    it('a mask of another shape', async () => {
      await writeFile(data.path('mask.npy'), rowMask(2, [10, 12]));
      await refuse(2, /mask\.npy.*10 × 12.*96 × 80/, ...integrate('a.tif', '--mask', 'mask.npy'));
    });
    it('a mask that does not exist', () => refuse(2, /mask\.npy/, ...integrate('a.tif', '--mask', 'mask.npy')));
    it('a dark of another shape', async () => {
      await writeFile(data.path('dark.npy'), rowMask(2, [10, 12]));
      await refuse(2, /dark\.npy.*10 × 12/, ...integrate('a.tif', '--dark', 'dark.npy'));
    });
    it('masks that leave no pixel', async () => {
      await writeFile(data.path('mask.npy'), rowMask(96));
      await refuse(1, /[Nn]o pixel/, ...integrate('a.tif', '--mask', 'mask.npy'));
      await refuse(1, /[Nn]o pixel/, 'cake', 'a.tif', '--poni', 'setup.poni', '--mask', 'mask.npy');
    });
    it.each(['mask', 'dark', 'flat', 'background'])('a %s of another shape, for cakes and separation', async (what) => {
      await writeFile(data.path('other.npy'), rowMask(2, [10, 12]));
      for (const command of ['cake', 'separate'])
        await refuse(
          2,
          /other\.npy.*10 × 12.*96 × 80/,
          command,
          'a.tif',
          '--poni',
          'setup.poni',
          `--${what}`,
          'other.npy',
        );
    });
    it('a background larger than the signal, which leaves negative values as they are', async () => {
      const common = [
        'a.tif',
        '--poni',
        'setup.poni',
        '--background',
        'a.tif',
        '--background-scale',
        '3',
        '--npt',
        '20',
      ];
      const limits = ['--no-solid-angle', '--radial-range', '1,10', '--out', 'out'];
      const values = async (name: string): Promise<number[]> =>
        (await readFile(data.path(name), 'utf8')).trim().split(/\s+/).map(Number);
      for (const scaled of ['1', '3']) {
        const words = common.map((word) => (word === '3' ? scaled : word));
        const run = await runAnnulus(['integrate', ...words, ...limits, '--overwrite'], { cwd: data.folder });
        expect([run.code, run.stderr]).toEqual([0, '']);
        const intensities = (await values('out/a.xy')).filter((_, k) => k % 2 === 1);
        // image − scale · image: 0, and −2 times an image of some counts in every pixel
        if (scaled === '1') expect(Math.max(...intensities.map(Math.abs))).toBeLessThan(1e-6);
        else expect(Math.max(...intensities)).toBeLessThan(-5);
      }
      const cakes = await runAnnulus(['cake', ...common, '--cakes', '4', ...limits], { cwd: data.folder });
      expect(cakes.code).toBe(0); // it says that cells beside the image are empty
      const cells = (await values('out/a.dat')).filter((cell, k) => k % 5 !== 0 && cell !== 0); // 0: empty
      expect(cells.length).toBeGreaterThan(60);
      expect(Math.max(...cells)).toBeLessThan(-5);
    });
  });

  describe('options', () => {
    it.each<[RegExp, ...string[]]>([
      [/--npt is 0/, '--npt', '0'],
      [/--npt is 1\.5/, '--npt', '1.5'],
      [/--npt is "ten"/, '--npt', 'ten'],
      [/none of 2th_deg.*perhaps 2th_deg/, '--unit', '2th-deg'],
      [/--split is "boxes"/, '--split', 'boxes'],
      [/--orientation is 5/, '--orientation', '5'],
      [/two numbers A,B/, '--radial-range', '5'],
      [/first end must be the smaller/, '--radial-range', '9,5'],
      [/must differ/, '--azimuth-range', '45,45'],
      [/with a dot/, '--mask-below', '1,5'],
      [/factor from -1 to 1/, '--polarization', '2'],
      [/--polarization F/, '--polarization-offset', '10'],
      [/--dummy V/, '--delta-dummy', '1'],
      [/above 0/, '--normalization', '0'],
      [/none of xy.*perhaps chi/, '--format', 'chii'],
      [/--format xye.*--error-model/, '--format', 'xye'],
      [/A:B:STEP/, '--frames', 'all'],
      [/did you mean --npt/, '--ntp', '100'],
      [/both say how the rows lie/, '--flip-rows', '--orientation=2'],
      [/give one of them/, '--resume', '--overwrite'],
      [/fxye holds 2θ/, '--format=fxye', '--error-model=poisson', '--unit=q_A^-1'],
      [/a\.chi.*choose one/, '--format=chi,fit2d'],
    ])('%s', async (about, ...args) => {
      await refuse(2, about, ...integrate('a.tif', ...args));
    });
    it('a command that does not exist', () => refuse(2, /did you mean integrate/, 'intergate', 'a.tif'));
    it('no image', () => refuse(2, /No image was given/, ...integrate()));
    it('a recipe that is none', async () => {
      await writeFile(data.path('r.json'), '{"command": "integrate"}');
      await refuse(2, /r\.json is no recipe/, 'integrate', 'a.tif', '--recipe', 'r.json');
    });
  });

  describe('outputs', () => {
    it('that exist', async () => {
      await writeFile(data.path('a.xy'), 'mine');
      await refuse(2, /a\.xy exists already/, ...integrate('b.tif', 'a.tif'));
      expect(await readFile(data.path('a.xy'), 'utf8')).toBe('mine');
    });
    it('that two inputs share', async () => {
      await writeFile(data.path('a.npy'), rowMask(0));
      await refuse(2, /both be written to a\.xy/, ...integrate('a.tif', 'a.npy'));
    });
    it('that would replace an input', async () => {
      await runAnnulus(['convert', 'stack.npy', 'run.h5'], { cwd: data.folder });
      await refuse(2, /would replace an input/, ...integrate('run.h5', '--format', 'h5', '--overwrite'));
    });
    it('in a place that is a file', () => refuse(2, /is a file/, ...integrate('a.tif', '--out', 'b.tif')));
    it.skipIf(process.getuid?.() === 0)('in a folder that may not be written', async () => {
      await mkdir(data.path('locked'));
      await chmod(data.path('locked'), 0o500);
      await refuse(2, /locked/, ...integrate('a.tif', '--out', 'locked'));
    });
  });

  describe('other commands', () => {
    it('info of nothing', () => refuse(1, /none\.tif/, 'info', 'none.tif'));
    it('info of rubbish', async () => {
      await writeFile(data.path('x.bin'), Buffer.from([1, 2, 3, 0, 255, 254]));
      await refuse(1, /x\.bin/, 'info', 'x.bin');
    });
    it('convert to a format that is not written', () =>
      refuse(2, /Nothing is written to "\.png"/, 'convert', 'a.tif', 'a.png'));
    it('convert an image to a calibration', () => refuse(2, /no calibration/, 'convert', 'a.tif', 'a.poni'));
    it('convert onto a file', () => refuse(2, /b\.tif.*exists already/, 'convert', 'a.tif', 'b.tif'));
    it('convert what is damaged', async () => {
      await truncate(data.path('a.tif'), 9000);
      await refuse(1, /a\.tif/, 'convert', 'a.tif', 'a.npy');
    });
    it('simulate an unknown detector', () =>
      refuse(
        2,
        /no detector "Pilatus1N": perhaps Pilatus1M/,
        'simulate',
        '--calibrant',
        'CeO2',
        '--detector',
        'Pilatus1N',
        '--out',
        'x.tif',
      ));
    it('simulate an unknown calibrant', () =>
      refuse(
        2,
        /no calibrant "CeO3": perhaps CeO2/,
        'simulate',
        '--calibrant',
        'CeO3',
        '--detector',
        'Pilatus1M',
        '--out',
        'x.tif',
      ));
    it('simulate without a wavelength', () =>
      refuse(
        2,
        /wavelength/,
        'simulate',
        '--calibrant',
        'CeO2',
        '--detector',
        'Pilatus1M',
        '--distance',
        '100',
        '--out',
        'x.tif',
      ));
  });

  it('names every damaged file of a series and integrates the rest', async () => {
    await writeFile(data.path('c.tif'), '');
    await writeFile(data.path('d.tif'), 'rubbish');
    await writeFile(data.path('e.tif'), writeTiff(simulate(4)));
    const { code, stderr, stdout } = await runAnnulus(integrate('*.tif', '--json'), { cwd: data.folder });
    expect(code).toBe(1);
    const result = JSON.parse(stdout) as { written: string[]; failed: { image: string; reason: string }[] };
    expect(result.written.sort()).toEqual(['a.xy', 'b.xy', 'e.xy']);
    expect(result.failed.map(({ image }) => image)).toEqual(['c.tif', 'd.tif']);
    expect(stderr.trim().split('\n')).toHaveLength(2);
  });
});
