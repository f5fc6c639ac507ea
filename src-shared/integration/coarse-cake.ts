import type { Samples, Shape } from '../model/detector-image.ts';
import type { Calibration } from '../model/schema-types.generated.ts';
import { azimuthOf } from '../geometry/laboratory-position.ts';
import { pixelPlane } from '../geometry/pixel-plane.ts';

/** Mean counts against 2θ and azimuth, quick and coarse: for looking at, not for measuring. */
export interface CoarseCake {
  /** rad; the bins divide this range */
  readonly radialRange: readonly [low: number, high: number];
  /** [azimuths, radial]; azimuths from −180° to 180° */
  readonly shape: Shape;
  /** Azimuth by azimuth; NaN where no pixel falls */
  readonly means: Float64Array;
  /** Mean over all azimuths, finer: `patternBins` values over the same range; NaN where no pixel falls */
  readonly pattern: Float64Array;
}

export interface CoarseCakeOptions {
  readonly radialBins: number;
  readonly azimuthBins: number;
  readonly patternBins: number;
}

/** @param unused  non-zero = ignored, one entry per pixel, or null */
export function coarseCake(
  samples: Samples,
  imageShape: Shape,
  unused: Uint8Array | null,
  calibration: Calibration,
  { radialBins, azimuthBins, patternBins }: CoarseCakeOptions,
): CoarseCake {
  const [rows, columns] = imageShape;
  const { origin, stepY, stepX } = pixelPlane(calibration, imageShape);
  const angles = new Float32Array(samples.length);
  const turns = new Float32Array(samples.length);
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0, p = 0; i < rows; i++)
    for (let j = 0; j < columns; j++, p++) {
      if (unused && unused[p] !== 0) continue;
      const [y, x] = [i + 0.5, j + 0.5];
      const t1 = origin[0] + y * stepY[0] + x * stepX[0];
      const t2 = origin[1] + y * stepY[1] + x * stepX[1];
      const t3 = origin[2] + y * stepY[2] + x * stepX[2];
      const angle = Math.atan2(Math.sqrt(t1 * t1 + t2 * t2), t3);
      angles[p] = angle;
      turns[p] = azimuthOf(t1, t2) / (2 * Math.PI) + 0.5;
      if (angle < low) low = angle;
      if (angle > high) high = angle;
    }
  const sums = new Float64Array(azimuthBins * radialBins);
  const counts = new Uint32Array(sums.length);
  const patternSums = new Float64Array(patternBins);
  const patternCounts = new Uint32Array(patternBins);
  const scale = high > low ? (1 - 1e-6) / (high - low) : 0;
  for (let p = 0; p < samples.length; p++) {
    if (unused && unused[p] !== 0) continue;
    const part = Math.max(0, Math.min(1 - 1e-9, (angles[p]! - low) * scale));
    const row = Math.min(azimuthBins - 1, Math.floor(turns[p]! * azimuthBins));
    const bin = row * radialBins + Math.floor(part * radialBins);
    sums[bin]! += samples[p]!;
    counts[bin]!++;
    const fine = Math.floor(part * patternBins);
    patternSums[fine]! += samples[p]!;
    patternCounts[fine]!++;
  }
  return {
    radialRange: [low, high],
    shape: [azimuthBins, radialBins],
    means: sums.map((sum, b) => sum / counts[b]!),
    pattern: patternSums.map((sum, b) => sum / patternCounts[b]!),
  };
}
