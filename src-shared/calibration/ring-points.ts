import type { Geometry } from '../model/schema-types.generated.ts';
import { quantileInPlace } from '../numerics/selection.ts';
import type { Aside } from './aside.ts';
import { beamFrameOf, twoThetaAt } from './beam-frame.ts';
import type { CalibrationImage } from './calibration-image.ts';
import type { ControlPoints } from './control-points.ts';
import { findRingPeaks, type RingPeaks } from './ring-peaks.ts';
import { layOutSectors, middleRing } from './ring-sectors.ts';

export interface RingPointOptions {
  /** Search this far to both sides of a predicted ring, px */
  readonly reach: number;
  /** Expected standard deviation of the profile across a ring, px; absent: 1.5 */
  readonly sigma?: number;
  /** Use rings below this number only; absent: all */
  readonly ringCount?: number;
  /** Ring numbers to leave out. */
  readonly without?: ReadonlySet<number>;
  /** Of long rings, take one sector in three: enough to come near. */
  readonly isCoarse?: boolean;
  /** Error that every point has besides its noise, px; absent: 0.03 */
  readonly pixelError?: number;
  /** Called now and then, with the part that is done. */
  readonly onStep?: (fraction: number) => void;
  /** Does half of the rings; absent: all are done here */
  readonly aside?: Aside;
}

/** What was seen of one ring. */
export interface RingSighting {
  readonly ring: number;
  /** Sectors with enough usable pixels */
  readonly sectors: number;
  /** Of these, sectors in which a peak was found */
  readonly found: number;
  /** Median standard deviation of the profile, px; NaN if none was found */
  readonly sigma: number;
}

export interface RingPoints {
  readonly points: ControlPoints;
  /** Of each point across its ring, px, one standard deviation of its noise */
  readonly uncertaintiesPx: Float64Array;
  /** Change of 2θ per px across the ring at each point, rad */
  readonly slopes: Float64Array;
  /** Direction from the beam centre in the plane of the detector, rad */
  readonly directions: Float64Array;
  readonly sightings: readonly RingSighting[];
}

/** Rings closer together than this are not separated, px. */
const MIN_SEPARATION = 5.5;
/** Pixels are not perfect, px. */
export const PIXEL_ERROR = 0.03;

/**
 * Finds where rings are, to a small part of a pixel: a Gaussian is fitted to the counts of each sector of each ring.
 *
 * @param geometry  current one, good to `reach`
 * @param twoThetas  of the rings, rad, ascending
 * @returns points with weights 1/σ² in rad⁻², from noise and pixel error; rings that overlap with a neighbour, within the reach of their profiles,
 *   have none
 */
export function extractRingPoints(
  image: CalibrationImage,
  geometry: Geometry,
  twoThetas: readonly number[],
  options: RingPointOptions,
): RingPoints {
  const { pixelError = PIXEL_ERROR, sigma = 1.5, isCoarse = false, onStep = () => undefined, aside } = options;
  const halves = windows(image, geometry, twoThetas, options);
  const all = [0, twoThetas.length] as const;
  const layout = layOutSectors(image, geometry, twoThetas, halves, isCoarse);
  const task = { image, geometry, twoThetas, halves, sigma, isCoarse, layout };
  const seen: RingPeaks[] = [];
  if (aside?.isBeside) {
    const middle = middleRing(layout);
    const outer = aside.begin(findRingPeaks, task, [middle, all[1]]);
    seen.push(
      findRingPeaks(task, [all[0], middle], (part) => onStep(0.5 * part)),
      outer((part) => onStep(0.5 + 0.5 * part)),
    );
  } else seen.push(findRingPeaks(task, all, onStep));
  const found = seen.flatMap(({ peaks }) => peaks);
  const sightings = seen.flatMap(({ rings }) => rings);
  const widths = new Map<number, number>();
  for (const { ring, sigmas } of sightings) widths.set(ring, quantileInPlace(Float64Array.from(sigmas), 0.5));
  // A profile much narrower or wider than its ring is a hot pixel, a spot or background.
  const kept = found.filter(({ ring, sigma }) => {
    const typical = widths.get(ring)!;
    return sigma > 0.5 * typical && sigma < 2 * typical;
  });
  return {
    points: {
      rows: Float64Array.from(kept, ({ y }) => y / image.pixel1),
      columns: Float64Array.from(kept, ({ x }) => x / image.pixel2),
      rings: Int32Array.from(kept, ({ ring }) => ring),
      weights: Float64Array.from(
        kept,
        ({ uncertainty, slope }) => 1 / (square(uncertainty) + square(pixelError)) / square(slope),
      ),
    },
    uncertaintiesPx: Float64Array.from(kept, ({ uncertainty }) => uncertainty),
    slopes: Float64Array.from(kept, ({ slope }) => slope),
    directions: Float64Array.from(kept, ({ direction }) => direction),
    sightings: sightings.map(({ ring, sectors, sigmas }) => ({
      ring,
      sectors,
      found: sigmas.length,
      sigma: widths.get(ring)!,
    })),
  };
}

const square = (value: number): number => value * value;

/** Half-widths in px: as far as asked, but less than half way to the next ring; 0 for rings that are not used. */
function windows(
  image: Pick<CalibrationImage, 'shape' | 'pixel1' | 'pixel2'>,
  geometry: Geometry,
  twoThetas: readonly number[],
  { reach, sigma = 1.5, ringCount = Infinity, without }: RingPointOptions,
): Float64Array {
  const { k, s1, s2 } = beamFrameOf(geometry);
  const pixel = Math.sqrt(image.pixel1 * image.pixel2);
  const separation = Math.max(MIN_SEPARATION, 4.5 * sigma);
  const most = largestAngle(image, geometry);
  // No pixel subtends more than one at the foot of the normal.
  const margin = (reach * pixel) / (Math.abs(k) * Math.sqrt(1 - s1 * s1 - s2 * s2));
  return Float64Array.from(twoThetas, (twoTheta, ring) => {
    if (ring >= ringCount || without?.has(ring)) return 0;
    if (twoTheta > most + margin) return 0;
    // px per radian across an untilted ring; a ring near 90° does not meet the detector.
    const scale = Math.abs(k) / pixel / Math.cos(twoTheta) ** 2;
    const gap =
      scale * Math.min(twoTheta - (twoThetas[ring - 1] ?? -Infinity), (twoThetas[ring + 1] ?? Infinity) - twoTheta);
    if (!(gap >= separation)) return 0;
    return Math.min(reach, 0.6 * gap);
  });
}

/**
 * No pixel has a larger 2θ, rad. A cone of less than 90° meets the plane in a convex curve: with all corners inside of it,
 * the whole image is.
 */
function largestAngle(
  { shape, pixel1, pixel2 }: Pick<CalibrationImage, 'shape' | 'pixel1' | 'pixel2'>,
  geometry: Geometry,
): number {
  const frame = beamFrameOf(geometry);
  const corners = [0, shape[0] * pixel1].flatMap((y) => [0, shape[1] * pixel2].map((x) => twoThetaAt(frame, y, x)));
  const most = Math.max(...corners);
  return most < Math.PI / 2 ? most : Math.PI;
}
