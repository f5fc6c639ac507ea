import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt, runAnnulus } from './run-annulus.ts';

let folder = '';
const path = (name: string): string => join(folder, name);

/** As an older SAXSdog writes it: path, title of the axis, word, count, three columns. */
function chi(rows: number, value: (i: number) => number): string {
  const lines = Array.from({ length: rows }, (_, i) => ` ${0.01 * (i + 1)} ${value(i)} ${0.1 * value(i)}`);
  return `out/a_00001.chi\nq [nm^-1]\nIntensity\n   ${rows}\n${lines.join('\n')}\n`;
}

/** What is written in a picture. */
const textsOf = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);

beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), 'annulus-plot-'));
  await writeFile(
    path('a.chi'),
    chi(1000, (i) => 1000 / (i + 1)),
  );
  await writeFile(
    path('b.chi'),
    chi(500, (i) => 900 / (i + 1)),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('annulus plot', () => {
  it('F093: draws curves with bands, title and legend, without the rows at both ends, as PDF, SVG and PNG', async () => {
    for (const name of ['a.pdf', 'a.svg', 'a.png']) {
      const { code, stdout } = await runAnnulus(
        ['plot', 'a.chi', 'b.chi', '-o', name, '-s', '350', '-k', '100', '-l', '-t', 'Two curves'],
        { cwd: folder },
      );
      expect([code, stdout]).toEqual([0, `${name}\n`]);
    }
    expect((await readFile(path('a.pdf'))).subarray(0, 8).toString('latin1')).toBe('%PDF-1.4');
    expect([...(await readFile(path('a.png'))).subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
    const svg = await readFile(path('a.svg'), 'utf8');
    expect(textsOf(svg)).toContain('Two curves');
    expect(textsOf(svg)).toContain('Scattering vector q (nm⁻¹)');
    expect(textsOf(svg)).toContain('a.chi');
    expect(svg.match(/fill-opacity="0.25"/g)).toHaveLength(2); // a band for each curve
    // q from 3.51 to 9.00 of the 1000 rows, so that the first tick is 4 and the last but one 8.
    expect(textsOf(svg)).toContain('4');
    expect(textsOf(svg)).not.toContain('3');
    expect(textsOf(svg)).not.toContain('9.5');
  });

  it('F093: knows every spelling of the axis types, leaves the legend out, and refuses what is no picture', async () => {
    const run = (...args: string[]) => runAnnulus(['plot', 'a.chi', 'b.chi', ...args], { cwd: folder });
    expect((await run('-o', 'n.svg', '-n', '--xaxsistype', 'log', '-y', 'symlog')).code).toBe(0);
    const svg = await readFile(path('n.svg'), 'utf8');
    expect(textsOf(svg)).not.toContain('b.chi');
    expect(textsOf(svg)).toContain('0.1'); // a decade of the logarithmic axis
    const again = await run('-o', 'n.svg');
    expect([again.code, again.stderr]).toEqual([
      2,
      'annulus: The picture n.svg exists already: give --overwrite or another name.\n',
    ]);
    const other = await run('-o', 'n.bmp');
    expect(other.stderr).toBe('annulus: n.bmp has no suffix of a picture: .svg, .pdf or .png was expected.\n');
    const axis = await run('-x', 'cubic');
    expect(axis.stderr).toContain('--x-axis is "cubic"');
  });

  it('F094: compares with the first file, the relative error on an axis of its own', async () => {
    const { code } = await runAnnulus(['plot', '-c', 'b.chi', 'a.chi', '-o', 'c.svg'], { cwd: folder });
    expect(code).toBe(0);
    const svg = await readFile(path('c.svg'), 'utf8');
    expect(textsOf(svg)).toContain('Relative difference (%)');
    expect(textsOf(svg)).toContain('Difference from b.chi');
    expect(textsOf(svg)).toContain('10'); // everywhere 11 per cent more
    const alone = await runAnnulus(['plot', '-c', 'a.chi'], { cwd: folder });
    expect([alone.code, alone.stderr]).toEqual([
      2,
      'annulus: --compare needs two files or more: the others are compared with the first.\n',
    ]);
  });

  it('F036: draws green circles where the style says so, and no picture where none is asked for', async () => {
    const style = ['--style', 'color=green,marker=o,linestyle=none'];
    expect((await runAnnulus(['plot', 'b.chi', '-o', 'g.svg', ...style], { cwd: folder })).code).toBe(0);
    const svg = await readFile(path('g.svg'), 'utf8');
    expect(svg.match(/fill="#008000"\/>/g)?.length).toBe(499); // one for each row but the last
    const { code, stdout } = await runAnnulus(['plot', 'b.chi'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toContain('Scattering vector q (nm⁻¹)');
    expect(stdout).toMatch(/[\u2801-\u28ff]/);
    const wrong = await runAnnulus(['plot', 'b.chi', '--style', 'color=#12'], { cwd: folder });
    expect(wrong.stderr).toContain('"#12" is no colour');
  });

  it('names what it cannot read, draws the rest, and says so by its exit code', async () => {
    const { code, stdout, stderr } = await runAnnulus(['plot', 'b.chi', 'none.chi', '-o', 'r.svg', '--json'], {
      cwd: folder,
    });
    expect(code).toBe(1);
    expect(stderr).toContain('none.chi');
    expect(JSON.parse(stdout)).toMatchObject({ written: ['r.svg'], curves: 1 });
  });
});
