import { wrapRadians } from '../quantity/angle.ts';
import { addBox, type CakeGrid, cakePosition, createBox, setColumns, setRows } from './cake-cells.ts';
import type { CakeStrip } from './cake-strip.ts';
import { addRun, type CakeRuns, reserveRuns } from './cake-runs.ts';

/** Shares below this are rounding: of a corner that touches an edge. */
const NEGLIGIBLE = 1e-10;

/**
 * "full": each pixel is the polygon of its corners in the plane of radial position and azimuth, clipped exactly to every
 * cell: its share in a cell is the area there, in parts of the area inside the axes.
 *
 * The areas come from the contour alone, edge by edge: an edge that rises by dy within a cell adds dy to everything right
 * of it and a part of dy, by its mean position, to the cell itself; a running sum along each cake gives the areas. The
 * ±π line is a cut like any other. A pixel that holds the beam is no polygon there; it is spread over all cakes. A corner
 * that is the beam has no azimuth: it becomes an edge at zero from the azimuth of one neighbour to that of the other.
 *
 * @param skipped  non-zero = not used, one entry per pixel of the strip
 */
export function addPolygons(strip: CakeStrip, skipped: Uint8Array, grid: CakeGrid, out: CakeRuns): void {
  const { columns, rows, corner, cornerAzimuth } = strip;
  const { radial, cakes, turn, perRadian } = grid;
  const { scale, lower, bins } = radial;
  const perBin = 1 / radial.width;
  const width = columns + 1;
  const first = rows.start * columns;
  const x = new Float64Array(5);
  const y = new Float64Array(5);
  const box = createBox(grid);
  let cells = new Float64Array(256);

  for (let i = 0, p = 0; i < rows.end - rows.start; i++) {
    for (let j = 0, c = i * width; j < columns; j++, c++, p++) {
      if (skipped[p] !== 0) continue;
      const r0 = corner[c]!;
      const r1 = corner[c + 1]!;
      const r2 = corner[c + width + 1]!;
      const r3 = corner[c + width]!;
      x[0] = (r0 * scale - lower) * perBin;
      x[1] = (r1 * scale - lower) * perBin;
      x[2] = (r2 * scale - lower) * perBin;
      x[3] = (r3 * scale - lower) * perBin;
      const left = Math.min(x[0], x[1], x[2], x[3]);
      const right = Math.max(x[0], x[1], x[2], x[3]);
      if (!(right >= 0 && left < bins)) continue;
      const a0 = cornerAzimuth[c]!;
      const a1 = cornerAzimuth[c + 1]!;
      const a2 = cornerAzimuth[c + width + 1]!;
      const a3 = cornerAzimuth[c + width]!;
      let n = 4;
      if (r0 * r1 * r2 * r3 !== 0 && Math.max(a0, a1, a2, a3) - Math.min(a0, a1, a2, a3) < Math.PI) {
        y[0] = 0;
        y[1] = (a1 - a0) * perRadian;
        y[2] = (a2 - a0) * perRadian;
        y[3] = (a3 - a0) * perRadian;
      } else {
        n = unwrapContour([r0, r1, r2, r3], [a0, a1, a2, a3], x, y, perRadian);
        if (n === 0) {
          if (!setColumns(box, left, right, -lower * perBin)) continue;
          setRows(box, 0, turn);
          addBox(box, first + p, 1 / totalOf(box), out);
          continue;
        }
      }
      let bottom = Math.min(y[0]!, y[1]!, y[2]!, y[3]!);
      let top = Math.max(y[0]!, y[1]!, y[2]!, y[3]!);
      if (n === 5) {
        bottom = Math.min(bottom, y[4]!);
        top = Math.max(top, y[4]!);
      }
      const shift = cakePosition(a0 + bottom / perRadian, grid) - bottom;
      for (let k = 0; k < n; k++) y[k]! += shift;
      bottom += shift;
      top += shift;

      const column = left > 0 ? Math.floor(left) : 0;
      const lastColumn = right < bins ? Math.floor(right) : bins - 1;
      const span = lastColumn - column + 1;
      const row = Math.floor(bottom);
      const lastRow = top < cakes ? Math.floor(top) : cakes - 1;
      // Whatever reaches round the circle comes back at the first cakes.
      const wrapped = top > turn ? Math.min(cakes, Math.floor(top - turn) + 1) : 0;
      const count = Math.max(0, lastRow - row + 1);
      if (span === 1 && count === 1 && wrapped === 0 && left >= column && right <= column + 1 && top <= row + 1) {
        reserveRuns(out, 1, 1);
        out.weights[out.used] = 1;
        addRun(out, row, first + p, column, 1);
        continue;
      }
      const stride = span + 1;
      const size = (count + wrapped) * stride;
      if (size === 0) continue;
      if (cells.length < size) cells = new Float64Array(2 * size);
      else for (let k = 0; k < size; k++) cells[k] = 0; // mostly a few: a call would take longer
      if (count === 1 && wrapped === 0 && top <= row + 1)
        for (let k = 0; k < n; k++) addEdgeInRow(cells, span, x, y, k, k + 1 === n ? 0 : k + 1, column, row);
      else
        for (let k = 0; k < n; k++) {
          const next = k + 1 === n ? 0 : k + 1;
          if (count > 0) addEdge(cells, 0, stride, count, x, y, k, next, column, row);
          if (wrapped > 0) addEdge(cells, count * stride, stride, wrapped, x, y, k, next, column, turn);
        }
      if (!toShares(cells, count + wrapped, stride)) continue;
      reserveRuns(out, count + wrapped, (count + wrapped) * span);
      for (let k = 0; k < count + wrapped; k++)
        addCells(out, cells, k * stride, span, k < count ? row + k : k - count, first + p, column);
    }
  }
}

/**
 * Adds one directed edge of a contour to the cells of some cakes, as differences along each cake. Corners are passed by number:
 * numbers that are not whole would each be put on the heap.
 *
 * @param cells  from `offset` on, `rows` rows of `stride` entries, the last of which collects what is right of all cells
 * @param column  of the first cell
 * @param base  row of the first cell
 */
function addEdge(
  cells: Float64Array,
  offset: number,
  stride: number,
  rows: number,
  x: Float64Array,
  y: Float64Array,
  start: number,
  finish: number,
  column: number,
  base: number,
): void {
  const x0 = x[start]! - column;
  const y0 = y[start]! - base;
  const x1 = x[finish]! - column;
  const y1 = y[finish]! - base;
  if (y0 === y1) return;
  const sign = y1 > y0 ? 1 : -1;
  const low = sign > 0 ? y0 : y1;
  const high = sign > 0 ? y1 : y0;
  if (high <= 0 || low >= rows) return;
  const slope = (x1 - x0) / (y1 - y0);
  const xLow = sign > 0 ? x0 : x1;
  const xHigh = sign > 0 ? x1 : x0;
  const end = high < rows ? high : rows;
  let from = low;
  let xFrom = xLow;
  if (low < 0) {
    from = 0;
    xFrom = xLow - low * slope;
  }
  const span = stride - 1;
  for (let row = from | 0; from < end; row++) {
    const to = row + 1 < end ? row + 1 : end;
    const xTo = to === high ? xHigh : xLow + (to - low) * slope;
    const rise = sign * (to - from);
    const left = xFrom < xTo ? xFrom : xTo;
    const right = xFrom < xTo ? xTo : xFrom;
    const at = offset + row * stride;
    from = to;
    xFrom = xTo;
    addPiece(cells, at, span, left, right, rise);
  }
}

/** A piece of an edge within one cake, from `left` to `right`; its cells begin at `at`. */
function addPiece(cells: Float64Array, at: number, span: number, left: number, right: number, rise: number): void {
  if (left >= span) return;
  const k0 = left > 0 ? left | 0 : 0;
  if (right <= k0 + 1 && left >= 0) {
    const part = rise * ((left + right) / 2 - k0);
    cells[at + k0]! += rise - part;
    cells[at + k0 + 1]! += part;
    return;
  }
  if (right <= 0) {
    cells[at]! += rise;
    return;
  }
  const perX = rise / (right - left);
  if (left < 0) cells[at]! -= left * perX;
  const last = right < span ? right : span;
  let a = left > 0 ? left : 0;
  for (let k = k0; a < last; k++) {
    const b = k + 1 < last ? k + 1 : last;
    const piece = (b - a) * perX;
    const part = piece * ((a + b) / 2 - k);
    cells[at + k]! += piece - part;
    cells[at + k + 1]! += part;
    a = b;
  }
}

/** The same for an edge of a pixel that lies in one cake, which most do; `span` cells. */
function addEdgeInRow(
  cells: Float64Array,
  span: number,
  x: Float64Array,
  y: Float64Array,
  start: number,
  finish: number,
  column: number,
  base: number,
): void {
  const x0 = x[start]! - column;
  const x1 = x[finish]! - column;
  const rise = y[finish]! - base - (y[start]! - base);
  if (rise === 0) return;
  const left = x0 < x1 ? x0 : x1;
  const right = x0 < x1 ? x1 : x0;
  if (left >= 0 && left < span) {
    const k = left | 0;
    if (right <= k + 1) {
      const part = rise * ((left + right) / 2 - k);
      cells[k]! += rise - part;
      cells[k + 1]! += part;
      return;
    }
  }
  addPiece(cells, 0, span, left, right, rise);
}

/**
 * Differences become areas, and areas shares; where a contour crosses itself their magnitudes count.
 *
 * @returns false if there is no area
 */
function toShares(cells: Float64Array, rows: number, stride: number): boolean {
  const size = rows * stride;
  let total = 0;
  let magnitudes = 0;
  for (let row = 0, at = 0; row < rows; row++, at++) {
    let area = 0;
    for (let k = 1; k < stride; k++, at++) {
      area += cells[at]!;
      cells[at] = area;
      total += area;
      magnitudes += Math.abs(area);
    }
  }
  if (magnitudes - Math.abs(total) > 1e-9 * magnitudes) {
    for (let at = 0; at < size; at++) cells[at] = Math.abs(cells[at]!);
    total = magnitudes;
  }
  if (total === 0) return false;
  const share = 1 / total;
  for (let at = 0; at < size; at++) cells[at]! *= share;
  return true;
}

/** Appends the cells of one cake, from the first to the last that holds anything. */
function addCells(
  out: CakeRuns,
  cells: Float64Array,
  at: number,
  span: number,
  cake: number,
  pixel: number,
  column: number,
): void {
  let begin = 0;
  while (begin < span && !(cells[at + begin]! > NEGLIGIBLE)) begin++;
  let end = span;
  while (end > begin && !(cells[at + end - 1]! > NEGLIGIBLE)) end--;
  if (begin === end) return;
  const { weights, used } = out;
  for (let k = begin; k < end; k++) weights[used + k - begin] = cells[at + k]!;
  addRun(out, cake, pixel, column + begin, end - begin);
}

/**
 * Azimuths of a contour that crosses the ±π line or touches the beam, without jumps and relative to the first corner.
 *
 * @param x  positions of the corners; a corner that is the beam is doubled
 * @returns number of points, 4 or 5; 0 if the contour runs round the beam
 */
function unwrapContour(
  r: readonly [number, number, number, number],
  azimuth: readonly [number, number, number, number],
  x: Float64Array,
  y: Float64Array,
  perRadian: number,
): number {
  const points: [position: number, azimuth: number][] = [];
  for (let k = 0; k < 4; k++) {
    if (r[k] === 0) points.push([x[k]!, azimuth[(k + 3) % 4]!], [x[k]!, azimuth[(k + 1) % 4]!]);
    else points.push([x[k]!, azimuth[k]!]);
  }
  const n = points.length;
  if (n > 5) return 0;
  const steps = points.map(([, angle], k) => wrapRadians(points[(k + 1) % n]![1] - angle));
  const closing = steps.reduce((sum, step) => sum + step, 0);
  if (Math.abs(closing) > Math.PI) {
    // An edge through the beam turns by half a circle, to whichever side closes the contour.
    const through = steps.findIndex((step) => Math.PI - Math.abs(step) < HALF_TURN_ROUNDING);
    if (through < 0) return 0;
    steps[through] = -steps[through]!;
  }
  let turned = wrapRadians(points[0]![1] - azimuth[0]);
  for (const [k, [position]] of points.entries()) {
    x[k] = position;
    y[k] = turned * perRadian;
    turned += steps[k]!;
  }
  return n;
}

/** Rounding of the azimuths of two corners on opposite sides of the beam, rad. */
const HALF_TURN_ROUNDING = 1e-9;

/** What a box gives to all cells together. */
function totalOf({ rows, rowShare, columns, columnShare }: ReturnType<typeof createBox>): number {
  let alongRows = 0;
  let alongColumns = 0;
  for (let i = 0; i < rows; i++) alongRows += rowShare[i]!;
  for (let k = 0; k < columns; k++) alongColumns += columnShare[k]!;
  return alongRows * alongColumns;
}
