import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figureToPdf } from '../../src-shared/figure/figure-pdf.ts';
import { imageFigure } from '../../src-shared/figure/image-figure.ts';
import { patternFigure } from '../../src-shared/figure/pattern-figure.ts';

/** Poppler's programs, with which most readers of Linux show PDF. */
const hasPoppler = ['pdfinfo', 'pdftotext', 'pdftoppm'].every(
  (program) => spawnSync(program, ['-v'], { stdio: 'ignore' }).status === 0,
);

describe.skipIf(!hasPoppler)('pages of PDF that Poppler opens', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'annulus-pdf-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** @throws Error  if the program fails or complains: Poppler mends much in silence but for its messages */
  function poppler(program: string, ...args: string[]): string {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8', timeout: 60_000 });
    if (status !== 0 || stderr !== '') throw new Error(`${program}: ${stderr}`);
    return stdout;
  }

  /** @param scale  pixels for each point */
  async function render(name: string, scale: number) {
    poppler('pdftoppm', '-r', String(72 * scale), name, 'page');
    const bytes = await readFile(join(folder, 'page-1.ppm'));
    const [, width = 0, height = 0] = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.toString('latin1', 0, 40))!.map(Number);
    const pixels = bytes.subarray(bytes.length - 3 * width * height);
    return { width, height, at: (x: number, y: number) => [...pixels.subarray(3 * (y * width + x)).subarray(0, 3)] };
  }

  it('have the size, title and text of the pattern, Greek and signs included, and its curve', async () => {
    const x = Float64Array.from({ length: 100 }, (_, i) => i / 5);
    const figure = patternFigure({
      title: 'Ni − 2θ “scan” (é)',
      curves: [
        { id: 'a', label: 'σ of Ni', x, y: x.map((value) => -value), sigma: null, ink: [214, 20, 20], width: 4 },
      ],
      xLabel: 'Scattering angle 2θ (°)',
      yLabel: 'Intensity (Å⁻¹)',
      legend: true,
    });
    await writeFile(join(folder, 'pattern.pdf'), figureToPdf(figure));
    const info = poppler('pdfinfo', 'pattern.pdf');
    expect(info).toMatch(/^Title:\s+Ni − 2θ “scan” \(é\)$/m);
    expect(info).toMatch(/^Pages:\s+1$/m);
    expect(info).toMatch(new RegExp(`^Page size:\\s+${figure.width} x ${figure.height} pts`, 'm'));
    const text = poppler('pdftotext', '-layout', 'pattern.pdf', '-');
    for (const part of ['2θ (°)', 'σ of Ni', '−20', '15']) expect(text).toContain(part);
    const page = await render('pattern.pdf', 1);
    expect([page.width, page.height]).toEqual([figure.width, figure.height]);
    let red = 0;
    for (let y = 0; y < page.height; y++)
      for (let column = 0; column < page.width; column++) if (`${page.at(column, y)}` === '214,20,20') red++;
    // A line 4 points wide across most of a page of 540 points, with a key beside.
    expect(red).toBeGreaterThan(4 * 400);
  });

  it('show an image the right way round: row 0 on top, column 0 on the left', async () => {
    const samples = Float32Array.of(0, 1, 2, 3, 4, 5);
    const figure = imageFigure({
      image: { samples, shape: [2, 3] },
      title: 'six pixels',
      levels: [0, 5],
      scale: 'linear',
      colourMap: 'grey',
      axes: false,
    });
    await writeFile(join(folder, 'image.pdf'), figureToPdf(figure));
    // Poppler smooths what is less than four times enlarged.
    const page = await render('image.pdf', 20);
    expect([page.width, page.height]).toEqual([60, 40]);
    const shown = [0, 1].flatMap((y) => [0, 1, 2].map((x) => page.at(20 * x + 10, 20 * y + 10)[0]!));
    // 51 grey levels from pixel to pixel.
    expect(shown.every((level, p) => Math.abs(level - 51 * p) <= 1)).toBe(true);
  });
});
