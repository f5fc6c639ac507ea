import type { Samples } from '../model/detector-image.ts';
import type { SaxsdogCalibration, SaxsdogSlice } from '../model/schema-types.generated.ts';
import { toRadians } from '../quantity/angle.ts';
import type { SaxsdogCurve } from './integrate-labels.ts';
import { saxsdogDetector, type SaxsdogDetector, type SaxsdogMode } from './saxsdog-detector.ts';

/** A band of rows or columns, and the axis of its curve. */
export interface SlicePlan {
  readonly kind: 'in-plane' | 'vertical';
  readonly rows: readonly [from: number, to: number];
  readonly columns: readonly [from: number, to: number];
  readonly shape: readonly [rows: number, columns: number];
  readonly direction: 'x' | 'y';
  /** rows · columns, non-zero = ignored; null: nothing is */
  readonly mask: Uint8Array | null;
  /** nm⁻¹, one value per column (direction x) or row (y) */
  readonly axis: Float64Array;
}

/** @param mask  of the entry of Masks that MaskRef names; null for none */
export function buildSlicePlan(
  calibration: SaxsdogCalibration,
  slice: SaxsdogSlice,
  mask: Uint8Array | null,
  mode: SaxsdogMode,
): SlicePlan {
  const detector = saxsdogDetector(calibration, mode);
  const band = sliceBand(calibration, slice);
  if (mask && mask.length !== detector.rows * detector.columns)
    throw new RangeError(`mask of ${mask.length} pixels for ${detector.rows * detector.columns}`);
  return {
    kind: slice.Plane === 'InPlane' ? 'in-plane' : 'vertical',
    ...band,
    shape: [detector.rows, detector.columns],
    direction: slice.Direction,
    mask,
    axis: sliceAxis(detector, slice, mode),
  };
}

/** The pixels of a slice: rows and columns, the second number excluded, cut to the image. */
export function sliceBand(
  { Geometry: { Imagesize: imageSize } }: SaxsdogCalibration,
  { Direction: direction, CutPosition: position, CutMargin: margin = 1 }: SaxsdogSlice,
): Pick<SlicePlan, 'rows' | 'columns'> {
  const [rows, columns] = imageSize;
  const [start, stop] = [position - 1 - margin, position + margin];
  const cut = (value: number, size: number): number => Math.min(Math.max(value, 0), size);
  return direction === 'x' // rows are counted from the lower edge
    ? { rows: [cut(rows - stop, rows), cut(rows - start, rows)], columns: [0, columns] }
    : { rows: [0, rows], columns: [cut(start, columns), cut(stop, columns)] };
}

/** Mean over the band; the error is √Σp / n. */
export function integrateSlice(plan: SlicePlan, samples: Samples): SaxsdogCurve {
  const { rows, columns, shape, direction, mask, axis, kind } = plan;
  if (samples.length !== shape[0] * shape[1])
    throw new RangeError(`frame of ${samples.length} pixels, slice of ${shape[0] * shape[1]}`);
  const sums = new Float64Array(axis.length);
  const counts = new Float64Array(axis.length);
  for (let i = rows[0]; i < rows[1]; i++)
    for (let j = columns[0]; j < columns[1]; j++) {
      const p = i * shape[1] + j;
      if (mask && mask[p] !== 0) continue;
      const k = direction === 'x' ? j : i;
      sums[k]! += samples[p]!;
      counts[k]!++;
    }
  return {
    kind,
    axis,
    intensity: sums.map((sum, k) => sum / counts[k]!), // 0 / 0 is NaN: no pixel
    error: sums.map((sum, k) => Math.sqrt(sum) / counts[k]!),
  };
}

/**
 * q along the slice, nm⁻¹. In the plane: 2k sin(½ atan(x/d)). Out of it, with the angle of exit α_f measured from the
 * horizon of the sample: q_z = k (sin α_f + sin α_i), α_f = atan(z/d) − α_i; z upwards along columns, to the right along
 * rows. The original puts α_f = −atan and forgets the horizon.
 */
function sliceAxis(detector: SaxsdogDetector, slice: SaxsdogSlice, { compatible }: SaxsdogMode): Float64Array {
  const { rows, columns, centreY, centreX, pixelY, pixelX, distance, waveNumber } = detector;
  const alongRow = slice.Direction === 'x';
  const incident = toRadians(slice.IncidentAngle ?? 0);
  const centre = alongRow ? centreX : centreY;
  const pixel = alongRow ? pixelX : pixelY;
  const half = compatible ? 0 : 0.5; // the middle of the pixel, where its intensity is
  return Float64Array.from({ length: alongRow ? columns : rows }, (_, index) => {
    const angle = Math.atan(((index + half - centre) * pixel) / distance);
    if (slice.Plane === 'InPlane') return 2 * waveNumber * Math.sin(0.5 * angle);
    if (compatible) return -waveNumber * (Math.sin(angle) + Math.sin(incident));
    return waveNumber * (Math.sin((alongRow ? angle : -angle) - incident) + Math.sin(incident));
  });
}
