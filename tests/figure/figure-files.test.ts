import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { figureToPdf } from '../../src-shared/figure/figure-pdf.ts';
import { figureToPng } from '../../src-shared/figure/figure-png.ts';
import { figureToSvg } from '../../src-shared/figure/figure-svg.ts';
import type { Figure, FigureItem } from '../../src-shared/figure/figure.ts';
import { helveticaWidth } from '../../src-shared/figure/helvetica.ts';

const figure = (...items: FigureItem[]): Figure => ({ width: 20, height: 10, title: 'A & B', items });
const black = [0, 0, 0] as const;
const red = [255, 0, 0] as const;

/** Red, green, blue at a pixel of a PNG with filter 0. */
function pixels(file: Uint8Array) {
  const view = new DataView(file.buffer, file.byteOffset);
  let rows = new Uint8Array(0);
  for (let at = 8; at < file.length; at += 12 + view.getUint32(at))
    if (String.fromCharCode(...file.subarray(at + 4, at + 8)) === 'IDAT')
      rows = inflateSync(file.subarray(at + 8, at + 8 + view.getUint32(at)));
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const at = (x: number, y: number): number[] => [...rows.subarray(y * (3 * width + 1) + 1 + 3 * x).subarray(0, 3)];
  return { width, height, at };
}

describe('figureToPng', () => {
  it('fills areas, half where they end within a pixel, and keeps to the clip', () => {
    const square = { kind: 'area', points: [1, 1, 5.5, 1, 5.5, 4, 1, 4], colour: black } as const;
    const inner = { kind: 'area', points: [0, 6, 20, 6, 20, 9, 0, 9], colour: red } as const;
    const clip = { kind: 'clip', x: 10, y: 7, width: 4, height: 10, items: [inner] } as const;
    const { width, height, at } = pixels(figureToPng(figure(square, clip), 1));
    expect([width, height]).toEqual([20, 10]);
    expect([at(0, 2), at(1, 1), at(4, 3), at(5, 3), at(1, 4)]).toEqual([
      [255, 255, 255],
      [0, 0, 0],
      [0, 0, 0],
      [128, 128, 128],
      [255, 255, 255],
    ]);
    expect([at(9, 8), at(10, 8), at(13, 8), at(14, 8), at(10, 6), at(10, 9)]).toEqual([
      [255, 255, 255],
      [255, 0, 0],
      [255, 0, 0],
      [255, 255, 255],
      [255, 255, 255],
      [255, 255, 255],
    ]);
  });

  it('draws a line once where it meets itself, interrupts it at gaps, and dashes it', () => {
    const line = {
      kind: 'line',
      points: [2, 2.5, 8, 2.5, 2, 2.5, NaN, NaN, 12, 2.5, 18, 2.5],
      colour: black,
      width: 1,
    } as const;
    const { at } = pixels(figureToPng(figure(line, { ...line, points: [0, 7.5, 20, 7.5], dash: [4, 4] }), 1));
    expect([at(4, 2), at(10, 2), at(15, 2), at(4, 1)].map(([grey]) => grey)).toEqual([0, 255, 0, 255]);
    expect([at(2, 7), at(6, 7), at(10, 7), at(14, 7)].map(([grey]) => grey)).toEqual([0, 255, 0, 255]);
  });

  it('shows pixels the right way up, in the mean of those that fall together', () => {
    const rgb = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0);
    const raster = { kind: 'raster', x: 0, y: 0, width: 4, height: 4, shape: [2, 2], rgb } as const;
    const { at } = pixels(figureToPng(figure(raster), 1));
    expect([at(0, 0), at(3, 1), at(1, 3)]).toEqual([
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
    ]);
    const small = pixels(figureToPng(figure({ ...raster, width: 1, height: 1 }), 1));
    expect(small.at(0, 0)).toEqual([64, 64, 64]);
  });

  it('has a stroke for every character of the ASCII code and for the signs of axes', () => {
    const printable = Array.from({ length: 94 }, (_, k) => String.fromCharCode(33 + k)).join('');
    const box = inkOf('字');
    for (const character of `${printable}°·−×±θχφσλÅµΔ`) {
      expect(inkOf(character), character).not.toEqual([]);
      expect(inkOf(character), character).not.toEqual(box);
    }
  });
});

/** Places with ink of one character. */
function inkOf(text: string): number[] {
  const { at } = pixels(
    figureToPng(figure({ kind: 'text', text, x: 2, y: 8, size: 8, colour: black, anchor: 'start' }), 2),
  );
  return Array.from({ length: 800 }, (_, p) => p).filter((p) => at(p % 40, Math.floor(p / 40))[0]! < 128);
}

describe('figureToSvg', () => {
  it('keeps text as text, escaped, and turns it where it stands upright', () => {
    const text = { kind: 'text', x: 3, y: 4, size: 9, colour: black, anchor: 'middle', text: 'q < 1 (nm⁻¹)' } as const;
    const svg = figureToSvg(figure({ ...text, upright: true }));
    expect(svg).toContain('<title>A &amp; B</title>');
    expect(svg).toContain('text-anchor="middle" transform="rotate(-90 3 4)">q &lt; 1 (nm⁻¹)</text>');
  });

  it('writes lines with their gaps', () => {
    const line = { kind: 'line', points: [0, 1, 2, 3, NaN, NaN, 4, 5, 6, 7.126], colour: red, width: 0.5 } as const;
    expect(figureToSvg(figure(line))).toContain('d="M0 1L2 3M4 5L6 7.13" fill="none" stroke="#ff0000"');
  });
});

describe('figureToPdf', () => {
  it('has a table of objects that points at each of them', () => {
    const rgb = new Uint8Array(12);
    const file = Buffer.from(
      figureToPdf(figure({ kind: 'raster', x: 0, y: 0, width: 4, height: 4, shape: [2, 2], rgb })),
    ).toString('latin1');
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(file)?.[1]);
    expect(file.slice(start, start + 5)).toBe('xref\n');
    const places = [...file.slice(start).matchAll(/^(\d{10}) 00000 n /gm)].map(([, place]) => Number(place));
    expect(places).toHaveLength(8);
    for (const [i, place] of places.entries()) expect(file.slice(place).startsWith(`${i + 1} 0 obj\n`)).toBe(true);
    expect(file).toContain('/MediaBox [0 0 20 10]');
  });

  it('draws with y downwards and writes Greek in the font of symbols', () => {
    const text = { kind: 'text', x: 3, y: 4, size: 9, colour: black, anchor: 'start', text: '2θ⁻¹' } as const;
    const file = Buffer.from(figureToPdf(figure(text)));
    const from = file.indexOf('stream\n') + 7;
    const content = inflateSync(file.subarray(from, file.indexOf('\nendstream'))).toString('latin1');
    expect(content).toContain('1 0 0 -1 0 10 cm');
    expect(content).toContain('BT 0 0 0 rg 1 0 0 -1 3 4 Tm');
    expect(content).toContain('/H 9 Tf <32> Tj\n/S 9 Tf <71> Tj'); // 2 in Helvetica, θ in Symbol
    expect(content).toContain('3.24 Ts\n/S 5.76 Tf <2d> Tj\n/H 5.76 Tf <31> Tj'); // raised minus and 1
  });
});

describe('helveticaWidth', () => {
  it("adds Adobe's widths", () => {
    // A 667, V 667, one 556, each in thousandths of the size.
    expect(helveticaWidth('AV1', 10)).toBeCloseTo(18.9, 10);
  });
});
