import type { Point, Size } from '../image/image-view.ts';
import type { ResidualCells } from './residual-cells.ts';

/** A cell of the map: row counts from the innermost ring, sector from −180°. */
export interface MapCell {
  readonly row: number;
  readonly sector: number;
}

/** Where the map is on its canvas, CSS px. */
export interface MapLayout {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly rows: number;
  readonly sectors: number;
}

const TALLEST_ROW = 26; // CSS px; a few rings do not fill a tall pane with bars
const MARGIN_TOP = 4;
const MARGIN_RIGHT = 10;

/**
 * @param labelWidth  of the widest name of a ring, CSS px
 */
export function mapLayout(
  { rings, sectors }: Pick<ResidualCells, 'rings' | 'sectors'>,
  size: Size,
  labelWidth: number,
  fontSize: number,
): MapLayout {
  const left = Math.ceil(labelWidth) + 14;
  const bottom = fontSize + 12;
  return {
    left,
    top: MARGIN_TOP,
    width: Math.max(1, size.width - left - MARGIN_RIGHT),
    height: Math.max(1, Math.min(rings.length * TALLEST_ROW, size.height - MARGIN_TOP - bottom)),
    rows: rings.length,
    sectors,
  };
}

/** The cell under a point; null beside the map. */
export function cellAt({ left, top, width, height, rows, sectors }: MapLayout, { x, y }: Point): MapCell | null {
  const sector = Math.floor(((x - left) / width) * sectors);
  const row = Math.floor(((y - top) / height) * rows);
  return sector >= 0 && sector < sectors && row >= 0 && row < rows ? { row, sector } : null;
}

/** Edges of a cell, CSS px. */
export function cellBox(
  layout: MapLayout,
  { row, sector }: MapCell,
): Readonly<Record<'x' | 'y' | 'width' | 'height', number>> {
  const [cellWidth, cellHeight] = [layout.width / layout.sectors, layout.height / layout.rows];
  return {
    x: layout.left + sector * cellWidth,
    y: layout.top + row * cellHeight,
    width: cellWidth,
    height: cellHeight,
  };
}

/** The neighbour in a direction; azimuth goes round, rings end. */
export function neighbourCell({ rows, sectors }: MapLayout, cell: MapCell, down: number, right: number): MapCell {
  return {
    row: Math.max(0, Math.min(rows - 1, cell.row + down)),
    sector: (((cell.sector + right) % sectors) + sectors) % sectors,
  };
}
