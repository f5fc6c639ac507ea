import { pixelPlane } from '../geometry/pixel-plane.ts';
import { relativeSolidAngles } from '../geometry/solid-angle.ts';
import type { Shape } from '../model/detector-image.ts';
import type { Calibration } from '../model/schema-types.generated.ts';
import { AZIMUTH_ENTRIES } from './ring-modulation.ts';
import type { RingProfile } from './ring-profile.ts';

/** Counts: where the rings change by less inside a pixel, its centre stands for the whole. */
const FLAT = 0.01;

export interface ExposureOptions {
  readonly calibration: Calibration;
  readonly shape: Shape;
  readonly profile: RingProfile;
  /** From ringModulation; null: smooth rings */
  readonly modulation: Float32Array | null;
  /** Points per axis at which the profile is taken inside each pixel. */
  readonly subdivision: number;
  /** Multiply by the relative solid angle. */
  readonly solidAngle: boolean;
  /** (Ih − Iv) / (Ih + Iv); null: no polarization effect */
  readonly polarizationFactor: number | null;
}

/**
 * Mean counts of every pixel: the profile averaged over the pixel, times solid angle and polarization at its centre.
 */
export function expectedCounts(options: ExposureOptions): Float32Array {
  const { calibration, shape, profile, modulation, subdivision } = options;
  const { origin, stepY, stepX } = pixelPlane(calibration, shape);
  const { density, rings, background, variation, strongest } = profile;
  const [rows, columns] = shape;
  const last = rings.length - 2;
  const halfDiagonal = 0.5 * Math.hypot(calibration.detector.pixel1, calibration.detector.pixel2);
  const counts = new Float32Array(rows * columns);
  const solidAngles = new Float64Array(columns).fill(1);

  const placeOf = (y: number, x: number): number => {
    const t1 = origin[0] + y * stepY[0] + x * stepX[0];
    const t2 = origin[1] + y * stepY[1] + x * stepX[1];
    const t3 = origin[2] + y * stepY[2] + x * stepX[2];
    const r = Math.sqrt(t1 * t1 + t2 * t2);
    return Math.min(last, (t3 > 0 ? Math.atan(r / t3) : Math.PI - Math.atan(r / -t3)) * density);
  };
  const ringsAt = (place: number): number => {
    const index = place | 0;
    return rings[index]! + (place - index) * (rings[index + 1]! - rings[index]!);
  };

  for (let i = 0, k = 0; i < rows; i++) {
    if (options.solidAngle) relativeSolidAngles(calibration, shape, { start: i, end: i + 1 }, solidAngles);
    for (let j = 0; j < columns; j++, k++) {
      const [y, x] = [i + 0.5, j + 0.5];
      const t1 = origin[0] + y * stepY[0] + x * stepX[0];
      const t2 = origin[1] + y * stepY[1] + x * stepX[1];
      const t3 = origin[2] + y * stepY[2] + x * stepX[2];
      const length2 = t1 * t1 + t2 * t2 + t3 * t3;
      const centre = placeOf(y, x);
      // Seen from the sample, no point of the pixel is farther from its centre than this.
      const reach = (halfDiagonal / Math.sqrt(length2)) * density + 1;
      const low = Math.max(0, centre - reach) | 0;
      const high = Math.min(last + 1, centre + reach + 1) | 0;
      let ringCounts = ringsAt(centre);
      if (variation[high]! - variation[low]! > FLAT) {
        ringCounts = 0;
        for (let m = 0; m < subdivision; m++)
          for (let n = 0; n < subdivision; n++)
            ringCounts += ringsAt(placeOf(i + (m + 0.5) / subdivision, j + (n + 0.5) / subdivision));
        ringCounts /= subdivision * subdivision;
      }
      if (modulation && ringCounts > 0) {
        const turn = Math.atan2(t1, t2) / (2 * Math.PI) + 0.5;
        const entry = Math.min(AZIMUTH_ENTRIES - 1, (turn * AZIMUTH_ENTRIES) | 0);
        ringCounts *= modulation[strongest[centre | 0]! * AZIMUTH_ENTRIES + entry]!;
      }
      let factor = solidAngles[j]!;
      // ½ [1 + cos²2θ − f cos 2χ sin²2θ] with cos 2χ sin²2θ = (t2² − t1²) / |t|²
      if (options.polarizationFactor !== null)
        factor *= 0.5 * (1 + (t3 * t3 - options.polarizationFactor * (t2 * t2 - t1 * t1)) / length2);
      counts[k] = factor * (ringCounts + background[centre | 0]!);
    }
  }
  return counts;
}
