import type { CalibrationImage } from './calibration-image.ts';
import { linePath, type CrossPath, type Place } from './cross-path.ts';
import { fitPeak, type FittedPeak } from './fit-peak.ts';

/** A place on a ring. */
export interface RidgePoint extends Place {
  /** Across the ring, of length 1 */
  readonly normal: Place;
  /** Standard deviation of the profile, px */
  readonly sigma: number;
}

/** What a look across an expected ring shows. */
export interface Sight {
  /** null if nothing rises above the noise */
  readonly peak: FittedPeak | null;
  /** Most of the pixels carry no measurement. */
  readonly isHidden: boolean;
}

/** Looks at pieces of an image across rings; lengths in units of a square pixel of the same area. */
export interface RidgeProbe {
  isInside(place: Place): boolean;
  look(path: CrossPath, sigma: number | undefined): Sight;
  /** The strongest peak across the path. */
  strongest(path: CrossPath): RidgePoint | null;
  /** Ridges near a place, whatever their direction, the strongest first. */
  ridges(place: Place): RidgePoint[];
}

/** To both sides along and across the ring */
const LENGTH = 5.5;
const HALF = 6;
/** The same along the ring where its direction is not known yet: a wrong one blurs the more */
const LONG = 12;
/** A click may be off by so much. */
const CLICK_REACH = 8;
const USUAL_SIGMA = 1.5;
/** px: the background is taken so far to both sides */
const BESIDE = 5;
const DIRECTIONS = 24;
/** Of these, the most promising are looked at. */
const TRIED = 4;
/** Peaks lower than this many of their standard deviations are noise. */
const SIGNIFICANCE = 4;
const LEAST_PIXELS = 24;
/** At least this part of the pixels on either side, or the profile is cut. */
const ONE_SIDE = 0.3;
/** A single pixel beyond this times its neighbours, and so many counts, is not light. */
const HOT_FACTOR = 2.5;
const HOT_FLOOR = 20;

export function createRidgeProbe(image: CalibrationImage): RidgeProbe {
  const { samples, unusable, shape } = image;
  const pixel = Math.sqrt(image.pixel1 * image.pixel2);
  const [unit1, unit2] = [image.pixel1 / pixel, image.pixel2 / pixel];

  /** Offsets and values of the usable pixels across a path. */
  function gather({ place, normal, offset }: CrossPath, half: number, length = LENGTH) {
    const offsets: number[] = [];
    const values: number[] = [];
    const places: number[] = [];
    let all = 0;
    const reach = Math.hypot(length, half) + 1;
    const last = (count: number, unit: number, at: number): number =>
      Math.min(count - 1, Math.ceil((at + reach) / unit));
    const first = (unit: number, at: number): number => Math.max(0, Math.floor((at - reach) / unit));
    for (let i = first(unit1, place.y); i <= last(shape[0], unit1, place.y); i++)
      for (let j = first(unit2, place.x); j <= last(shape[1], unit2, place.x); j++) {
        const [y, x] = [(i + 0.5) * unit1, (j + 0.5) * unit2];
        if (Math.abs((x - place.x) * normal.y - (y - place.y) * normal.x) > length) continue;
        const across = offset(y, x);
        if (!(Math.abs(across) <= half)) continue;
        all++;
        if (unusable[i * shape[1] + j]) continue;
        offsets.push(across);
        values.push(samples[i * shape[1] + j]!);
        places.push(i * shape[1] + j);
      }
    const ordinary = (2 * values.reduce((sum, value) => sum + value, 0)) / Math.max(1, values.length) + HOT_FLOOR;
    for (let q = values.length - 1; q >= 0; q--)
      if (values[q]! > ordinary && isHot(places[q]!)) {
        offsets.splice(q, 1);
        values.splice(q, 1);
      }
    return { offsets, values, all };
  }

  /** Far above all its neighbours: rings have none such, for they go on. */
  function isHot(p: number): boolean {
    const columns = shape[1];
    const limit = (samples[p]! - HOT_FLOOR) / HOT_FACTOR;
    for (const neighbour of [p - columns - 1, p - columns, p - columns + 1, p - 1])
      for (const other of [neighbour, 2 * p - neighbour]) if (samples[other]! > limit) return false;
    return true;
  }

  function fit(path: CrossPath, half: number, position: number, sigma: number): Sight {
    const { offsets, values, all } = gather(path, half);
    const outer = offsets.reduce((count, offset) => count + (offset > 0 ? 1 : 0), 0) / offsets.length;
    if (offsets.length < Math.max(LEAST_PIXELS, 0.5 * all) || outer < ONE_SIDE || outer > 1 - ONE_SIDE)
      return { peak: null, isHidden: true };
    const peak = fitPeak(Float64Array.from(offsets), Float64Array.from(values), half, { position, sigma });
    const isClear =
      peak !== null &&
      peak.height > SIGNIFICANCE * peak.heightUncertainty &&
      Math.abs(peak.position) < half - peak.sigma &&
      peak.sigma < 0.6 * half &&
      peak.uncertainty < 1;
    return { peak: isClear ? peak : null, isHidden: false };
  }

  /** Where the mean over a stretch as wide as a ring stands highest above what is beside it, and by how much. */
  function highest(path: CrossPath): { readonly position: number; readonly contrast: number } | null {
    const half = CLICK_REACH + BESIDE + 1;
    const { offsets, values } = gather(path, half + 0.5, LONG);
    if (offsets.length < LEAST_PIXELS) return null;
    const sums = new Float64Array(2 * half + 1);
    const counts = new Float64Array(2 * half + 1);
    for (const [q, offset] of offsets.entries()) {
      const bin = Math.min(2 * half, Math.max(0, Math.round(offset) + half));
      sums[bin]! += values[q]!;
      counts[bin]!++;
    }
    const mean = (bin: number): number =>
      (sums[bin - 1]! + sums[bin]! + sums[bin + 1]!) / (counts[bin - 1]! + counts[bin]! + counts[bin + 1]!);
    let best: { position: number; contrast: number } | null = null;
    for (let position = -CLICK_REACH; position <= CLICK_REACH; position++) {
      const bin = position + half;
      // Both sides, so that a slope of the background is no ridge.
      const above = mean(bin) - 0.5 * (mean(bin - BESIDE) + mean(bin + BESIDE));
      // Near the click is meant: a quarter of the weight at the edge of the reach.
      const contrast = above / (1 + 3 * (position / CLICK_REACH) ** 2);
      if (contrast > (best?.contrast ?? 0)) best = { position, contrast };
    }
    return best;
  }

  function pointAt(path: CrossPath, position: number): RidgePoint | null {
    const { place, normal } = path;
    const moved = { y: place.y + position * normal.y, x: place.x + position * normal.x };
    const { peak } = fit(linePath(moved, normal), HALF, 0, USUAL_SIGMA);
    if (!peak || Math.abs(peak.position) > 2.5) return null;
    return {
      y: moved.y + peak.position * normal.y,
      x: moved.x + peak.position * normal.x,
      normal,
      sigma: peak.sigma,
    };
  }

  return {
    isInside: ({ y, x }) => y > 0 && x > 0 && y < shape[0] * unit1 && x < shape[1] * unit2,
    look: (path, sigma = USUAL_SIGMA) => fit(path, HALF, 0, Math.min(sigma, 0.5 * HALF)),
    strongest(path) {
      const place = highest(path);
      return place && pointAt(path, place.position);
    },
    ridges(place) {
      const found = Array.from({ length: DIRECTIONS }, (_, d) => {
        const angle = (Math.PI * d) / DIRECTIONS;
        const path = linePath(place, { y: Math.sin(angle), x: Math.cos(angle) });
        return { path, contrast: 0, position: 0, ...highest(path) };
      }).sort((a, b) => b.contrast - a.contrast);
      return found
        .slice(0, TRIED)
        .flatMap(({ path, position, contrast }) => (contrast > 0 ? (pointAt(path, position) ?? []) : []));
    },
  };
}
