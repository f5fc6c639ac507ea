import { wrapRadians } from '../quantity/angle.ts';
import type { CakeStrip } from './cake-strip.ts';
import { addRun, type CakeRuns, reserveRuns } from './cake-runs.ts';
import type { ScaledAxis } from './radial-axis.ts';

/** The cakes as the weights see them, in radians. */
export interface CakeGrid {
  readonly radial: ScaledAxis;
  /** Lower edge of the first cake, rad. */
  readonly lower: number;
  /** Cakes per radian. */
  readonly perRadian: number;
  readonly cakes: number;
  /** The circle, in cakes: a whole number where the cakes are all of it. */
  readonly turn: number;
}

/** Position of an azimuth on the axis of cakes, in [0, turn). */
export function cakePosition(azimuth: number, { lower, perRadian, turn }: CakeGrid): number {
  const y = (azimuth - lower) * perRadian;
  const inside = y - turn * Math.floor(y / turn);
  return inside < turn ? inside : 0; // rounding can reach the turn itself
}

/** "no": each pixel whole to the cell of its centre. @param skipped  non-zero = not used, one entry per pixel of the strip */
export function addCentres(strip: CakeStrip, skipped: Uint8Array, grid: CakeGrid, out: CakeRuns): void {
  const { columns, rows, centre, centreAzimuth } = strip;
  const { scale, lower, width, bins } = grid.radial;
  const pixels = (rows.end - rows.start) * columns;
  const first = rows.start * columns;
  reserveRuns(out, pixels, pixels);
  for (let p = 0; p < pixels; p++) {
    if (skipped[p] !== 0) continue;
    const x = (centre[p]! * scale - lower) / width;
    if (!(x >= 0 && x < bins)) continue;
    const cake = Math.floor(cakePosition(centreAzimuth[p]!, grid));
    if (cake >= grid.cakes) continue;
    out.weights[out.used] = 1;
    addRun(out, cake, first + p, Math.floor(x), 1);
  }
}

/**
 * "bbox": each pixel spread evenly over the box about its centre that holds its corners; its share in a cell is the
 * product of the shares along the two axes. What lies outside the axes is dropped. A box that reaches below the beam is
 * folded over, and the pixel that holds the beam is spread over the whole circle. Parameters as in {@link addCentres}.
 */
export function addBoxes(strip: CakeStrip, skipped: Uint8Array, grid: CakeGrid, out: CakeRuns): void {
  const { columns, rows, centre, corner, centreAzimuth, cornerAzimuth } = strip;
  const { scale, lower, width: binWidth } = grid.radial;
  const width = columns + 1;
  const first = rows.start * columns;
  const zero = -lower / binWidth;
  const box = createBox(grid);
  for (let i = 0, p = 0; i < rows.end - rows.start; i++) {
    for (let j = 0, c = i * width; j < columns; j++, c++, p++) {
      if (skipped[p] !== 0) continue;
      const r = centre[p]!;
      const half = Math.max(
        Math.abs(corner[c]! - r),
        Math.abs(corner[c + 1]! - r),
        Math.abs(corner[c + width]! - r),
        Math.abs(corner[c + width + 1]! - r),
      );
      const azimuth = centreAzimuth[p]!;
      const halfAzimuth = Math.max(
        distanceOf(cornerAzimuth[c]!, azimuth),
        distanceOf(cornerAzimuth[c + 1]!, azimuth),
        distanceOf(cornerAzimuth[c + width]!, azimuth),
        distanceOf(cornerAzimuth[c + width + 1]!, azimuth),
      );
      const isAround = halfAzimuth > Math.PI / 2 && runsRound(cornerAzimuth, c, width);
      const from = ((r - half) * scale - lower) / binWidth;
      const to = ((r + half) * scale - lower) / binWidth;
      if (!setColumns(box, from, to, zero)) continue;
      if (isAround) setRows(box, 0, grid.turn);
      else setRows(box, cakePosition(azimuth - halfAzimuth, grid), 2 * halfAzimuth * grid.perRadian);
      addBox(box, first + p, 1, out);
    }
  }
}

/** A pixel's shares along both axes, under construction. */
export interface CellBox {
  readonly grid: CakeGrid;
  column: number;
  columns: number;
  columnShare: Float64Array;
  rows: number;
  readonly row: Uint16Array;
  readonly rowShare: Float64Array;
}

export function createBox(grid: CakeGrid): CellBox {
  return {
    grid,
    column: 0,
    columns: 0,
    columnShare: new Float64Array(64),
    rows: 0,
    row: new Uint16Array(grid.cakes + 2),
    rowShare: new Float64Array(grid.cakes + 2),
  };
}

/** Spreads evenly from `from` to `to`, in bins. @param zero  position of the beam. @returns false if no bin is reached */
export function setColumns(box: CellBox, from: number, to: number, zero: number): boolean {
  const { bins } = box.grid.radial;
  if (!(to >= 0 && from < bins)) return false;
  const start = Math.max(from, zero, 0);
  box.column = Math.floor(start);
  box.columns = Math.floor(to < bins ? to : bins - 1) - box.column + 1;
  if (box.columns < 1) return false;
  if (box.columnShare.length < box.columns) box.columnShare = new Float64Array(2 * box.columns);
  const share = box.columnShare;
  if (to <= from) {
    share[0] = 1;
    box.columns = 1;
    return true;
  }
  const per = 1 / (to - from);
  for (let k = 0; k < box.columns; k++) {
    const low = box.column + k;
    let overlap = Math.min(to, low + 1) - Math.max(from, zero, low);
    if (from < zero) overlap += Math.max(0, Math.min(2 * zero - from, low + 1) - Math.max(zero, low));
    share[k] = Math.max(0, overlap) * per;
  }
  return true;
}

/** Spreads evenly from `from` in [0, turn) over `extent` cakes, once round the circle at most. */
export function setRows(box: CellBox, from: number, extent: number): void {
  const { cakes, turn } = box.grid;
  box.rows = 0;
  if (extent >= turn) {
    for (let cake = 0; cake < cakes; cake++) addRow(box, cake, 1 / turn);
    return;
  }
  const to = from + extent;
  if (!(extent > 0)) {
    const cake = Math.floor(from);
    if (cake < cakes) addRow(box, cake, 1);
    return;
  }
  for (let shift = 0; shift < to; shift += turn) {
    const last = Math.min(cakes - 1, Math.floor(to - shift));
    for (let cake = Math.max(0, Math.floor(from - shift)); cake <= last; cake++) {
      const overlap = Math.min(to - shift, cake + 1) - Math.max(from - shift, cake);
      if (overlap > 0) addRow(box, cake, overlap / extent);
    }
  }
}

function addRow(box: CellBox, cake: number, share: number): void {
  box.row[box.rows] = cake;
  box.rowShare[box.rows++] = share;
}

/** Appends the runs of a box. @param factor  multiplies every share */
export function addBox(box: CellBox, pixel: number, factor: number, out: CakeRuns): void {
  const { column, columns, columnShare, rows, row, rowShare } = box;
  reserveRuns(out, rows, rows * columns);
  let last = columns;
  while (last > 0 && columnShare[last - 1] === 0) last--; // a box that ends on an edge reaches nothing beyond
  if (last === 0) return;
  for (let i = 0; i < rows; i++) {
    const share = rowShare[i]! * factor;
    for (let k = 0; k < last; k++) out.weights[out.used + k] = share * columnShare[k]!;
    addRun(out, row[i]!, pixel, column, last);
  }
}

/** Distance of two azimuths the short way round, rad. */
function distanceOf(a: number, b: number): number {
  const distance = Math.abs(a - b);
  return distance > Math.PI ? 2 * Math.PI - distance : distance;
}

/** Whether the corners of a pixel run round the beam: it has no azimuth then. */
function runsRound(azimuth: Float64Array, corner: number, width: number): boolean {
  const path = [corner, corner + 1, corner + width + 1, corner + width, corner];
  let turned = 0;
  for (let k = 1; k < path.length; k++) turned += wrapRadians(azimuth[path[k]!]! - azimuth[path[k - 1]!]!);
  return Math.abs(turned) > Math.PI;
}
