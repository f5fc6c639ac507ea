import type { RowBlock } from '../geometry/detector-grid.ts';
import { pixelPlane, type PixelPlane, positionAt } from '../geometry/pixel-plane.ts';
import { fromTwoTheta, radialUnit } from '../quantity/radial-unit.ts';
import { forEachStrip, type PixelSpec } from './pixel-strip.ts';
import type { StaticMask } from './plan-spec.ts';
import { findRadialRanges } from './reached-bins.ts';

/** Lower and upper end in output unit; lower > upper: no pixel. */
export type RadialExtent = readonly [lower: number, upper: number];

export type ExtentSpec = Omit<PixelSpec, 'azimuthRange'>;

/** Pixels that do not count, asked about only where an extreme could lie. */
export interface UnusedPixels {
  has(pixel: number): boolean;
  /** @returns one entry per pixel of the whole image, right in these rows, non-zero = not used; null: all are used */
  inRows(rows: RowBlock): StaticMask;
}

/**
 * What finding the extent of one spec has shown. With it the next mask costs a look at the rows where it differs: a
 * stroke on a mask hardly ever touches those that decide.
 */
export interface ExtentMemory {
  /** Bounds of each tile, lower and upper, whatever is masked. */
  bounds: Float64Array | undefined;
  /** By the first row: the mask that the rows had, and the extent of the pixels that it left. */
  readonly bands: Map<number, { readonly mask: Uint8Array | null; readonly extent: RadialExtent }>;
}

export function createExtentMemory(): ExtentMemory {
  return { bounds: undefined, bands: new Map() };
}

/** Side of the squares whose bounds are compared, px. */
const TILE = 32;

/**
 * Radial extent of the used pixels, as the splitting sees them: centres for "no", bounding boxes for "bbox", corners
 * for "full". Never below 0. The azimuth range does not shrink it.
 *
 * Exact, yet few pixels are looked at: those in rows where, by the distance of a square of pixels from the sample, an
 * extreme could lie.
 *
 * @param unused  non-zero = not used, one entry per pixel of the image; null: all are used
 * @param memory  of the same spec; absent: nothing is known
 * @returns lower > upper if no pixel is used
 * @throws AppError  if the quantity needs a wavelength that the calibration does not have
 * @throws RangeError  if `unused` has another size
 */
export function radialExtent(
  spec: ExtentSpec,
  unused: StaticMask | UnusedPixels,
  memory: ExtentMemory = createExtentMemory(),
): RadialExtent {
  const pixels = unused === null || unused instanceof Uint8Array ? pixelsOf(unused) : unused;
  const bands = boundBands(spec, pixels, (memory.bounds ??= boundTiles(spec)));
  let lower = Infinity;
  let upper = -Infinity;
  const visited = new Set<Band>();
  const visit = (band: Band): void => {
    if (visited.has(band)) return;
    visited.add(band);
    const [low, high] = rememberedExtent(spec, pixels, band.rows, memory);
    lower = Math.min(lower, low);
    upper = Math.max(upper, high);
  };
  for (const band of [...bands].sort((a, b) => b.upper - a.upper)) {
    if (band.upper <= upper) break;
    visit(band);
  }
  for (const band of [...bands].sort((a, b) => a.lower - b.lower)) {
    if (band.lower >= lower || lower <= 0) break;
    visit(band);
  }
  const { scale } = radialUnit(spec.radialUnit);
  return lower > upper ? [Infinity, -Infinity] : [Math.max(0, lower) * scale, upper * scale];
}

/** Some rows with bounds on the extent of the used pixels in them, internal unit. */
interface Band {
  readonly rows: RowBlock;
  readonly lower: number;
  readonly upper: number;
}

function pixelsOf(mask: StaticMask): UnusedPixels {
  return { has: mask ? (p) => mask[p] !== 0 : () => false, inRows: () => mask };
}

function boundTiles(spec: ExtentSpec): Float64Array {
  const [height, width] = spec.shape;
  const plane = pixelPlane(spec.calibration, spec.shape);
  const bounds = new Float64Array(2 * Math.ceil(height / TILE) * Math.ceil(width / TILE));
  let k = 0;
  for (let start = 0; start < height; start += TILE)
    for (let left = 0; left < width; left += TILE) {
      const rows = { start, end: Math.min(start + TILE, height) };
      const [low, high] = boundTile(spec, plane, rows, left, Math.min(left + TILE, width));
      bounds[k++] = low;
      bounds[k++] = high;
    }
  return bounds;
}

function boundBands({ shape: [height, width] }: ExtentSpec, unused: UnusedPixels, bounds: Float64Array): Band[] {
  const bands: Band[] = [];
  let k = 0;
  for (let start = 0; start < height; start += TILE) {
    const rows = { start, end: Math.min(start + TILE, height) };
    let lower = Infinity;
    let upper = -Infinity;
    for (let left = 0; left < width; left += TILE) {
      const [low, high] = [bounds[k++]!, bounds[k++]!];
      const right = Math.min(left + TILE, width);
      if ((low >= lower && high <= upper) || !isAnyUsed(unused, width, rows, left, right)) continue;
      lower = Math.min(lower, low);
      upper = Math.max(upper, high);
    }
    if (lower <= upper) bands.push({ rows, lower, upper });
  }
  return bands;
}

/** The extent of some rows, from memory if they were masked in the same way before. */
function rememberedExtent(
  spec: ExtentSpec,
  unused: UnusedPixels,
  rows: RowBlock,
  { bands }: ExtentMemory,
): RadialExtent {
  const whole = unused.inRows(rows);
  const mask = whole && whole.subarray(rows.start * spec.shape[1], rows.end * spec.shape[1]);
  const before = bands.get(rows.start);
  if (before && isSameMask(before.mask, mask)) return before.extent;
  const extent = exactExtent(spec, whole, rows);
  bands.set(rows.start, { mask: mask && mask.slice(), extent });
  return extent;
}

function isSameMask(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (!a || !b) return a === b;
  if (a.length !== b.length) return false;
  for (let p = 0; p < a.length; p++) if (a[p] !== b[p]) return false;
  return true;
}

/**
 * Bounds on the extents of all pixels of a tile. Two points at distance h see each other from the sample under an
 * angle of at most asin(h / R), R being the distance of one of them; r changes by at most h.
 */
function boundTile(spec: ExtentSpec, plane: PixelPlane, rows: RowBlock, left: number, right: number): RadialExtent {
  const [t1, t2, t3] = positionAt(plane, (rows.start + rows.end) / 2, (left + right) / 2);
  const { pixel1, pixel2 } = spec.calibration.detector;
  // Two pixels more on every side: a bounding box is wider than its pixel.
  const h = Math.hypot(((rows.end - rows.start) / 2 + 2) * pixel1, ((right - left) / 2 + 2) * pixel2);
  const r = Math.hypot(t1, t2);
  const { quantity } = radialUnit(spec.radialUnit);
  if (quantity === 'r') return [r - h, r + h];
  const twoTheta = Math.atan2(r, t3);
  const distance = Math.hypot(r, t3);
  const angle = h < distance / 2 ? Math.asin(h / distance) : Math.PI;
  const internal = (value: number): number => {
    if (quantity === '2theta') return value;
    const unit = quantity === 'q' ? 'q_nm^-1' : 'd*2_nm^-2';
    return fromTwoTheta(Math.max(0, Math.min(Math.PI, value)), unit, spec.calibration.geometry);
  };
  // Where a bound meets the end of its scale, a bounding box may still go beyond.
  const low = twoTheta - angle > 0 ? internal(twoTheta - angle) : -Infinity;
  const high = twoTheta + angle < Math.PI ? internal(twoTheta + angle) : Infinity;
  return [low, high];
}

function isAnyUsed(unused: UnusedPixels, width: number, rows: RowBlock, left: number, right: number): boolean {
  for (let row = rows.start; row < rows.end; row++)
    for (let p = row * width + left, end = row * width + right; p < end; p++) if (!unused.has(p)) return true;
  return false;
}

/** In internal unit; lower > upper: no pixel used. */
function exactExtent(spec: ExtentSpec, unused: StaticMask, rows: RowBlock): RadialExtent {
  let lower = Infinity;
  let upper = -Infinity;
  // Named one by one: a spec that carries an azimuth range must not shrink the extent.
  const { calibration, shape, split } = spec;
  forEachStrip({ calibration, shape, split, radialUnit: spec.radialUnit }, unused, rows, (strip) => {
    const low = new Float64Array(strip.skipped.length);
    const high = new Float64Array(strip.skipped.length);
    findRadialRanges(strip, split, { low, high });
    const pixels = (strip.rows.end - strip.rows.start) * strip.columns;
    for (let p = 0; p < pixels; p++) {
      if (strip.skipped[p] !== 0) continue;
      if (low[p]! < lower) lower = low[p]!;
      if (high[p]! > upper) upper = high[p]!;
    }
  });
  return [lower, upper];
}
