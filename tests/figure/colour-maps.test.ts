import { describe, expect, test } from 'vitest';
import { colourMaps, colourTable, type ColourMapId } from '../../src-shared/figure/colour-maps.ts';

const entry = (id: ColourMapId, i: number) => [...colourTable(id).subarray(4 * i, 4 * i + 4)];

describe('colour tables', () => {
  test.each(colourMaps.map(({ id }) => id))('%s has 256 opaque colours', (id) => {
    const table = colourTable(id);
    expect(table).toHaveLength(1024);
    expect(table.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
  });

  // First and last colours of matplotlib 3 (matplotlib.colormaps[name](0) and (255), times 255).
  test.each([
    ['viridis', [68, 1, 84], [253, 231, 37]],
    ['inferno', [0, 0, 4], [252, 255, 164]],
    ['magma', [0, 0, 4], [252, 253, 191]],
  ] as const)('%s ends as in matplotlib', (id, first, last) => {
    expect(entry(id, 0).slice(0, 3)).toEqual(first);
    expect(entry(id, 255).slice(0, 3)).toEqual(last);
  });

  test('that of differences is even about white, blue below and red above', () => {
    const table = colourTable('difference');
    const at = (i: number) => [...table.subarray(4 * i, 4 * i + 3)];
    // ColorBrewer's RdBu has #f7f7f7 in the middle, #053061 and #67001f at its ends; between them splines, to 3 of 255.
    const far = (a: number[], b: number[]) => Math.max(...a.map((value, k) => Math.abs(value - b[k]!)));
    expect(far(at(127), [247, 247, 247])).toBeLessThan(10);
    expect(far(at(0), [5, 48, 97])).toBeLessThan(4);
    expect(far(at(255), [103, 0, 31])).toBeLessThan(4);
  });

  test('grey is the level itself', () => {
    expect(entry('grey', 77)).toEqual([77, 77, 77, 255]);
  });

  test('hot goes from black over red and yellow to white', () => {
    expect(entry('hot', 0)).toEqual([0, 0, 0, 255]);
    expect(entry('hot', 96)).toEqual([255, 1, 0, 255]); // 96/255 is just beyond 3/8
    expect(entry('hot', 255)).toEqual([255, 255, 255, 255]);
  });

  test('jet goes from dark blue over green to dark red', () => {
    expect(entry('jet', 0)).toEqual([0, 0, 128, 255]);
    const [red, green, blue] = entry('jet', 128);
    expect(green).toBe(255);
    expect(Math.abs(red! - blue!)).toBeLessThan(8); // the middle lies between entries 127 and 128
    expect(entry('jet', 255)).toEqual([128, 0, 0, 255]);
  });

  test.each(['grey', 'viridis', 'inferno', 'magma', 'cividis', 'hot'] as const)('%s never gets darker', (id) => {
    const luminance = Array.from({ length: 256 }, (_, i) => {
      const [red, green, blue] = entry(id, i);
      return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
    });
    // Bytes are rounded: a step may be one unit of a channel down.
    for (let i = 1; i < 256; i++) expect(luminance[i]!).toBeGreaterThanOrEqual(luminance[i - 1]! - 1);
    expect(luminance[255]! - luminance[0]!).toBeGreaterThan(150);
  });
});
