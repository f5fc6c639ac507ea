import type { RowBlock } from '../geometry/detector-grid.ts';
import { pixelPlane } from '../geometry/pixel-plane.ts';
import type { Shape } from '../model/detector-image.ts';
import type { Calibration, IntegrationSettings } from '../model/schema-types.generated.ts';
import { toRadians } from '../quantity/angle.ts';

export type SampleAbsorption = NonNullable<IntegrationSettings['sampleAbsorption']>;

/**
 * Transmission of the scattered beam through a flat sample, relative to that of the primary beam, of every pixel in a
 * block of rows. Photons that are scattered at depth z of a sheet of thickness T cross z / cos α before and
 * (T − z) / cos β after it, α and β counted from the normal of the sheet. The mean over the depth, divided by
 * exp(−µT / cos α), is
 *
 *     A = (exp(d) − 1) / d,   d = µT (1 / cos α − 1 / cos β)
 *
 * so A is 1 along the beam, and the transmission itself stays a matter of the normalization. 0 where the sheet would be
 * left through its front (cos β ≤ 0): nothing is known there.
 *
 * @param shape  of the stored image
 * @param out  length rows · columns or more; pass one to reuse memory
 * @returns `out`, row by row
 * @throws RangeError  if the rows are not in the image or `out` is too short
 */
export function sampleTransmissions(
  calibration: Calibration,
  shape: Shape,
  { opticalThickness, angleDeg, azimuthDeg }: SampleAbsorption,
  rows: RowBlock = { start: 0, end: shape[0] },
  out = new Float64Array(Math.max(0, rows.end - rows.start) * shape[1]),
): Float64Array {
  const { start, end } = rows;
  const columns = shape[1];
  if (!(Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= shape[0]))
    throw new RangeError(`rows ${start}…${end} of an image with ${shape[0]} rows`);
  if (out.length < (end - start) * columns)
    throw new RangeError(`out holds ${out.length} values, needs ${(end - start) * columns}`);

  const [angle, azimuth] = [toRadians(angleDeg), toRadians(azimuthDeg)];
  const n1 = Math.sin(angle) * Math.sin(azimuth);
  const n2 = Math.sin(angle) * Math.cos(azimuth);
  const n3 = Math.cos(angle);
  const { origin, stepY, stepX } = pixelPlane(calibration, shape);
  const [d1, d2, d3] = stepX;
  for (let i = start, k = 0; i < end; i++) {
    const y = i + 0.5;
    const [a1, a2, a3] = [origin[0] + y * stepY[0], origin[1] + y * stepY[1], origin[2] + y * stepY[2]];
    for (let j = 0; j < columns; j++, k++) {
      const x = j + 0.5;
      const t1 = a1 + x * d1;
      const t2 = a2 + x * d2;
      const t3 = a3 + x * d3;
      const cosine = (n1 * t1 + n2 * t2 + n3 * t3) / Math.sqrt(t1 * t1 + t2 * t2 + t3 * t3);
      const d = opticalThickness * (1 / n3 - 1 / cosine);
      if (!(cosine > 0)) out[k] = 0;
      else out[k] = d === 0 ? 1 : Math.expm1(d) / d;
    }
  }
  return out;
}
