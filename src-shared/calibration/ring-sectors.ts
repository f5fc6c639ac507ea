import type { Geometry } from '../model/schema-types.generated.ts';
import { beamFrameOf, twoThetaAt, twoThetaWithGradient, type BeamFrame } from './beam-frame.ts';
import type { CalibrationImage } from './calibration-image.ts';

/** Pixels near rings, sorted by ring and by sector of azimuth. */
export interface RingSectors {
  readonly frame: BeamFrame;
  /** Index of the first pixel of each sector, and one more entry at the end. */
  readonly starts: Int32Array;
  /** Ring number of each sector. */
  readonly rings: Int32Array;
  /** Number of sectors of each ring */
  readonly counts: Int32Array;
  /**
   * Distance from the predicted ring across it, in units of `pixel`, outwards positive; one entry per pixel. It is 2θ in
   * units of `slopes`, not a length: a profile that is symmetric in 2θ stays so.
   */
  readonly offsets: Float32Array;
  readonly values: Float32Array;
  /** Direction from the beam centre in the plane of the detector, rad; one entry per pixel. */
  readonly directions: Float32Array;
  /** Change of 2θ per unit of `pixel` across the ring, rad, mean over each sector. */
  readonly slopes: Float64Array;
  /** The window reaches this far to both sides, in units of `pixel`; one entry per ring. */
  readonly halves: Float64Array;
  /** Side of a square pixel of the same area, m */
  readonly pixel: number;
}

/** Along the ring, px: short against any curvature, long enough for some twenty pixels per step of the profile. */
const ARC = 22;
const MAX_SECTORS = 720;
const MIN_SECTORS = 12;
const TABLE = 16384;

/**
 * Sorts the usable pixels near predicted rings into sectors about the beam centre.
 *
 * @param twoThetas  of the rings, rad, ascending
 * @param halves  half-width of the window of each ring in px; 0: leave the ring out
 */
export function collectRingSectors(
  image: CalibrationImage,
  geometry: Geometry,
  twoThetas: readonly number[],
  halves: Float64Array,
): RingSectors {
  const { samples, unusable, pixel1, pixel2 } = image;
  const [rows, columns] = image.shape;
  const frame = beamFrameOf(geometry);
  const pixel = Math.sqrt(pixel1 * pixel2);
  const { firsts, counts, sectorRings } = layOut(frame, pixel, twoThetas, halves);
  const nearest = nearestTable(twoThetas, halves);
  const reaches = angularReaches(image, frame, halves);
  const gradient = new Float64Array(5);
  const starts = new Int32Array(sectorRings.length + 1);
  // Two rounds over the lines of pixels would be slower: room for every pixel near a ring is made as it is needed.
  let room = 1 << 16;
  let count = 0;
  let found = new Int32Array(room);
  let foundSector = new Int32Array(room);
  let foundAngle = new Float32Array(room);
  let foundDirection = new Float32Array(room);
  const slopes = new Float64Array(sectorRings.length);
  const direction = frame.k < 0 ? -1 : 1; // upstream, 2θ decreases outwards
  for (let i = 0, p = 0; i < rows; i++) {
    const y = (i + 0.5) * pixel1;
    for (let j = 0; j < columns; j++, p++) {
      if (unusable[p]) continue;
      const x = (j + 0.5) * pixel2;
      const angle = twoThetaAt(frame, y, x);
      const ring = nearest[(angle * (TABLE / Math.PI)) | 0]!;
      if (ring < 0 || Math.abs(angle - twoThetas[ring]!) > reaches[ring]!) continue;
      twoThetaWithGradient(frame, y, x, gradient);
      const slope = Math.sqrt(gradient[1]! * gradient[1]! + gradient[2]! * gradient[2]!) * pixel;
      if (Math.abs(angle - twoThetas[ring]!) > halves[ring]! * slope) continue;
      const towards = Math.atan2(y - frame.c1, x - frame.c2);
      const parts = counts[ring]!;
      const sector = firsts[ring]! + Math.min(parts - 1, ((towards / (2 * Math.PI) + 0.5) * parts) | 0);
      if (count === room) {
        room *= 2;
        found = enlarged(found, new Int32Array(room));
        foundSector = enlarged(foundSector, new Int32Array(room));
        foundAngle = enlarged(foundAngle, new Float32Array(room));
        foundDirection = enlarged(foundDirection, new Float32Array(room));
      }
      found[count] = p;
      foundSector[count] = sector;
      foundAngle[count] = direction * (angle - twoThetas[ring]!);
      foundDirection[count++] = towards;
      starts[sector + 1]!++;
      slopes[sector]! += slope;
    }
  }
  for (let s = 0; s < sectorRings.length; s++) {
    if (starts[s + 1]! > 0) slopes[s]! /= starts[s + 1]!;
    starts[s + 1]! += starts[s]!;
  }
  const next = starts.slice();
  const offsets = new Float32Array(count);
  const values = new Float32Array(count);
  const directions = new Float32Array(count);
  for (let q = 0; q < count; q++) {
    const to = next[foundSector[q]!]!++;
    offsets[to] = foundAngle[q]! / slopes[foundSector[q]!]!;
    values[to] = samples[found[q]!]!;
    directions[to] = foundDirection[q]!;
  }
  return { frame, starts, rings: sectorRings, counts, offsets, values, directions, slopes, halves, pixel };
}

function enlarged<T extends Int32Array | Float32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** No pixel farther from a ring than this, rad, can be inside its window: a pixel subtends no more anywhere. */
function angularReaches(
  { shape, pixel1, pixel2 }: CalibrationImage,
  { k, c1, c2, s1, s2 }: BeamFrame,
  halves: Float64Array,
): Float64Array {
  // The foot of the normal is nearest to the sample; outside of the image, some other place is.
  const height = Math.abs(k) * Math.sqrt(Math.max(0, 1 - s1 * s1 - s2 * s2));
  const beyond = (value: number, end: number): number => Math.max(0, -value, value - end);
  const nearest = Math.hypot(height, beyond(c1 - k * s1, shape[0] * pixel1), beyond(c2 - k * s2, shape[1] * pixel2));
  const perPixel = Math.sqrt(pixel1 * pixel2) / Math.max(nearest, 1e-9);
  return halves.map((half) => half * perPixel);
}

/** How many sectors each ring gets, by its length. */
function layOut(
  { k }: BeamFrame,
  pixel: number,
  twoThetas: readonly number[],
  halves: Float64Array,
): { firsts: Int32Array; counts: Int32Array; sectorRings: Int32Array } {
  const firsts = new Int32Array(twoThetas.length);
  const counts = new Int32Array(twoThetas.length);
  const sectorRings: number[] = [];
  for (const [ring, twoTheta] of twoThetas.entries()) {
    firsts[ring] = sectorRings.length;
    if (!(halves[ring]! > 0)) continue;
    const radius = Math.abs((k / pixel) * Math.tan(twoTheta));
    const count = Math.round((2 * Math.PI * Math.min(radius, 1e6)) / ARC);
    counts[ring] = Math.min(MAX_SECTORS, Math.max(MIN_SECTORS, count));
    for (let s = 0; s < counts[ring]!; s++) sectorRings.push(ring);
  }
  return { firsts, counts, sectorRings: Int32Array.from(sectorRings) };
}

/** The nearest ring that is in use, by 2θ; −1 where there is none. */
function nearestTable(twoThetas: readonly number[], halves: Float64Array): Int32Array {
  const table = new Int32Array(TABLE + 1).fill(-1);
  const used = twoThetas.map((_, ring) => ring).filter((ring) => halves[ring]! > 0);
  if (used.length === 0) return table;
  for (let k = 0, a = 0; k <= TABLE; k++) {
    const angle = ((k + 0.5) * Math.PI) / TABLE;
    while (a + 1 < used.length && Math.abs(twoThetas[used[a + 1]!]! - angle) <= Math.abs(twoThetas[used[a]!]! - angle))
      a++;
    table[k] = used[a]!;
  }
  return table;
}
