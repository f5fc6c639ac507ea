import { describe, expect, it } from 'vitest';
import { pixelNormalization } from '../../src-shared/correction/pixel-normalization.ts';
import { buildCakeBlock } from '../../src-shared/integration/cake-block.ts';
import type { CakeBlock, CakeSpec } from '../../src-shared/integration/cake-plan.ts';
import { forEachShare } from './cake-fixtures.ts';
import { pouredBlock } from './poured-block.ts';

/** Where few pixels share a cell: what polygons clipped one by one give, and what pyFAI 0.21.3 gives. */
interface Cell {
  readonly cake: number;
  readonly bin: number;
  /** By a script in Python of its own: corners in doubles, Sutherland–Hodgman clipping, shoelace formula. */
  readonly count: number;
  readonly exact: number;
  readonly pyfai: number;
  /** Every pixel that touches the cell: row, column, value. */
  readonly pixels: readonly (readonly [row: number, column: number, value: number])[];
}

const SHAPE = [1441, 1440] as const;
const PIXEL = 0.000296;
const detector = { name: 'Detector', pixel1: PIXEL, pixel2: PIXEL, orientation: 3 as const };

// Pixium image of CeO2 at 1.2 m (Diamond I12, LightForm's example data), as in R:cake_seed000 and R:cake_maud72; the
// azimuth axes are those that pyFAI took from the data.
const seed000: CakeSpec = {
  calibration: {
    geometry: {
      dist: 1.1940462449808116,
      poni1: 0.2114663341307606,
      poni2: 0.2067728488004498,
      rot1: -0.0033662037083792896,
      rot2: 0.00043898240282549706,
      rot3: Math.PI / 36,
      wavelength: 1.393e-11,
    },
    detector,
  },
  shape: SHAPE,
  radialUnit: '2th_deg',
  split: 'full',
  bins: 500,
  radialRange: [0.003251589731977756, 14.276651697464619],
  azimuth: { lower: -179.9998957259296, width: 9.999995941407189, cakes: 36 },
};
const maud72: CakeSpec = {
  calibration: {
    geometry: {
      dist: 1.1938977457995166,
      poni1: 0.20469496896709785,
      poni2: 0.20731936852229463,
      rot1: -0.0029150176267784067,
      rot2: 0.00820827058479353,
      rot3: Math.PI / 72,
      wavelength: 1.393e-11,
    },
    detector,
  },
  shape: SHAPE,
  radialUnit: 'r_mm',
  split: 'full',
  bins: 400,
  radialRange: [0.11522746685079037, 304.008900783329],
  azimuth: { lower: -179.99955421647113, width: 4.999993417244171, cakes: 72 },
};

const seed000Cells: readonly Cell[] = [
  {
    cake: 3,
    bin: 2,
    count: 1.8489808525732598,
    exact: 0.09657065037892643,
    pyfai: 0.028748419135808945,
    pixels: [[711, 707, 1], [712, 706, 0], [712, 707, 0], [712, 708, 0], [713, 707, 2], [713, 708, 0], [713, 709, 0]], // prettier-ignore
  },
  {
    cake: 23,
    bin: 4,
    count: 3.252436292984494,
    exact: 0.14322828984615465,
    pyfai: 0.07602113485336304,
    pixels: [[722, 716, 0], [723, 715, 0], [723, 716, 0], [723, 717, 0], [724, 715, 4], [724, 716, 0], [724, 717, 0], [724, 718, 1], [725, 716, 0], [725, 717, 5]], // prettier-ignore
  },
  {
    cake: 20,
    bin: 3,
    count: 2.5451338831215047,
    exact: 1.6747399353869705,
    pyfai: 1.7495471239089966,
    pixels: [[718, 717, 1], [718, 718, 0], [719, 717, 0], [719, 718, 5], [719, 719, 0], [720, 717, 0], [720, 718, 0], [720, 719, 0]], // prettier-ignore
  },
];
const maud72Cells: readonly Cell[] = [
  {
    cake: 13,
    bin: 2,
    count: 1.5173049664283167,
    exact: 0.02041595482363783,
    pyfai: 3.2261912252806724e-8,
    pixels: [[716, 709, 0], [717, 708, 0], [717, 709, 0], [717, 710, 4], [718, 709, 0], [718, 710, 0], [719, 709, 0], [719, 710, 0]], // prettier-ignore
  },
  {
    cake: 48,
    bin: 2,
    count: 1.5168123553363102,
    exact: 0.14696072861878304,
    pyfai: 0.02852218970656395,
    pixels: [[729, 713, 0], [729, 714, 0], [730, 714, 0], [730, 715, 0], [731, 714, 4], [731, 715, 0], [732, 715, 0]], // prettier-ignore
  },
  {
    cake: 40,
    bin: 4,
    count: 2.674317789181521,
    exact: 0.6378684318314192,
    pyfai: 0.5838022828102112,
    pixels: [[728, 721, 3], [728, 722, 3], [729, 721, 0], [729, 722, 1], [729, 723, 0], [729, 724, 3], [730, 722, 1], [730, 723, 0], [730, 724, 0]], // prettier-ignore
  },
];

const ROWS = { start: 705, end: 736 };

/** Count and intensity of a cell. */
function cellOf(spec: CakeSpec, block: CakeBlock, cell: Cell): { count: number; intensity: number } {
  const omega = pixelNormalization(spec.calibration, SHAPE, {
    solidAngle: true,
    normalizationFactor: 1,
    polarization: { factor: 0.99, offsetDeg: 0 },
  });
  const values = new Map(cell.pixels.map(([row, column, value]) => [row * SHAPE[1] + column, value]));
  const sums = { count: 0, signal: 0, normalization: 0 };
  forEachShare(block, (cake, bin, pixel, share) => {
    if (cake !== cell.cake || bin !== cell.bin) return;
    const value = values.get(pixel);
    if (value === undefined) throw new Error(`pixel ${pixel} was not expected to reach the cell`);
    sums.count += share;
    sums.signal += share * value;
    sums.normalization += share * omega[pixel]!;
  });
  return { count: sums.count, intensity: sums.signal / sums.normalization };
}

describe('F016: cells with few pixels', () => {
  it.each([
    ['R:cake_seed000', seed000, seed000Cells],
    ['R:cake_maud72', maud72, maud72Cells],
  ])('hold what polygons clipped one by one give, where pyFAI is off; %s', (_, spec, cells) => {
    const block = buildCakeBlock(spec, null, ROWS);
    const poured = pouredBlock(spec, ROWS);
    for (const cell of cells) {
      const { count, intensity } = cellOf(spec, block, cell);
      // Shares and normalization are float32: 6e-8 each.
      expect(Math.abs(count / cell.count - 1)).toBeLessThan(3e-7);
      expect(Math.abs(intensity / cell.exact - 1)).toBeLessThan(3e-7);
      // pyFAI's number is explained by pouring. Its corners are float32, which moves shares by up to 1e-5 of a pixel; a cell
      // that gets next to nothing has that as its value.
      expect(Math.abs(cellOf(spec, poured, cell).intensity - cell.pyfai)).toBeLessThan(1e-5);
      expect(Math.abs(cell.pyfai / cell.exact - 1)).toBeGreaterThan(0.04);
    }
  });
});
