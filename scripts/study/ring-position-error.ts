import { beamFrameOf, twoThetaAt } from '../../src-shared/calibration/beam-frame.ts';
import type { Geometry } from '../../src-shared/model/schema-types.generated.ts';

/** A geometry in the pixels that go with it. */
export interface Placed {
  readonly geometry: Geometry & { readonly wavelength: number };
  readonly pixel1: number;
  readonly pixel2: number;
}

const GRID = 41;
/** px about the beam, where rings have no size */
const HOLE = 8;

/**
 * How far rings of one spacing lie apart in two geometries, root mean square over the detector, px. Wavelengths may
 * differ: what is compared is the spacing that a pixel stands for.
 */
export function ringPositionError(shape: readonly [number, number], truth: Placed, other: Placed): number {
  const [ours, theirs] = [beamFrameOf(truth.geometry), beamFrameOf(other.geometry)];
  const at = (y: number, x: number): number => twoThetaAt(ours, y * truth.pixel1, x * truth.pixel2);
  let [sum, count] = [0, 0];
  for (let a = 0; a < GRID; a++)
    for (let b = 0; b < GRID; b++) {
      const y = ((shape[0] - 1) * a) / (GRID - 1) + 0.5;
      const x = ((shape[1] - 1) * b) / (GRID - 1) + 0.5;
      if (Math.hypot(y - ours.c1 / truth.pixel1, x - ours.c2 / truth.pixel2) < HOLE) continue;
      const slope = Math.hypot(at(y + 0.5, x) - at(y - 0.5, x), at(y, x + 0.5) - at(y, x - 0.5));
      const angle = twoThetaAt(theirs, y * other.pixel1, x * other.pixel2);
      const ratio = truth.geometry.wavelength / other.geometry.wavelength;
      const same = ratio === 1 ? angle : 2 * Math.asin(Math.min(1, Math.sin(angle / 2) * ratio));
      sum += Math.min(1e4, Math.abs(same - at(y, x)) / slope) ** 2;
      count++;
    }
  return Math.sqrt(sum / Math.max(1, count));
}
