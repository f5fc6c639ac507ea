import type { ControlPointSet } from '../../src-shared/model/calibration-result.ts';
import type { PointsOverlay } from '../image/image-overlay.ts';
import { CLASSES, residualClass, residualColour } from './residual-colours.ts';

type OverlayPoints = Pick<ControlPointSet, 'rows' | 'columns' | 'residualsPx' | 'rejected'>;

const DOT = 3; // CSS px
const CROSS = 5; // CSS px
const HIGHLIGHT = 10; // CSS px

/**
 * The points of a calibration as the image draws them: dots coloured by residual, crosses where rejected.
 *
 * @param bound  residual of the outermost colour, px
 */
export function residualOverlay(points: OverlayPoints, bound: number): PointsOverlay[] {
  const classes: number[][] = Array.from({ length: 2 * CLASSES + 1 }, () => []);
  const rejected: number[] = [];
  for (let i = 0; i < points.rows.length; i++) {
    const group =
      points.rejected[i] !== 0 || !Number.isFinite(points.residualsPx[i])
        ? rejected
        : classes[residualClass(points.residualsPx[i]!, bound) + CLASSES]!;
    group.push(points.columns[i]!, points.rows[i]!);
  }
  // The large residuals on top: they are what one looks for.
  const order = Array.from({ length: 2 * CLASSES + 1 }, (_, i) => i - CLASSES).sort(
    (a, b) => Math.abs(a) - Math.abs(b),
  );
  const dots = order.flatMap((one): PointsOverlay[] => {
    const places = classes[one + CLASSES]!;
    if (places.length === 0) return [];
    return [{ points: Float64Array.from(places), colour: residualColour(one), shape: 'dot', size: DOT }];
  });
  if (rejected.length === 0) return dots;
  return [...dots, { points: Float64Array.from(rejected), colour: 'var(--text-muted)', shape: 'cross', size: CROSS }];
}

/** The chosen points, ringed. */
export function highlightOverlay(
  points: Pick<ControlPointSet, 'rows' | 'columns'>,
  chosen: ArrayLike<number>,
): PointsOverlay[] {
  if (chosen.length === 0) return [];
  const places = new Float64Array(2 * chosen.length);
  for (let i = 0; i < chosen.length; i++) {
    places[2 * i] = points.columns[chosen[i]!]!;
    places[2 * i + 1] = points.rows[chosen[i]!]!;
  }
  return [{ points: places, colour: 'var(--accent)', shape: 'circle', size: HIGHLIGHT }];
}
