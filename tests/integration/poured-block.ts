import { azimuthAtCorners, radialAtCorners, type RowBlock } from '../../src-shared/geometry/detector-grid.ts';
import type { CakeBlock, CakeSpec } from '../../src-shared/integration/cake-plan.ts';
import { radialAxis } from '../../src-shared/integration/radial-axis.ts';
import { radialUnit } from '../../src-shared/quantity/radial-unit.ts';

/**
 * The shares that pyFAI 0.21.3 gives with "full" splitting in two dimensions, which approximate: for every edge of a pixel and
 * every radial column the area between the edge and the base line (the lower edge of the pixel's lowest cake) is exact, but it
 * is poured into the cells of that column from the base line upwards, each taking no more than the width of the edge in the
 * column. A steep edge, narrow in the column and high above the base line, thus fills cells that it does not reach.
 *
 * Corners outside the axes are moved onto their ends; pixels round which the azimuth turns are left out.
 */
export function pouredBlock(spec: CakeSpec, range: RowBlock = { start: 0, end: spec.shape[0] }): CakeBlock {
  const { calibration, shape, bins, azimuth } = spec;
  const { quantity, scale } = radialUnit(spec.radialUnit);
  const { lower, width } = radialAxis(bins, spec.radialRange);
  const radial = radialAtCorners(calibration, shape, quantity, range);
  const angle = azimuthAtCorners(calibration, shape, range);
  const columns = shape[1];
  const before = range.start * columns;
  const lists = { cake: [] as number[], pixel: [] as number[], firstBin: [] as number[], weights: [] as number[] };
  for (let pixel = before; pixel < range.end * columns; pixel++) {
    const first = pixel - before + Math.floor(pixel / columns) - range.start;
    const corners = [first, first + 1, first + columns + 2, first + columns + 1];
    const x = corners.map((c) => (radial[c]! * scale - lower) / width);
    const y = corners.map((c) => ((angle[c]! * 180) / Math.PI - azimuth.lower) / azimuth.width);
    if (Math.max(...x) < 0 || Math.min(...x) >= bins || Math.max(...y) - Math.min(...y) > azimuth.cakes / 2) continue;
    const inside = (values: readonly number[], end: number): number[] =>
      values.map((value) => Math.min(Math.max(value, 0), end));
    const cells = pour(inside(x, bins), inside(y, azimuth.cakes));
    const total = cells.reduce((sum, { area }) => sum + Math.abs(area), 0);
    for (const { column, row, area } of cells) {
      if (area === 0 || column >= bins || row >= azimuth.cakes) continue;
      lists.cake.push(row);
      lists.pixel.push(pixel);
      lists.firstBin.push(column);
      lists.weights.push(Math.abs(area) / total);
    }
  }
  return {
    rows: range,
    cake: Uint16Array.from(lists.cake),
    pixel: Uint32Array.from(lists.pixel),
    firstBin: Uint32Array.from(lists.firstBin),
    spans: new Uint16Array(lists.pixel.length).fill(1),
    weights: Float32Array.from(lists.weights),
    widest: 1,
  };
}

interface PouredCell {
  readonly column: number;
  readonly row: number;
  area: number;
}

/** Areas with their signs. @param x  corners in bins @param y  the same in cakes */
function pour(x: readonly number[], y: readonly number[]): PouredCell[] {
  const left = Math.floor(Math.min(...x));
  const base = Math.floor(Math.min(...y));
  const height = Math.floor(Math.max(...y)) - base + 1;
  const columns = Math.floor(Math.max(...x)) - left + 1;
  const cells = Array.from({ length: columns * height }, (_, i) => ({
    column: left + Math.floor(i / height),
    row: base + (i % height),
    area: 0,
  }));
  for (let k = 0; k < 4; k++) {
    const [x0, x1, y0, y1] = [x[k]!, x[(k + 1) % 4]!, y[k]! - base, y[(k + 1) % 4]! - base];
    if (x0 === x1) continue;
    const slope = (y1 - y0) / (x1 - x0);
    const sign = x1 > x0 ? 1 : -1;
    const [from, to] = sign > 0 ? [x0, x1] : [x1, x0];
    for (let column = Math.floor(from); column < to; column++) {
      const a = Math.max(from, column);
      const b = Math.min(to, column + 1);
      let rest = (b - a) * (y0 + slope * ((a + b) / 2 - x0));
      for (let row = 0; rest > 0 && row < height; row++) {
        const part = Math.min(b - a, rest);
        cells[(column - left) * height + row]!.area += sign * part;
        rest -= part;
      }
    }
  }
  return cells;
}
