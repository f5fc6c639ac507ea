import type { RowBlock } from '../geometry/detector-grid.ts';
import { pixelPlane } from '../geometry/pixel-plane.ts';
import type { Shape } from '../model/detector-image.ts';
import type { Calibration, IntegrationSettings } from '../model/schema-types.generated.ts';
import { toRadians } from '../quantity/angle.ts';

export type Polarization = NonNullable<IntegrationSettings['polarization']>;

/**
 * Polarization factor of every pixel centre in a block of rows:
 *
 *     P = ½ [1 + cos²2θ − f · cos 2(χ + o) · sin²2θ]
 *
 * with f = (Ih − Iv) / (Ih + Iv) and o the rotation of the plane of polarization. Written with the laboratory
 * coordinates, it needs no trigonometric function per pixel: cos 2θ = t3/R, sin²2θ · cos 2χ = (t2² − t1²)/R² and
 * sin²2θ · sin 2χ = 2 t1 t2/R², R² = t1² + t2² + t3².
 *
 * @param shape  of the stored image
 * @param out  length rows · columns or more; pass one to reuse memory
 * @returns `out`, row by row, in [0, 1] for |f| ≤ 1
 * @throws RangeError  if the rows are not in the image or `out` is too short
 */
export function polarizationFactors(
  calibration: Calibration,
  shape: Shape,
  { factor, offsetDeg }: Polarization,
  rows: RowBlock = { start: 0, end: shape[0] },
  out = new Float64Array(Math.max(0, rows.end - rows.start) * shape[1]),
): Float64Array {
  const { start, end } = rows;
  const columns = shape[1];
  if (!(Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= shape[0]))
    throw new RangeError(`rows ${start}…${end} of an image with ${shape[0]} rows`);
  if (out.length < (end - start) * columns)
    throw new RangeError(`out holds ${out.length} values, needs ${(end - start) * columns}`);

  const cosine = factor * Math.cos(2 * toRadians(offsetDeg));
  const sine = factor * Math.sin(2 * toRadians(offsetDeg));
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
      const length2 = t1 * t1 + t2 * t2 + t3 * t3;
      const anisotropy = (t2 * t2 - t1 * t1) * cosine - 2 * t1 * t2 * sine;
      out[k] = 0.5 * (1 + (t3 * t3 - anisotropy) / length2);
    }
  }
  return out;
}
