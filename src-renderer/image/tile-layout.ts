import type { Shape } from '../../src-shared/model/detector-image.ts';

/** Part of an image, px. */
export interface TileArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Cuts an image into tiles of at most `limit` × `limit` px, row by row, without overlap. */
export function layOutTiles([rows, columns]: Shape, limit: number): TileArea[] {
  const tiles: TileArea[] = [];
  for (let y = 0; y < rows; y += limit)
    for (let x = 0; x < columns; x += limit)
      tiles.push({ x, y, width: Math.min(limit, columns - x), height: Math.min(limit, rows - y) });
  return tiles;
}
