import type { PlotStyle } from '../plot/usePlotStyle.ts';
import type { ResidualCells } from './residual-cells.ts';
import { residualClass, residualColour } from './residual-colours.ts';
import { cellBox, type MapCell, type MapLayout } from './residual-map-layout.ts';

export interface ResidualMapPicture {
  readonly cells: ResidualCells;
  readonly layout: MapLayout;
  /** Names of the rows. */
  readonly labels: readonly string[];
  /** Residual of the outermost colour, px. */
  readonly bound: number;
  readonly current: MapCell | null;
  readonly chosen: MapCell | null;
}

const AZIMUTHS = [-180, -90, 0, 90, 180] as const;
const TICK = 4; // CSS px

/** Draws in CSS px on a blank canvas scaled by the device pixel ratio. */
export function drawResidualMap(
  context: CanvasRenderingContext2D,
  picture: ResidualMapPicture,
  style: PlotStyle,
): void {
  drawCells(context, picture, style);
  drawRowNames(context, picture, style);
  drawAzimuths(context, picture.layout, style);
  if (picture.chosen) frameCell(context, picture.layout, picture.chosen, style.accent, 2);
  if (picture.current) frameCell(context, picture.layout, picture.current, style.text, 1.5);
}

function drawCells(
  context: CanvasRenderingContext2D,
  { cells, layout, bound }: ResidualMapPicture,
  style: PlotStyle,
): void {
  context.strokeStyle = style.grid;
  context.lineWidth = 1;
  context.strokeRect(layout.left - 0.5, layout.top - 0.5, layout.width + 1, layout.height + 1);
  for (let row = 0; row < layout.rows; row++) {
    for (let sector = 0; sector < layout.sectors; sector++) {
      const cell = row * layout.sectors + sector;
      const { x, y, width, height } = cellBox(layout, { row, sector });
      const gap = Math.min(1, 0.15 * Math.min(width, height));
      if (cells.count[cell]! > 0) {
        context.fillStyle = style.colour(residualColour(residualClass(cells.mean[cell]!, bound)));
        context.fillRect(x, y, width - gap, height - gap);
      } else if (cells.rejected[cell]! > 0) {
        drawCross(context, x + width / 2, y + height / 2, Math.min(width, height, 8) / 3, style.muted);
      }
    }
  }
}

/** A cell whose points were all rejected. */
function drawCross(context: CanvasRenderingContext2D, x: number, y: number, arm: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x - arm, y - arm);
  context.lineTo(x + arm, y + arm);
  context.moveTo(x - arm, y + arm);
  context.lineTo(x + arm, y - arm);
  context.stroke();
}

/** Names as far as they have room: every row, every second, every fifth … */
function drawRowNames(
  context: CanvasRenderingContext2D,
  { layout, labels }: ResidualMapPicture,
  { fontSize, font, muted }: PlotStyle,
): void {
  const rowHeight = layout.height / layout.rows;
  const stride = [1, 2, 5, 10, 20, 50].find((step) => step * rowHeight >= fontSize + 1) ?? 100;
  context.font = `${fontSize}px ${font}`;
  context.fillStyle = muted;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (let row = 0; row < layout.rows; row += stride)
    context.fillText(labels[row] ?? '', layout.left - 6, layout.top + (row + 0.5) * rowHeight + 0.5);
}

function drawAzimuths(
  context: CanvasRenderingContext2D,
  layout: MapLayout,
  { fontSize, font, line, muted }: PlotStyle,
): void {
  const bottom = layout.top + layout.height;
  context.font = `${fontSize}px ${font}`;
  context.fillStyle = muted;
  context.strokeStyle = line;
  context.textBaseline = 'top';
  for (const azimuth of AZIMUTHS) {
    const x = layout.left + ((azimuth + 180) / 360) * layout.width;
    context.beginPath();
    context.moveTo(x, bottom + 1);
    context.lineTo(x, bottom + 1 + TICK);
    context.stroke();
    context.textAlign = azimuth === 180 ? 'right' : azimuth === -180 ? 'left' : 'center';
    context.fillText(`${azimuth}°`.replace('-', '−'), x, bottom + TICK + 3);
  }
}

function frameCell(
  context: CanvasRenderingContext2D,
  layout: MapLayout,
  cell: MapCell,
  colour: string,
  width: number,
): void {
  const box = cellBox(layout, cell);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.strokeRect(box.x - 0.5, box.y - 0.5, box.width, box.height);
}
