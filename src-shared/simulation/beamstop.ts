import { beamCentre } from '../geometry/beam-centre.ts';
import type { Shape } from '../model/detector-image.ts';
import type { Calibration } from '../model/schema-types.generated.ts';

/** A disc in front of the detector, held by a straight arm that reaches to the edge of the image. */
export interface Beamstop {
  /** px */
  readonly radius: number;
  /** px; 0: no arm */
  readonly armWidth: number;
  /** Direction of the arm in the image, degrees from increasing columns towards increasing rows */
  readonly armAngleDeg: number;
}

/** Pixels whose centre lies behind the beamstop, 1 = behind; nothing where the beam misses the detector plane. */
export function beamstopShadow(calibration: Calibration, shape: Shape, beamstop: Beamstop): Uint8Array {
  const shadow = new Uint8Array(shape[0] * shape[1]);
  const centre = beamCentre(calibration, shape);
  if (!centre) return shadow;
  const angle = (beamstop.armAngleDeg * Math.PI) / 180;
  const [ux, uy] = [Math.cos(angle), Math.sin(angle)];
  for (let i = 0, k = 0; i < shape[0]; i++) {
    const y = i + 0.5 - centre[1];
    for (let j = 0; j < shape[1]; j++, k++) {
      const x = j + 0.5 - centre[0];
      const isInDisc = x * x + y * y <= beamstop.radius * beamstop.radius;
      const isInArm = Math.abs(x * uy - y * ux) <= beamstop.armWidth / 2 && x * ux + y * uy > 0;
      if (isInDisc || (beamstop.armWidth > 0 && isInArm)) shadow[k] = 1;
    }
  }
  return shadow;
}
