import { pixelPlane, positionAt, type PixelPlane } from '../../src-shared/geometry/pixel-plane.ts';
import type { Shape } from '../../src-shared/model/detector-image.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';

/** How far the rings of one calibration lie from those of another, over the detector. */
export interface RingDisplacement {
  /** Points of the grid: rows, columns; row by row from the top left. */
  readonly shape: Shape;
  /** Of the second calibration, outwards positive, px. */
  readonly values: Float64Array;
  /** Of the sizes, px. */
  readonly max: number;
  readonly rms: number;
}

const GRID = 48; // points along the longer side

/**
 * Displacement of rings of equal d-spacing (of equal 2θ where a wavelength is not known) at the centres of an even
 * grid: with s = sin θ/λ, the ring through x lies further out by (s₁ − s₂)/|∇s₁| where the second calibration assigns
 * it a smaller s.
 *
 * @param shape  of the stored image
 */
export function ringDisplacement(
  first: Calibration,
  second: Calibration,
  shape: Shape,
  points = GRID,
): RingDisplacement {
  const [rows, columns] = gridShape(shape, points);
  const [waveA, waveB] = [first.geometry.wavelength, second.geometry.wavelength];
  const isKnown = waveA !== undefined && waveB !== undefined;
  const a = scatteringSine(pixelPlane(first, shape), isKnown ? waveA : 1);
  const b = scatteringSine(pixelPlane(second, shape), isKnown ? waveB : 1);
  const values = new Float64Array(rows * columns);
  let [max, sum] = [0, 0];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const y = ((i + 0.5) / rows) * shape[0];
      const x = ((j + 0.5) / columns) * shape[1];
      const slope = Math.hypot(a(y, x + 0.5) - a(y, x - 0.5), a(y + 0.5, x) - a(y - 0.5, x));
      const value = (a(y, x) - b(y, x)) / slope;
      values[i * columns + j] = value;
      max = Math.max(max, Math.abs(value));
      sum += value * value;
    }
  }
  return { shape: [rows, columns], values, max, rms: Math.sqrt(sum / values.length) };
}

function gridShape([rows, columns]: Shape, points: number): Shape {
  const longer = Math.max(rows, columns);
  return [Math.max(1, Math.round((points * rows) / longer)), Math.max(1, Math.round((points * columns) / longer))];
}

/** sin θ / λ at a place of the image. */
function scatteringSine(plane: PixelPlane, wavelength: number): (y: number, x: number) => number {
  return (y, x) => {
    const [t1, t2, t3] = positionAt(plane, y, x);
    return Math.sin(Math.atan2(Math.hypot(t1, t2), t3) / 2) / wavelength;
  };
}
