import type { ControlPointSet } from '../../src-shared/model/calibration-result.ts';

/** How finely the azimuth is cut. */
export type SectorCount = 36 | 72;

/** Points of a calibration gathered by ring and azimuth; arrays lie ring by ring, one entry per sector. */
export interface ResidualCells {
  /** Ring of each row, ascending. */
  readonly rings: readonly number[];
  readonly sectors: number;
  /** Points used. */
  readonly count: Uint32Array;
  readonly rejected: Uint32Array;
  /** Mean residual of the points used, px; NaN without any. */
  readonly mean: Float64Array;
  /** Root mean square of the points used, px; NaN without any. */
  readonly rms: Float64Array;
}

type CellPoints = Pick<ControlPointSet, 'rings' | 'azimuths' | 'residualsPx' | 'rejected'>;

/** Sector of an azimuth (rad): sector 0 begins at −180°. */
export function sectorOf(azimuth: number, sectors: number): number {
  const turns = azimuth / (2 * Math.PI) + 0.5;
  return Math.min(sectors - 1, Math.floor((turns - Math.floor(turns)) * sectors));
}

/** Lower and upper edge of a sector, degrees. */
export function sectorEdges(sector: number, sectors: number): readonly [from: number, to: number] {
  return [(360 * sector) / sectors - 180, (360 * (sector + 1)) / sectors - 180];
}

/**
 * @param rings  rings to show even where they have no point
 */
export function residualCells(points: CellPoints, sectors: number, rings: readonly number[] = []): ResidualCells {
  const rows = [...new Set([...rings, ...points.rings])].sort((a, b) => a - b);
  const rowOf = new Map(rows.map((ring, row) => [ring, row]));
  const size = rows.length * sectors;
  const [count, rejected] = [new Uint32Array(size), new Uint32Array(size)];
  const [mean, rms] = [new Float64Array(size), new Float64Array(size)];
  for (let i = 0; i < points.rings.length; i++) {
    const residual = points.residualsPx[i]!;
    const cell = rowOf.get(points.rings[i]!)! * sectors + sectorOf(points.azimuths[i]!, sectors);
    if (points.rejected[i] !== 0 || !Number.isFinite(residual)) {
      rejected[cell]!++;
      continue;
    }
    count[cell]!++;
    mean[cell]! += residual;
    rms[cell]! += residual * residual;
  }
  for (let cell = 0; cell < size; cell++) {
    const n = count[cell]!;
    mean[cell] = n > 0 ? mean[cell]! / n : Number.NaN;
    rms[cell] = n > 0 ? Math.sqrt(rms[cell]! / n) : Number.NaN;
  }
  return { rings: rows, sectors, count, rejected, mean, rms };
}

/** Indices of the points of one cell, rejected ones included. */
export function pointsInCell(
  points: Pick<ControlPointSet, 'rings' | 'azimuths'>,
  ring: number,
  sector: number,
  sectors: number,
): number[] {
  const found: number[] = [];
  for (let i = 0; i < points.rings.length; i++)
    if (points.rings[i] === ring && sectorOf(points.azimuths[i]!, sectors) === sector) found.push(i);
  return found;
}

/** Indices of the points of one ring, rejected ones included. */
export function pointsOfRing({ rings }: Pick<ControlPointSet, 'rings'>, ring: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < rings.length; i++) if (rings[i] === ring) found.push(i);
  return found;
}
