import { describe, expect, it } from 'vitest';
import {
  cellAt,
  cellBox,
  mapLayout,
  neighbourCell,
} from '../../../src-renderer/calibration-view/residual-map-layout.ts';

const layout = mapLayout({ rings: [0, 1, 2, 3], sectors: 36 }, { width: 400, height: 300 }, 16, 12);

describe('the layout of a residual map', () => {
  it('gives no ring more height than a line of text needs', () => {
    expect(layout.height).toBe(4 * 26);
  });

  it('fits many rings into the height that is left', () => {
    const dense = mapLayout(
      { rings: Array.from({ length: 60 }, (_, i) => i), sectors: 72 },
      { width: 400, height: 150 },
      16,
      12,
    );
    expect(dense.top + dense.height).toBeLessThanOrEqual(150 - 12);
    expect(cellAt(dense, { x: 399 - 10, y: dense.top + dense.height - 0.1 })).toEqual({ row: 59, sector: 71 });
  });

  it('finds each cell in the middle of its own box', () => {
    for (let row = 0; row < 4; row++)
      for (let sector = 0; sector < 36; sector++) {
        const { x, y, width, height } = cellBox(layout, { row, sector });
        expect(cellAt(layout, { x: x + width / 2, y: y + height / 2 })).toEqual({ row, sector });
      }
  });

  it('finds none beside the map', () => {
    for (const at of [
      { x: layout.left - 1, y: 50 },
      { x: 399, y: 50 },
      { x: 100, y: 0 },
      { x: 100, y: layout.top + layout.height + 1 },
    ])
      expect(cellAt(layout, at)).toBeNull();
  });

  it('goes round in azimuth and stops at the first and the last ring', () => {
    expect(neighbourCell(layout, { row: 0, sector: 0 }, -1, -1)).toEqual({ row: 0, sector: 35 });
    expect(neighbourCell(layout, { row: 3, sector: 35 }, 1, 1)).toEqual({ row: 3, sector: 0 });
  });
});
