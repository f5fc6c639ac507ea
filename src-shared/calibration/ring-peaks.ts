import type { Geometry } from '../model/schema-types.generated.ts';
import { twoThetaAt, twoThetaWithGradient, type BeamFrame } from './beam-frame.ts';
import type { CalibrationImage } from './calibration-image.ts';
import { fitPeak } from './fit-peak.ts';
import { placeOnCone } from './place-on-cone.ts';
import { collectRingSectors, type RingPart, type RingSectors, type SectorLayout } from './ring-sectors.ts';

/** Peaks lower than this many of their standard deviations are not taken. */
const MIN_SIGNIFICANCE = 4;
const SECTORS_PER_STEP = 128;

/** What is needed to look for peaks on rings; plain values, so that it can go to another thread. */
export interface RingPeakTask {
  readonly image: CalibrationImage;
  readonly geometry: Geometry;
  readonly twoThetas: readonly number[];
  readonly halves: Float64Array;
  readonly sigma: number;
  readonly isCoarse: boolean;
  readonly layout: SectorLayout;
}

/** Peaks in the sectors of some rings. */
export interface RingPeaks {
  readonly peaks: readonly RingPeak[];
  /** By ring: sectors with enough pixels, and the widths found in them */
  readonly rings: readonly { readonly ring: number; readonly sectors: number; readonly sigmas: readonly number[] }[];
}

/** Those of a part of the rings. Each sector is fitted on its own: the parts together give what all give at once. */
export function findRingPeaks(
  { image, geometry, twoThetas, halves, sigma, isCoarse, layout }: RingPeakTask,
  part: RingPart,
  onStep: (fraction: number) => void = () => undefined,
): RingPeaks {
  const sectors = collectRingSectors(image, geometry, twoThetas, halves, isCoarse, layout, part, (done) =>
    onStep(0.5 * done),
  );
  const peaks: RingPeak[] = [];
  const rings = new Map<number, { ring: number; sectors: number; sigmas: number[] }>();
  const first = part[0] < twoThetas.length ? layout.firsts[part[0]]! : 0;
  for (let s = first; s < sectors.rings.length && sectors.rings[s]! < part[1]; s++) {
    const ring = sectors.rings[s]!;
    if (s % SECTORS_PER_STEP === 0) onStep(0.5 + (0.5 * s) / sectors.rings.length);
    if (!hasBothSides(sectors, s)) continue;
    const sighting = rings.get(ring) ?? { ring, sectors: 0, sigmas: [] };
    rings.set(ring, sighting);
    sighting.sectors++;
    const point = fitSector(sectors, s, twoThetas[ring]!, sigma, image);
    if (!point) continue;
    sighting.sigmas.push(point.sigma);
    peaks.push(point);
  }
  return { peaks, rings: [...rings.values()] };
}

/** Lengths in m, but for widths and uncertainties, px */
export interface RingPeak {
  readonly ring: number;
  readonly y: number;
  readonly x: number;
  readonly uncertainty: number;
  readonly sigma: number;
  readonly slope: number;
  readonly direction: number;
}

function hasBothSides({ starts, offsets }: RingSectors, s: number): boolean {
  const count = starts[s + 1]! - starts[s]!;
  if (count < 24) return false;
  let inner = 0;
  for (let q = starts[s]!; q < starts[s + 1]!; q++) if (offsets[q]! < 0) inner++;
  return inner > 0.25 * count && inner < 0.75 * count;
}

function fitSector(
  sectors: RingSectors,
  s: number,
  twoTheta: number,
  sigma: number,
  pixels: PixelSizes,
): RingPeak | null {
  const [from, to] = [sectors.starts[s]!, sectors.starts[s + 1]!];
  const ring = sectors.rings[s]!;
  const half = sectors.halves[ring]!;
  const kept = withoutHotPixels(sectors, from, to);
  const xs = new Float64Array(kept.length);
  const values = new Float64Array(kept.length);
  for (let i = 0; i < kept.length; i++) {
    xs[i] = sectors.offsets[kept[i]!]!;
    values[i] = sectors.values[kept[i]!]!;
  }
  const position = strongestPlace(xs, values, half, sigma);
  const peak = fitPeak(xs, values, half, { position, sigma: Math.min(sigma, 0.5 * half) });
  if (!peak || !(peak.height > MIN_SIGNIFICANCE * peak.heightUncertainty)) return null;
  if (Math.abs(peak.position) > half - peak.sigma || peak.sigma > 0.6 * half || !(peak.uncertainty < 1)) return null;
  // Where on the ring the light lies: a bright spot pulls the middle of the sector to itself.
  let weight = 0;
  let direction = 0;
  for (let i = 0; i < kept.length; i++) {
    const x = (xs[i]! - peak.position) / peak.sigma;
    if (Math.abs(x) > 3) continue;
    const light = Math.exp(-0.5 * x * x) * Math.max(0, values[i]! - peak.background);
    weight += light;
    direction += light * sectors.directions[kept[i]!]!;
  }
  if (!(weight > 0)) return null;
  direction /= weight;
  const slope = sectors.slopes[s]!;
  const outwards = sectors.frame.k < 0 ? -slope : slope;
  const predicted = placeOnCone(sectors.frame, twoTheta, direction);
  if (!predicted) return null;
  const shift = peak.sigma * peak.sigma * exposureSlope(sectors, predicted, twoTheta, outwards);
  const angle = twoTheta + (peak.position - shift) * outwards + meanOverPixel(sectors.frame, predicted, pixels);
  const place = placeOnCone(sectors.frame, angle, direction);
  if (!place) return null;
  return { ring, ...place, uncertainty: peak.uncertainty, sigma: peak.sigma, slope, direction };
}

type PixelSizes = Pick<CalibrationImage, 'pixel1' | 'pixel2'>;

/**
 * By how much the mean of 2θ over a pixel exceeds 2θ at its middle, rad: on rings of radius r px, 1/(24 r) px. A pixel
 * counts what falls on all of it, and rings are bent.
 */
function meanOverPixel(
  frame: BeamFrame,
  { y, x }: { readonly y: number; readonly x: number },
  { pixel1, pixel2 }: PixelSizes,
): number {
  const around =
    twoThetaAt(frame, y - pixel1, x) +
    twoThetaAt(frame, y + pixel1, x) +
    twoThetaAt(frame, y, x - pixel2) +
    twoThetaAt(frame, y, x + pixel2);
  return (around - 4 * twoThetaAt(frame, y, x)) / 24;
}

/**
 * Relative change of what a pixel receives per px outwards across the ring: that of its solid angle, cos³α, and of an
 * unpolarized beam, 1 + cos² 2θ, which is what any polarization comes to around a whole ring. A slope moves the maximum of
 * a Gaussian by σ² times itself.
 */
function exposureSlope(
  { frame, pixel }: RingSectors,
  { y, x }: { readonly y: number; readonly x: number },
  twoTheta: number,
  outwards: number,
): number {
  const { k, c1, c2, s1, s2 } = frame;
  const gradient = new Float64Array(5);
  twoThetaWithGradient(frame, y, x, gradient);
  const length = Math.hypot(gradient[1]!, gradient[2]!);
  if (!(length > 0)) return 0;
  // ∂2θ/∂c is minus ∂2θ/∂(y, x), and upstream 2θ falls outwards.
  const sign = (k < 0 ? 1 : -1) / length;
  const [n1, n2] = [sign * gradient[1]!, sign * gradient[2]!];
  const [u1, u2] = [y - c1, x - c2];
  const square = u1 * u1 + u2 * u2 + k * k + 2 * k * (u1 * s1 + u2 * s2);
  const solidAngle = (-3 * pixel * ((u1 + k * s1) * n1 + (u2 + k * s2) * n2)) / square;
  const polarization = (-Math.sin(2 * twoTheta) * outwards) / (1 + Math.cos(twoTheta) ** 2);
  return solidAngle + polarization;
}

/** Single pixels far above all others at their distance from the ring. */
function withoutHotPixels({ values, offsets }: RingSectors, from: number, to: number): Int32Array {
  const kept = new Int32Array(to - from);
  let count = 0;
  let sum = 0;
  for (let q = from; q < to; q++) sum += values[q]!;
  const ordinary = (2 * sum) / (to - from) + 20;
  for (let q = from; q < to; q++) {
    if (values[q]! <= ordinary) {
      kept[count++] = q;
      continue;
    }
    let higher = 0;
    const limit = 0.4 * values[q]! - 20;
    for (let other = from; other < to && higher < 2; other++)
      if (other !== q && Math.abs(offsets[other]! - offsets[q]!) < 1.5 && values[other]! >= limit) higher++;
    if (higher >= 2) kept[count++] = q;
  }
  return kept.subarray(0, count);
}

/** Middle of the brightest stretch as wide as a ring. */
function strongestPlace(xs: Float64Array, values: Float64Array, half: number, sigma: number): number {
  const bins = Math.max(3, Math.ceil(2 * half));
  const sums = new Float64Array(bins);
  const counts = new Float64Array(bins);
  for (let i = 0; i < xs.length; i++) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(((xs[i]! + half) / (2 * half)) * bins)));
    sums[bin]! += values[i]!;
    counts[bin]!++;
  }
  const reach = Math.max(1, Math.round((sigma * bins) / (2 * half)));
  let best = 0;
  let highest = -Infinity;
  for (let bin = 0; bin < bins; bin++) {
    let [sum, count] = [0, 0];
    for (let b = Math.max(0, bin - reach); b <= Math.min(bins - 1, bin + reach); b++) {
      sum += sums[b]!;
      count += counts[b]!;
    }
    const mean = count > 0 ? sum / count : -Infinity;
    if (mean > highest) {
      highest = mean;
      best = bin;
    }
  }
  const place = ((best + 0.5) / bins) * 2 * half - half;
  return Math.min(Math.max(place, -0.9 * half), 0.9 * half);
}
