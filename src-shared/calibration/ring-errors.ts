import type { Geometry } from '../model/schema-types.generated.ts';
import { beamFrameOf, twoThetaWithGradient } from './beam-frame.ts';
import type { CalibrationImage } from './calibration-image.ts';

const GRID = 11;
/** px: next to the beam rings have no size */
const LEAST_RADIUS = 8;

/** How far rings lie apart in two geometries: root mean square over the detector, px. */
export function ringDifference(
  { shape, pixel1, pixel2 }: Pick<CalibrationImage, 'shape' | 'pixel1' | 'pixel2'>,
  a: Geometry,
  b: Geometry,
): number {
  const [frameA, frameB] = [beamFrameOf(a), beamFrameOf(b)];
  const pixel = Math.sqrt(pixel1 * pixel2);
  const gradient = new Float64Array(5);
  const other = new Float64Array(5);
  let [sum, count] = [0, 0];
  for (let i = 0; i < GRID; i++)
    for (let j = 0; j < GRID; j++) {
      const y = ((i + 0.5) / GRID) * shape[0] * pixel1;
      const x = ((j + 0.5) / GRID) * shape[1] * pixel2;
      if (Math.hypot(y - frameA.c1, x - frameA.c2) < LEAST_RADIUS * pixel) continue;
      const angle = twoThetaWithGradient(frameA, y, x, gradient);
      const slope = Math.hypot(gradient[1]!, gradient[2]!) * pixel;
      sum += Math.min(1e4, Math.abs(twoThetaWithGradient(frameB, y, x, other) - angle) / slope) ** 2;
      count++;
    }
  return Math.sqrt(sum / Math.max(1, count));
}
