import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newSaxsdogCalibration, parseSaxsdogDocument } from '../../src-shared/format/saxsdog-calibration-file.ts';
import { writeFit2dMask } from '../../src-shared/format/fit2d-mask-writer.ts';
import { formatCalibration } from '../../src-shared/format/calibration-format.ts';
import { writeTiff } from '../../src-shared/format/tiff-writer.ts';
import type { SaxsdogCalibration } from '../../src-shared/model/schema-types.generated.ts';
import { convertToSaxsdog } from '../../src-main/cli/convert-saxsdog.ts';
import { runCommandLine } from '../../src-main/cli/command-line.ts';
import { runSaxsdog, type SaxsdogOptions } from '../../src-main/cli/saxsdog-run.ts';
import { loadCalibration } from '../../src-main/service/load-calibration.ts';
import { saxsdogBase } from '../../src-main/service/saxsdog-names.ts';
import { compileKernelIfStale } from '../kernel/fresh-kernel.ts';
import { ensureBuilt, runAnnulus } from './run-annulus.ts';
import { calibration as poni, COLUMNS, ROWS, simulate } from './small-data.ts';

const SHAPE = [ROWS, COLUMNS] as const;
let folder = '';
const at = (...names: string[]): string => join(folder, ...names);
const names = async (...parts: string[]): Promise<string[]> => (await readdir(at(...parts)).catch(() => [])).sort();

async function writeCalibration(change: (calibration: SaxsdogCalibration) => void = () => undefined): Promise<void> {
  const calibration = newSaxsdogCalibration();
  Object.assign(calibration.Geometry, { BeamCenter: [60, 40], Imagesize: [...SHAPE], PixelSizeMicroM: [300, 300] });
  calibration.Masks = [
    { MaskFile: 'm.msk', qStop: 3 },
    { MaskFile: 'm.msk', Oversampling: 1 },
  ];
  calibration.Slices = [{ Direction: 'x', Plane: 'InPlane', CutPosition: 20 }];
  change(calibration);
  await writeFile(at('cal.json'), JSON.stringify(calibration));
}

async function run(options: Partial<SaxsdogOptions> = {}, signal = new AbortController().signal): Promise<number> {
  const defaults = { calibration: at('cal.json'), threads: 1, relpath: '../work', silent: true };
  return runSaxsdog(at('data'), { ...defaults, ...options }, signal);
}

beforeAll(compileKernelIfStale);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annulus-saxsdog-'));
  await mkdir(at('data', 'night'), { recursive: true });
  await writeFile(at('data', 'a.tif'), writeTiff(simulate(1)));
  await writeFile(at('data', 'night', 'b.tif'), writeTiff(simulate(2)));
  await writeFile(at('m.msk'), writeFit2dMask({ samples: new Uint8Array(ROWS * COLUMNS), shape: SHAPE }));
  await writeCalibration();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('annulus saxsdog', () => {
  it('F083: converts a directory tree, the same with four threads; F080: each mask and slice in its own file', async () => {
    let started = 0;
    const count = (): void => void started++;
    process.on('worker', count);
    expect(await run()).toBe(0);
    expect(started).toBe(0); // one thread is the program's own
    const own = ['a.chi', 'a_cR1.chi', 'a_cS0.chi'];
    expect(await names('work')).toEqual(own);
    expect(await names('data', 'work')).toEqual(own.map((name) => name.replace('a', 'b')));
    const first = await readFile(at('work', 'a.chi'), 'latin1');
    await rm(at('work'), { recursive: true });
    expect(await run({ threads: 4 })).toBe(0);
    process.off('worker', count);
    expect(started).toBe(4);
    expect(await readFile(at('work', 'a.chi'), 'latin1')).toBe(first);
    expect(first.split('\n')[0]).toBe(
      (await readFile(at('cal.json'), 'latin1')).replaceAll(/([:,])(?=\S)/g, '$1 '), // Python's blanks
    );
  });

  it('F085: a second run with -r, or OverwriteFiles false, touches nothing; what is missing is computed', async () => {
    await run();
    const before = await stat(at('work', 'a.chi'));
    await rm(at('work', 'a_cR1.chi'));
    expect(await run({ resume: true })).toBe(0);
    expect((await stat(at('work', 'a.chi'))).mtimeMs).toBe(before.mtimeMs);
    expect(await names('work')).toContain('a_cR1.chi');
    await writeCalibration((calibration) => (calibration.OverwriteFiles = false));
    await run();
    expect((await stat(at('work', 'a.chi'))).mtimeMs).toBe(before.mtimeMs);
    // F089: images that were skipped are listed with zeros
    const list = await readFile(at('results', 'filelist_data.log'), 'utf8');
    expect(list).toContain(`${at('data', 'a.tif')}, 0, 0, 0\n`);
  });

  it('F086: places curves by -R, or all in one folder by -o with the path in their names', async () => {
    await run({ relpath: 'curves' });
    expect(await names('data', 'curves')).toContain('a.chi');
    await run({ out: at('all') });
    expect((await names('all')).filter((name) => /night_btif\.chi$/.test(name))).toHaveLength(1);
    const placement = { out: 'out', relative: '../work' };
    expect(saxsdogBase('./data/a.b/x:1.tif', placement)).toBe(join('out', 'data_ab_x1tif'));
    expect(saxsdogBase('data/x.tif', { relative: '../work' })).toBe(join('work', 'x'));
  });

  it('F087: -s and -p write pictures beside the curves, -m draws them; F088: -P writes the profile "prof"', async () => {
    await ensureBuilt();
    const words = ['saxsdog', '-s', '-p', '-m', '-P', '-t', '2', 'data'];
    const { code, stdout } = await runAnnulus(words, { cwd: folder });
    expect(code).toBe(0);
    expect(await names('work')).toEqual(['a.chi', 'a.png', 'a.svg', 'a_cR1.chi', 'a_cS0.chi']);
    expect(await readFile(at('work', 'a.svg'), 'utf8')).toContain('a.tif');
    const png = await readFile(at('work', 'a.png'));
    expect([png.subarray(1, 4).toString(), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(['PNG', COLUMNS, ROWS]);
    expect(stdout).toContain(`${join('data', 'a.tif')} → ${join('work', 'a.chi')}, `);
    expect(stdout).toContain('q (nm⁻¹)'); // below the curve in characters
    const { nodes } = JSON.parse(await readFile(at('prof'), 'utf8')) as {
      nodes: { callFrame: { functionName: string } }[];
    };
    // The work is in it, though two threads were asked for.
    expect(nodes.map(({ callFrame }) => callFrame.functionName)).toContain('processSaxsdogImage');
  });

  it('F088: -S prints nothing; F084: -n without -w finds nothing to do, as in the original, and says so', async () => {
    await ensureBuilt();
    expect(await runAnnulus(['saxsdog', '-S', 'data'], { cwd: folder })).toEqual({ code: 0, stdout: '', stderr: '' });
    await rm(at('work'), { recursive: true });
    const { code, stderr } = await runAnnulus(['saxsdog', '-n', '-c', 'cal.json', 'data'], { cwd: folder });
    expect(code).toBe(0);
    expect(stderr).toContain(
      '--nowalk leaves out the images that are there, and without --watch no others are awaited.',
    );
    expect(await names('work')).toEqual([]);
  });

  it('F084: -D begins with the first image found, and makes the same curves', async () => {
    await run();
    const first = await readFile(at('data', 'work', 'b.chi'));
    await rm(at('data', 'work'), { recursive: true });
    await run({ walkInParallel: true });
    expect(await readFile(at('data', 'work', 'b.chi'))).toEqual(first);
    expect(await names('work')).toEqual(['a.chi', 'a_cR1.chi', 'a_cS0.chi']);
  });

  it('F083 F087 F088: takes the options by their letters, the server mode of the original among them', async () => {
    const words = ['-c', at('cal.json'), '-t', '2', '-m', '-r', '-R', 'curves', '-s', '-p', '-S', '-D', '-V'];
    expect(await runCommandLine(['saxsdog', ...words, at('data')], new AbortController().signal)).toBe(0);
    expect(await names('data', 'curves')).toEqual(['a.chi', 'a.png', 'a.svg', 'a_cR1.chi', 'a_cS0.chi']);
    expect(await names('data', 'night', 'curves')).toContain('b.svg');
  });

  it('F089: keeps a list of the images with their integral parameters', async () => {
    await run();
    const lines = (await readFile(at('results', 'filelist_data.log'), 'utf8')).trimEnd().split('\n');
    const header = JSON.parse((await readFile(at('work', 'a.chi'), 'latin1')).split('\n')[1]!) as { I0: number };
    expect(lines).toHaveLength(2);
    const [path, i0] = lines.find((line) => line.includes('a.tif'))!.split(', ');
    expect([path, Number(i0)]).toEqual([at('data', 'a.tif'), header.I0]);
    expect(header.I0).toBeGreaterThan(0);
    await writeCalibration((calibration) => (calibration['Live-Filelisting'] = false));
    await rm(at('results'), { recursive: true });
    await run();
    expect(await names('results')).toEqual([]);
  });

  it('F079: in GISAXSmode the slice is the first recipe', async () => {
    await writeCalibration((calibration) => (calibration.GISAXSmode = true));
    await run();
    expect(await names('work')).toEqual(['a.chi']);
    await writeCalibration((calibration) => {
      calibration.GISAXSmode = true;
      calibration.Slices = [];
    });
    await expect(run()).rejects.toThrow('GISAXSmode: It is on, but there are no Slices');
  });

  it('F090: an image still being written is tried again; one of another shape is named, the others are done', async () => {
    const whole = writeTiff(simulate(3));
    await writeFile(at('data', 'late.tif'), whole.subarray(0, 4000));
    await writeFile(at('data', 'small.tif'), writeTiff({ samples: new Int32Array(4), shape: [2, 2] }));
    const finished = run();
    setTimeout(() => void writeFile(at('data', 'late.tif'), whole), 300);
    expect(await finished).toBe(1);
    expect(await names('work')).toEqual(expect.arrayContaining(['a.chi', 'late.chi']));
    expect(await names('work')).not.toContain('small.chi');
  });

  it('F084: -w with -n takes only what arrives, also in folders that are new, until it is stopped', async () => {
    const controller = new AbortController();
    const finished = run({ watch: true, nowalk: true }, controller.signal);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await mkdir(at('data', 'later'));
    await writeFile(at('data', 'later', 'c.tif'), writeTiff(simulate(4)));
    await expect.poll(() => names('data', 'work'), { timeout: 15_000 }).toContain('c_cS0.chi');
    controller.abort();
    expect(await finished).toBe(0);
    expect(await names('work')).toEqual([]);
  });

  it('refuses what cannot be used before any work, with the path of the key', async () => {
    await writeCalibration((calibration) => (calibration.Masks[0].MaskFile = 'none.msk'));
    await expect(run()).rejects.toThrow(/Masks\[0\]\.MaskFile: .*none\.msk" is not there/);
    await writeFile(at('other.msk'), writeFit2dMask({ samples: new Uint8Array(4), shape: [2, 2] }));
    await writeCalibration((calibration) => (calibration.Masks[1]!.MaskFile = 'other.msk'));
    await expect(run()).rejects.toThrow(/Masks\[1\]\.MaskFile: "other.msk" has 2 × 2 pixels/);
    await writeFile(at('cal.json'), '{\n "Geometry": {\n}');
    await expect(run()).rejects.toThrow('Line 3, column 2');
    expect(await readFile(at('cal.json'), 'utf8')).toBe('{\n "Geometry": {\n}');
    await writeCalibration((calibration) => Object.assign(calibration, { Extra: 1 }));
    await expect(run()).rejects.toThrow('Extra');
    expect(await names('work')).toEqual([]);
  });
});

describe('annulus convert to a SAXSdog calibration', () => {
  const read = async (name: string): Promise<SaxsdogCalibration> =>
    parseSaxsdogDocument(await readFile(at(name), 'utf8')).value as SaxsdogCalibration;

  it('F091: makes a new one from Fit2D’s report, from a template, and updates one in place', async () => {
    await writeFile(at('fit2d.txt'), 'INFO: Refined Beam centre = 41.5 62.25 (pixels)\n');
    await convertToSaxsdog(at('fit2d.txt'), at('new.json'), {});
    expect(await read('new.json')).toMatchObject({ Geometry: { BeamCenter: [62.25, 41.5], Imagesize: [1043, 981] } });
    await convertToSaxsdog(at('fit2d.txt'), at('made.json'), { template: at('cal.json') });
    expect(await read('made.json')).toMatchObject({ Geometry: { BeamCenter: [62.25, 41.5], Imagesize: [...SHAPE] } });
    const before = await readFile(at('cal.json'), 'utf8');
    await convertToSaxsdog(at('fit2d.txt'), at('cal.json'), {});
    expect(await readFile(at('cal.json'), 'utf8')).toBe(
      before.replace('"BeamCenter":[60,40]', '"BeamCenter":[62.25,41.5]'),
    );
    await writeFile(at('other.json'), '{"mine": 1}');
    await expect(convertToSaxsdog(at('fit2d.txt'), at('other.json'), {})).rejects.toThrow('give --overwrite');
  });

  it('F092: takes .poni files, and what it writes opens wherever a .poni does', async () => {
    await writeFile(at('setup.poni'), formatCalibration(poni, 'poni'));
    await expect(convertToSaxsdog(at('setup.poni'), at('cal.json'), {})).rejects.toThrow('give --shape');
    await convertToSaxsdog(at('setup.poni'), at('cal.json'), { shape: [...SHAPE] });
    expect((await read('cal.json')).Masks).toHaveLength(2);
    const { calibration, formatId } = await loadCalibration(at('cal.json'));
    expect(formatId).toBe('saxsdog');
    for (const key of ['dist', 'poni1', 'poni2', 'rot1', 'rot2', 'wavelength'] as const)
      expect(calibration.geometry[key]).toBeCloseTo(poni.geometry[key]!, 11);
  });
});
