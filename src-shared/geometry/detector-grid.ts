import { AppError } from '../model/app-error.ts';
import type { Shape } from '../model/detector-image.ts';
import type { Calibration } from '../model/schema-types.generated.ts';
import type { RadialQuantity } from '../quantity/radial-unit.ts';
import { pixelPlane, type PixelPlane } from './pixel-plane.ts';

/** Rows [start, end) of the stored image. */
export interface RowBlock {
  readonly start: number;
  readonly end: number;
}

/**
 * Radial position of every pixel centre in a block of rows.
 *
 * @param shape  of the stored image
 * @param out  length rows · columns or more; pass one to reuse memory
 * @returns `out`, row by row, in the internal unit of `quantity`: rad, nm⁻¹, m or nm⁻²
 * @throws AppError  'calibration' if q or d*2 is asked of a geometry without wavelength
 * @throws RangeError  if the rows are not in the image or `out` is too short
 */
export function radialAtCentres(
  calibration: Calibration,
  shape: Shape,
  quantity: RadialQuantity,
  rows: RowBlock = { start: 0, end: shape[0] },
  out?: Float64Array,
): Float64Array {
  return fillRadial(calibration, shape, quantity, centreGrid(shape, rows), out);
}

/**
 * Radial position of every pixel corner in a block of rows: (rows + 1) · (columns + 1) points, shared by neighbours.
 * The corners of pixel (start + i, j) are at i·w + j, i·w + j + 1, (i+1)·w + j + 1 and (i+1)·w + j, w = columns + 1.
 *
 * Parameters as in {@link radialAtCentres}.
 */
export function radialAtCorners(
  calibration: Calibration,
  shape: Shape,
  quantity: RadialQuantity,
  rows: RowBlock = { start: 0, end: shape[0] },
  out?: Float64Array,
): Float64Array {
  return fillRadial(calibration, shape, quantity, cornerGrid(shape, rows), out);
}

/**
 * Azimuth χ of every pixel centre in a block of rows, in [−π, π); otherwise as {@link radialAtCentres}.
 */
export function azimuthAtCentres(
  calibration: Calibration,
  shape: Shape,
  rows: RowBlock = { start: 0, end: shape[0] },
  out?: Float64Array,
): Float64Array {
  return fillAzimuth(calibration, shape, centreGrid(shape, rows), out);
}

/**
 * Azimuth χ of every pixel corner in a block of rows, in [−π, π), arranged as in {@link radialAtCorners}.
 * Corners of one pixel may lie on both sides of the ±π line.
 */
export function azimuthAtCorners(
  calibration: Calibration,
  shape: Shape,
  rows: RowBlock = { start: 0, end: shape[0] },
  out?: Float64Array,
): Float64Array {
  return fillAzimuth(calibration, shape, cornerGrid(shape, rows), out);
}

interface Grid {
  /** First point, px, corner origin. */
  readonly y: number;
  readonly x: number;
  readonly height: number;
  readonly width: number;
}

function centreGrid(shape: Shape, rows: RowBlock): Grid {
  checkRows(shape, rows);
  return { y: rows.start + 0.5, x: 0.5, height: rows.end - rows.start, width: shape[1] };
}

function cornerGrid(shape: Shape, rows: RowBlock): Grid {
  checkRows(shape, rows);
  return { y: rows.start, x: 0, height: rows.end - rows.start + 1, width: shape[1] + 1 };
}

function checkRows(shape: Shape, { start, end }: RowBlock): void {
  if (!(Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= shape[0]))
    throw new RangeError(`rows ${start}…${end} of an image with ${shape[0]} rows`);
}

function outputFor({ height, width }: Grid, out: Float64Array | undefined): Float64Array {
  const n = height * width;
  if (!out) return new Float64Array(n);
  if (out.length < n) throw new RangeError(`out holds ${out.length} values, needs ${n}`);
  return out;
}

function fillRadial(
  calibration: Calibration,
  shape: Shape,
  quantity: RadialQuantity,
  grid: Grid,
  out?: Float64Array,
): Float64Array {
  const target = outputFor(grid, out);
  const plane = pixelPlane(calibration, shape);
  switch (quantity) {
    case '2theta':
      return fillTwoTheta(plane, grid, target);
    case 'r':
      return fillRadius(plane, grid, target);
    case 'q':
      return fillSineSquared(plane, grid, target, (4e-9 * Math.PI) / wavelengthOf(calibration), true);
    case 'd*2':
      return fillSineSquared(plane, grid, target, (2e-9 / wavelengthOf(calibration)) ** 2, false);
  }
}

function wavelengthOf({ geometry }: Calibration): number {
  if (geometry.wavelength === undefined)
    throw new AppError('calibration', 'The calibration has no wavelength, which q and d* need: add one or use 2θ.');
  return geometry.wavelength;
}

function fillTwoTheta({ origin, stepY, stepX }: PixelPlane, grid: Grid, out: Float64Array): Float64Array {
  const { height, width } = grid;
  const [d1, d2, d3] = stepX;
  for (let i = 0, k = 0; i < height; i++) {
    const y = grid.y + i;
    const [a1, a2, a3] = [origin[0] + y * stepY[0], origin[1] + y * stepY[1], origin[2] + y * stepY[2]];
    let [r0, z0, twoTheta0] = [0, 0, 0];
    for (let j = 0; j < width; j++, k++) {
      const x = grid.x + j;
      const t1 = a1 + x * d1;
      const t2 = a2 + x * d2;
      const t3 = a3 + x * d3;
      const r = Math.sqrt(t1 * t1 + t2 * t2);
      const dot = t3 * z0 + r * r0;
      const cross = r * z0 - r0 * t3;
      if (Math.abs(cross) < SMALL_TANGENT * dot) {
        const angle = twoTheta0 + smallArcTangent(cross / dot);
        out[k] = angle > 0 ? angle : 0;
      } else {
        out[k] = twoTheta0 = Math.atan2(r, t3);
        r0 = r;
        z0 = t3;
      }
    }
  }
  return out;
}

/**
 * Neighbouring points differ by small angles: measured from the last point whose arc tangent was taken in full, the
 * rest is atan(cross product / dot product), for which five terms of the series serve. Much faster, and exact to
 * 5e-15 relative. Rows start afresh, so that a point has the same value in every block of rows.
 */
const SMALL_TANGENT = 0.04; // the next term of the series is below 2e-18 of the sum

function smallArcTangent(t: number): number {
  const s = t * t;
  return t * (1 - s * (1 / 3 - s * (1 / 5 - s * (1 / 7 - s * (1 / 9 - s * (1 / 11))))));
}

function fillRadius({ origin, stepY, stepX }: PixelPlane, grid: Grid, out: Float64Array): Float64Array {
  const { height, width } = grid;
  const [d1, d2] = stepX;
  for (let i = 0, k = 0; i < height; i++) {
    const y = grid.y + i;
    const [a1, a2] = [origin[0] + y * stepY[0], origin[1] + y * stepY[1]];
    for (let j = 0; j < width; j++, k++) {
      const x = grid.x + j;
      const t1 = a1 + x * d1;
      const t2 = a2 + x * d2;
      out[k] = Math.sqrt(t1 * t1 + t2 * t2);
    }
  }
  return out;
}

/** factor · sin θ (`root`) or factor · sin²θ, without any trigonometric function. */
function fillSineSquared(
  { origin, stepY, stepX }: PixelPlane,
  grid: Grid,
  out: Float64Array,
  factor: number,
  root: boolean,
): Float64Array {
  const { height, width } = grid;
  const [d1, d2, d3] = stepX;
  for (let i = 0, k = 0; i < height; i++) {
    const y = grid.y + i;
    const [a1, a2, a3] = [origin[0] + y * stepY[0], origin[1] + y * stepY[1], origin[2] + y * stepY[2]];
    for (let j = 0; j < width; j++, k++) {
      const x = grid.x + j;
      const t1 = a1 + x * d1;
      const t2 = a2 + x * d2;
      const t3 = a3 + x * d3;
      const r2 = t1 * t1 + t2 * t2;
      const length = Math.sqrt(r2 + t3 * t3);
      // sin²θ = (1 − cos 2θ)/2, written so that nothing cancels: at small angles length − t3 would.
      const sine2 = t3 > 0 ? r2 / (2 * length * (length + t3)) : (length - t3) / (2 * length);
      out[k] = factor * (root ? Math.sqrt(sine2) : sine2);
    }
  }
  return out;
}

function fillAzimuth(calibration: Calibration, shape: Shape, grid: Grid, out?: Float64Array): Float64Array {
  const target = outputFor(grid, out);
  const { origin, stepY, stepX } = pixelPlane(calibration, shape);
  const { height, width } = grid;
  const [d1, d2] = stepX;
  for (let i = 0, k = 0; i < height; i++) {
    const y = grid.y + i;
    const [a1, a2] = [origin[0] + y * stepY[0], origin[1] + y * stepY[1]];
    let [y0, x0, azimuth0] = [0, 0, 0];
    for (let j = 0; j < width; j++, k++) {
      const x = grid.x + j;
      // + 0 turns −0 into +0, for which atan2 would answer ±π.
      const t1 = a1 + x * d1 + 0;
      const t2 = a2 + x * d2 + 0;
      const dot = t2 * x0 + t1 * y0;
      const cross = t1 * x0 - y0 * t2;
      let azimuth: number;
      if (Math.abs(cross) < SMALL_TANGENT * dot) azimuth = azimuth0 + smallArcTangent(cross / dot);
      else {
        azimuth = azimuth0 = Math.atan2(t1, t2);
        y0 = t1;
        x0 = t2;
      }
      if (azimuth >= Math.PI) azimuth -= 2 * Math.PI;
      target[k] = azimuth < -Math.PI ? azimuth + 2 * Math.PI : azimuth;
    }
  }
  return target;
}
