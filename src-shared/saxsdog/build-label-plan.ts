import type { SaxsdogCalibration, SaxsdogMask } from '../model/schema-types.generated.ts';
import { LabelPatterns } from './label-patterns.ts';
import type { LabelPlan } from './label-plan.ts';
import {
  cornerOffsets,
  saxsdogDetector,
  scatteringVectorAt,
  type SaxsdogDetector,
  type SaxsdogMode,
} from './saxsdog-detector.ts';
import { saxsdogPolarization } from './saxsdog-polarization.ts';

/** Bins a plan may have: more than any detector has pixels across, and little memory. */
const MAX_BINS = 1 << 16;

/**
 * The plan of one entry of Masks.
 *
 * @param mask  rows · columns, non-zero = ignored, row 0 on top
 * @throws RangeError  if the mask has another size than the images, or the bins are too many
 */
export function buildLabelPlan(
  calibration: SaxsdogCalibration,
  recipe: SaxsdogMask,
  mask: Uint8Array,
  mode: SaxsdogMode,
): LabelPlan {
  const detector = saxsdogDetector(calibration, mode);
  const pixelCount = detector.rows * detector.columns;
  if (mask.length !== pixelCount) throw new RangeError(`mask of ${mask.length} pixels for ${pixelCount}`);
  const labels = recipe['Phi-mode']
    ? labelAzimuthally(detector, recipe, mask, mode)
    : labelRadially(detector, recipe, mask);
  return { ...labels, correction: saxsdogPolarization(calibration, detector) };
}

type Labels = Omit<LabelPlan, 'correction'>;

function labelRadially(detector: SaxsdogDetector, recipe: SaxsdogMask, mask: Uint8Array): Labels {
  const { Oversampling: oversampling = 3, PixelPerRadialElement: width = 1 } = recipe;
  const { rows, columns, distance, leanY, leanX, waveNumber, pixelY, pixelX } = detector;
  const ranges = ends(detector, oversampling);
  const scale = ranges.radius / pixelY / width / ranges.q;
  const bins = checkedBins(Math.floor(ranges.q * scale) + 1);
  const xs = offsets(columns, oversampling, detector.centreX, pixelX);
  const ys = offsets(rows, oversampling, detector.centreY, pixelY);
  const parts = oversampling * oversampling;
  const patterns = new LabelPatterns(rows * columns, bins, parts);
  const counts = new Uint16Array(bins + 1);
  const d2 = distance * distance;
  const factor = 2 * waveNumber * scale;
  for (let i = 0, p = 0; i < rows; i++)
    for (let j = 0; j < columns; j++, p++) {
      let low = bins;
      let high = 0;
      for (let a = i * oversampling; a < (i + 1) * oversampling; a++) {
        const y = ys[a]!;
        const y2 = y * y;
        const sy = leanY * y;
        for (let b = j * oversampling; b < (j + 1) * oversampling; b++) {
          // As scatteringVectorAt, which is too slow to be called here: once for every part of every pixel.
          const x = xs[b]!;
          const r2 = y2 + x * x;
          const s = sy + leanX * x;
          const l = Math.sqrt(d2 + r2 + 2 * distance * s);
          const label = (factor * Math.sqrt((r2 - s * s) / (2 * l * (l + distance + s)))) | 0;
          counts[label] = counts[label]! + 1;
          if (label < low) low = label;
          if (label > high) high = label;
        }
      }
      patterns.reach(low, high);
      if (mask[p] === 0) takeCounts(patterns, counts, p, low, high);
      for (let label = low; label <= high; label++) counts[label] = 0;
    }
  return { kind: 'radial', ...patterns.finish(scale, 0) };
}

/** The parts counted in bins low … high as the pattern of one pixel. */
function takeCounts(patterns: LabelPatterns, counts: Uint16Array, pixel: number, low: number, high: number): void {
  if (high <= low + 1) patterns.addNear(pixel, low, counts[low]!);
  else {
    const labels = Array.from({ length: high - low + 1 }, (_, k) => low + k);
    patterns.add(
      pixel,
      labels,
      labels.map((label) => counts[label]!),
    );
  }
}

/**
 * Pixels whose centre lies between qStart and qStop, by azimuth. The original's bins are counted in millimetres at the
 * corner of the image; by default they are PixelPerRadialElement pixels wide at the outer edge of the ring, so many that
 * they divide the circle.
 */
function labelAzimuthally(
  detector: SaxsdogDetector,
  recipe: SaxsdogMask,
  mask: Uint8Array,
  { compatible }: SaxsdogMode,
): Labels {
  const { Oversampling: oversampling = 3, PixelPerRadialElement: width = 1, qStart = 0, qStop = 0 } = recipe;
  const { rows, columns, pixelY, pixelX } = detector;
  const inRing = pixelsInRing(detector, qStart, qStop);
  const xs = offsets(columns, oversampling, detector.centreX, pixelX);
  const ys = offsets(rows, oversampling, detector.centreY, pixelY);
  const scale = compatible
    ? ends(detector, oversampling).radius / largestAzimuth(xs, ys) / width
    : Math.max(1, Math.round((2 * Math.PI * inRing.radius) / pixelY / width)) / (2 * Math.PI);
  const bins = checkedBins(Math.ceil(2 * Math.PI * scale) + 1);
  const patterns = new LabelPatterns(rows * columns, bins, oversampling * oversampling);
  for (const p of inRing.pixels) {
    const [i, j] = [Math.floor(p / columns), p % columns];
    const counts = new Map<number, number>(); // not sorted: a pixel across the left half-axis has first and last bins
    for (let a = i * oversampling; a < (i + 1) * oversampling; a++)
      for (let b = j * oversampling; b < (j + 1) * oversampling; b++) {
        const label = Math.floor((Math.atan2(ys[a]!, xs[b]!) + Math.PI) * scale);
        counts.set(label, (counts.get(label) ?? 0) + 1);
      }
    const labels = [...counts.keys()];
    patterns.reach(Math.min(...labels), Math.max(...labels));
    if (mask[p] === 0) patterns.add(p, labels, [...counts.values()]);
  }
  return { kind: 'azimuthal', ...patterns.finish(scale, -Math.PI) };
}

function pixelsInRing(detector: SaxsdogDetector, qStart: number, qStop: number): { pixels: number[]; radius: number } {
  const { rows, columns, centreY, centreX, pixelY, pixelX } = detector;
  const pixels: number[] = [];
  let radius2 = 0;
  for (let i = 0, p = 0; i < rows; i++)
    for (let j = 0; j < columns; j++, p++) {
      const [y, x] = [(i + 0.5 - centreY) * pixelY, (j + 0.5 - centreX) * pixelX];
      const q = scatteringVectorAt(detector, y, x);
      if (!(q >= qStart && q <= qStop)) continue;
      pixels.push(p);
      radius2 = Math.max(radius2, y * y + x * x);
    }
  return { pixels, radius: Math.sqrt(radius2) };
}

/** Largest distance from the beam centre, mm, and largest q, nm⁻¹, over the parts of all pixels: at a corner. */
function ends(detector: SaxsdogDetector, oversampling: number): { radius: number; q: number } {
  // Points within a scattering angle below 90° form a convex area on the detector, so q is largest at a corner.
  const corners = cornerOffsets(detector, oversampling);
  return {
    radius: Math.max(...corners.map(([y, x]) => Math.hypot(y, x))),
    q: Math.max(...corners.map(([y, x]) => scatteringVectorAt(detector, y, x))),
  };
}

/** Largest atan2 over all parts: below the beam centre and to the left of it, else at one of the corners. */
function largestAzimuth(xs: Float64Array, ys: Float64Array): number {
  let largest = -Math.PI;
  for (const y of ys) for (const x of [xs[0]!, xs.at(-1)!]) largest = Math.max(largest, Math.atan2(y, x));
  for (const x of xs) for (const y of [ys[0]!, ys.at(-1)!]) largest = Math.max(largest, Math.atan2(y, x));
  return largest;
}

/** Centres of the parts along one axis, mm from the beam centre. */
function offsets(pixels: number, oversampling: number, centre: number, size: number): Float64Array {
  return Float64Array.from({ length: pixels * oversampling }, (_, i) => ((i + 0.5) / oversampling - centre) * size);
}

function checkedBins(bins: number): number {
  if (bins >= 1 && bins <= MAX_BINS) return bins;
  throw new RangeError(`${bins} bins, at most ${MAX_BINS} are possible`);
}
