import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNpy } from '../../src-shared/format/npy-writer.ts';
import { sharedFolder } from '../shared-folder.ts';
import { ensureBuilt, type Finished, runAnnulus } from './run-annulus.ts';

const SHAPE = [1043, 981] as const;

/** Curves that PDFstream's own program makes with pyFAI 0.21.3 of a real image of CeO2. */
describe.skipIf(!sharedFolder)('annulus integrate in the place of pdfstream integrate', () => {
  const at = (name: string): string => join(sharedFolder ?? '', name);
  const image = at('data/dioptas/CeO2_Pilatus1M.tif');
  const poni = at('data/dioptas/CeO2_Pilatus1M.poni');
  let folder: string;
  beforeAll(async () => {
    await ensureBuilt();
    folder = await mkdtemp(join(tmpdir(), 'annulus-pdfstream-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** PDFstream's defaults: 1480 bins in q, solid angle off, pixels split exactly, .chi. */
  const integrate = (...args: string[]): Promise<Finished> =>
    runAnnulus(
      [
        'integrate',
        '--poni',
        poni,
        '--unit',
        'q_A^-1',
        '--npt',
        '1480',
        '--no-solid-angle',
        '--no-detector-mask',
      ].concat(['--format', 'chi', '--quiet'], args),
      { cwd: folder },
    );
  async function curve(path: string): Promise<{ head: string[]; x: number[]; intensity: number[] }> {
    const lines = (await readFile(join(folder, path), 'utf8')).trimEnd().split('\n');
    const rows = lines.filter((line) => !line.startsWith('#')).map((line) => line.trim().split(/\s+/).map(Number));
    return {
      head: lines.filter((line) => line.startsWith('#')),
      x: rows.map(([x]) => x!),
      intensity: rows.map(([, i]) => i!),
    };
  }
  /** Rows x and I. */
  function reference(name: string, npt: number): { x: Float64Array; intensity: Float64Array } {
    const bytes = readFileSync(at(`reference-systems/pdf_${name}_chi.npy`)).subarray(-16 * npt);
    const values = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    return { x: values.subarray(0, npt), intensity: values.subarray(npt) };
  }
  /** The mask that PDFstream made, as a file; numpy's packbits: the first pixel is the highest bit. */
  async function maskOf(name: string): Promise<string> {
    const pixels = SHAPE[0] * SHAPE[1];
    const bytes = readFileSync(at(`reference-systems/pdf_${name}_mask.npy`)).subarray(-Math.ceil(pixels / 8));
    const samples = Uint8Array.from({ length: pixels }, (_, p) => (bytes[p >> 3]! >> (7 - (p & 7))) & 1);
    await writeFile(join(folder, `${name}.npy`), writeNpy({ samples, shape: SHAPE }));
    return `${name}.npy`;
  }
  /** Shares of the bins that are off by more than 2e-4, the float32 noise of pyFAI, and by more than 1 %. */
  function off(found: Awaited<ReturnType<typeof curve>>, expected: ReturnType<typeof reference>): [number, number] {
    expect(found.x).toHaveLength(expected.x.length);
    found.x.forEach((x, k) => expect(Math.abs(x - expected.x[k]!)).toBeLessThan(2e-5));
    const differences = found.intensity.map((value, k) => {
      const other = expected.intensity[k]!;
      return value === other || Number.isNaN(other) ? 0 : Math.abs(value - other) / Math.max(1, Math.abs(other));
    });
    const share = (limit: number): number => differences.filter((one) => one > limit).length / differences.length;
    return [share(2e-4), share(1e-2)];
  }

  it('F025, F026, F034: one .chi for each image in a folder that it makes, with the header and the curve of the defaults', async () => {
    const result = await integrate(image, '--mask', await maskOf('ceo2_default'), '--out', 'data');
    expect([result.code, result.stderr]).toEqual([0, '']);
    const found = await curve('data/CeO2_Pilatus1M.chi');
    const [small, large] = off(found, reference('ceo2_default', 1480));
    expect([small, large]).toEqual([0, 0]);
    const head = readFileSync(at('reference-systems/pdf_ceo2_default_head.chi'), 'utf8').split('\n');
    expect(found.head.map((line) => line.trimEnd())).toHaveLength(23);
    for (const [k, line] of found.head.entries())
      if (!/^# -->|Detector Detector|Mask applied/.test(head[k]!)) expect(line.trimEnd()).toBe(head[k]!.trimEnd());
  });

  it('F027: subtracts a scaled background, and refuses one of another shape in a sentence', async () => {
    const minus = ['--background', at('data/saxsdog/doc/data/agbeh2_1M.tif'), '--background-scale', '0.01'];
    const result = await integrate(image, ...minus, '--mask', await maskOf('ceo2_bg'), '--out', 'bg');
    expect([result.code, result.stderr]).toEqual([0, '']);
    const [small, large] = off(await curve('bg/CeO2_Pilatus1M.chi'), reference('ceo2_bg', 1480));
    expect([small, large]).toEqual([0, 0]);
    await writeFile(join(folder, 'black.npy'), writeNpy({ samples: new Uint8Array(16), shape: [4, 4] }));
    const refused = await integrate(image, '--background', 'black.npy', '--out', 'no');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/background black\.npy .*4 × 4.*1043 × 981/);
  });

  it('F033: takes another number of bins, unit and mask', async () => {
    const expected = reference('ceo2_tuned', 2048);
    // numpy's histogram takes its ends from other pixels: they are given.
    const half = (expected.x[1]! - expected.x[0]!) / 2;
    const range = `${expected.x[0]! - half},${expected.x[2047]! + half}`;
    const args = ['--mask', await maskOf('ceo2_tuned'), '--npt', '2048', '--unit', '2th_deg', '--split', 'no'];
    const result = await integrate(image, ...args, '--radial-range', range, '--out', 'tuned');
    expect([result.code, result.stderr]).toEqual([0, '']);
    const [small, large] = off(await curve('tuned/CeO2_Pilatus1M.chi'), expected);
    // Without splitting, single pixels at the edge of a bin move: numerics of the reference.
    expect(small).toBeLessThan(0.1);
    expect(large).toBe(0);
  });
});
