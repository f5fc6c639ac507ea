import type { Fit2dDescription } from '../model/calibration-result.ts';

/** How far a geometry has moved since an earlier one, in what the rings see: poni and rot may move together and mean nothing. */
export interface BeamDrift {
  readonly directDistanceMm: number;
  /** px, column then row */
  readonly centre: readonly [x: number, y: number];
  readonly tiltDeg: number;
  /** The earlier geometry is that of this image with its rows reversed, as Dioptas writes it. */
  readonly isReversed: boolean;
}

/** Smaller moves say nothing about the order of the rows: the beam was near the middle of them, px. */
const LEAST_MOVE = 3;
/** Of what a reversed image explains of a move, so much may be left. */
const LEFT = 0.1;

/** @param rows  of the image */
export function beamDrift(now: Fit2dDescription, earlier: Fit2dDescription, rows: number): BeamDrift {
  const [x, y] = [now.centreX - earlier.centreX, now.centreY - earlier.centreY];
  const left = Math.hypot(x, now.centreY - (rows - earlier.centreY));
  return {
    directDistanceMm: now.directDistanceMm - earlier.directDistanceMm,
    centre: [x, y],
    tiltDeg: now.tiltDeg - earlier.tiltDeg,
    isReversed: Math.abs(y) > LEAST_MOVE && left < LEFT * Math.abs(y),
  };
}

export const REVERSED_ROWS =
  'The earlier calibration is of this image with its rows reversed, as Dioptas writes it: reverse them to compare like with like.';
