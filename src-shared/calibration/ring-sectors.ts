import type { Geometry } from '../model/schema-types.generated.ts';
import { beamFrameOf, twoThetaAt, type BeamFrame } from './beam-frame.ts';
import { placeOnCone } from './place-on-cone.ts';
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

/** From one ring up to another, that one not included. */
export type RingPart = readonly [from: number, end: number];

/** Where the sectors of each ring stand among all. */
export interface SectorLayout {
  /** By ring: its first sector, and how many it has */
  readonly firsts: Int32Array;
  readonly counts: Int32Array;
  /** By sector: its ring */
  readonly sectorRings: Int32Array;
  /** By ring: about so many pixels lie in its window */
  readonly expected: Float64Array;
}

/** Along the ring, px: long enough for some twenty pixels per step of the profile. */
const ARC = 22;
const MAX_SECTORS = 720;
const MIN_SECTORS = 12;
/** Sectors on the image: where rings would have more of 22 px, the long rings get fewer, longer ones. */
const ENOUGH_SECTORS = 6000;
const LEAST_OF_MANY = 48;
/** Rings with this many sectors are long. */
const LONG = 60;
/** Room for this many times the pixels that are expected */
const SPARE = 1.2;
/** Directions in which a ring is looked for on the image */
const DIRECTIONS = 36;
const TABLE = 16384;
/** Pixels of a row that are looked at together */
const RUN = 8;
const ROWS_PER_STEP = 64;
/** rad, along a run: curved by less than 0.1 px then */
const MOST_TURN = 0.1;

/**
 * Sorts the usable pixels near predicted rings into sectors about the beam centre.
 *
 * @param twoThetas  of the rings, rad, ascending
 * @param halves  half-width of the window of each ring in px; 0: leave the ring out
 * @param isCoarse  of long rings, one sector in three only
 * @param layout  as `layOutSectors` gives it
 * @param part  only the sectors of these rings are filled; absent: all
 * @param onStep  called now and then, with the part that is done
 */
export function collectRingSectors(
  image: CalibrationImage,
  geometry: Geometry,
  twoThetas: readonly number[],
  halves: Float64Array,
  isCoarse = false,
  layout: SectorLayout = layOutSectors(image, geometry, twoThetas, halves, isCoarse),
  part: RingPart = [0, twoThetas.length],
  onStep: (fraction: number) => void = () => undefined,
): RingSectors {
  const { samples, unusable, pixel1, pixel2 } = image;
  const [rows, columns] = image.shape;
  const frame = beamFrameOf(geometry);
  const pixel = Math.sqrt(pixel1 * pixel2);
  const { firsts, counts, sectorRings, expected } = layout;
  const { reaches, perPixel } = angularReaches(image, frame, halves);
  const nearest = nearestTable(twoThetas, halves); // of all rings: one of another part may be nearer
  for (let ring = 0; ring < reaches.length; ring++) if (ring < part[0] || ring >= part[1]) reaches[ring] = 0;
  const distances = distanceTable(twoThetas, reaches);
  const starts = new Int32Array(sectorRings.length + 1);
  // Two rounds over the lines of pixels would be slower: room is made for as many as there should be.
  let room = 1024;
  for (let ring = part[0]; ring < part[1]; ring++) room += Math.ceil(expected[ring]!);
  room = Math.min(samples.length, room);
  let count = 0;
  let found = new Int32Array(room);
  let foundSector = new Int32Array(room);
  let foundAngle = new Float32Array(room);
  let foundDirection = new Float32Array(room);
  const slopes = new Float64Array(sectorRings.length);
  const direction = frame.k < 0 ? -1 : 1; // upstream, 2θ decreases outwards
  const { k, c1, c2, s1, s2 } = frame;
  const acrossRun = 0.5 * RUN * perPixel + Math.PI / TABLE;
  for (let i = 0; i < rows; i++) {
    if (i % ROWS_PER_STEP === 0) onStep(i / rows);
    const y = (i + 0.5) * pixel1;
    const u1 = y - c1;
    for (let run = 0; run < columns; run += RUN) {
      const end = Math.min(columns, run + RUN);
      const middle = twoThetaAt(frame, y, 0.5 * (run + end) * pixel2);
      if (distances[(middle * (TABLE / Math.PI)) | 0]! > acrossRun) continue; // no ring comes near
      // Directions are needed to a small part of a sector: between the ends of a run they change evenly, but at the beam.
      const begins = Math.atan2(u1, (run + 0.5) * pixel2 - c2);
      const turns = Math.atan2(u1, (run + RUN + 0.5) * pixel2 - c2) - begins;
      const isEven = Math.abs(turns) < MOST_TURN;
      for (let j = run, p = i * columns + run; j < end; j++, p++) {
        if (unusable[p]) continue;
        // twoThetaAt and its gradient, written out: this runs for every pixel of the image.
        const u2 = (j + 0.5) * pixel2 - c2;
        const w = u1 * s1 + u2 * s2;
        const square = Math.max(1e-300, u1 * u1 + u2 * u2 - w * w);
        const r = Math.sqrt(square);
        const z = k + w;
        const angle = Math.atan2(r, z);
        const ring = nearest[(angle * (TABLE / Math.PI)) | 0]!;
        if (ring < 0) continue;
        const away = angle - twoThetas[ring]!;
        if (Math.abs(away) > reaches[ring]!) continue;
        const perR = z / ((square + z * z) * r);
        const perZ = -r / (square + z * z);
        const g1 = perR * (u1 - w * s1) + perZ * s1;
        const g2 = perR * (u2 - w * s2) + perZ * s2;
        const slope = Math.sqrt(g1 * g1 + g2 * g2) * pixel;
        if (Math.abs(away) > halves[ring]! * slope) continue;
        const towards = isEven ? begins + ((j - run) / RUN) * turns : Math.atan2(u1, u2);
        const parts = counts[ring]!;
        const sector = firsts[ring]! + Math.min(parts - 1, ((towards / (2 * Math.PI) + 0.5) * parts) | 0);
        if (isCoarse && sector % 3 !== 0 && parts >= LONG) continue;
        if (count === room) {
          room *= 2;
          found = enlarged(found, new Int32Array(room));
          foundSector = enlarged(foundSector, new Int32Array(room));
          foundAngle = enlarged(foundAngle, new Float32Array(room));
          foundDirection = enlarged(foundDirection, new Float32Array(room));
        }
        found[count] = p;
        foundSector[count] = sector;
        foundAngle[count] = direction * away;
        foundDirection[count++] = towards;
        starts[sector + 1]!++;
        slopes[sector]! += slope;
      }
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

/** Up to which ring about half of the pixels lie that are in windows. */
export function middleRing({ expected }: SectorLayout): number {
  const half = expected.reduce((sum, count) => sum + count, 0) / 2;
  let [sum, ring] = [0, 0];
  while (ring < expected.length && sum < half) sum += expected[ring++]!;
  return ring;
}

function enlarged<T extends Int32Array | Float32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/**
 * No pixel farther from a ring than its reach, rad, can be inside its window: no pixel subtends more than `perPixel`,
 * along its longer side.
 */
function angularReaches(
  { shape, pixel1, pixel2 }: CalibrationImage,
  { k, c1, c2, s1, s2 }: BeamFrame,
  halves: Float64Array,
): { readonly reaches: Float64Array; readonly perPixel: number } {
  // The foot of the normal is nearest to the sample; outside of the image, some other place is.
  const height = Math.abs(k) * Math.sqrt(Math.max(0, 1 - s1 * s1 - s2 * s2));
  const beyond = (value: number, end: number): number => Math.max(0, -value, value - end);
  const nearest = Math.hypot(height, beyond(c1 - k * s1, shape[0] * pixel1), beyond(c2 - k * s2, shape[1] * pixel2));
  const reach = Math.sqrt(pixel1 * pixel2) / Math.max(nearest, 1e-9);
  const perPixel = Math.max(pixel1, pixel2) / Math.max(nearest, 1e-9);
  return { reaches: halves.map((half) => half * reach), perPixel };
}

/** How many sectors each ring gets, by its length and by how many there are on the image. */
export function layOutSectors(
  image: Pick<CalibrationImage, 'shape' | 'pixel1' | 'pixel2'>,
  geometry: Geometry,
  twoThetas: readonly number[],
  halves: Float64Array,
  isCoarse = false,
): SectorLayout {
  const frame = beamFrameOf(geometry);
  const radiusPx = Math.abs(frame.k) / Math.sqrt(image.pixel1 * image.pixel2);
  const used = twoThetas.map((twoTheta, ring) => ({ ring, twoTheta })).filter(({ ring }) => halves[ring]! > 0);
  const lengths = used.map(({ ring, twoTheta }) => {
    const sectors = (2 * Math.PI * Math.min(radiusPx * Math.abs(Math.tan(twoTheta)), 1e6)) / ARC;
    return { ring, sectors: Math.min(MAX_SECTORS, sectors), shown: shownPart(image, frame, twoTheta) };
  });
  let most = MAX_SECTORS;
  const total = (limit: number): number =>
    lengths.reduce((sum, { sectors, shown }) => sum + Math.min(sectors, limit) * shown, 0);
  while (most > LEAST_OF_MANY && total(most) > ENOUGH_SECTORS) most -= 12;
  const firsts = new Int32Array(twoThetas.length);
  const counts = new Int32Array(twoThetas.length);
  const sectorRings: number[] = [];
  for (const { ring, sectors } of lengths) {
    firsts[ring] = sectorRings.length;
    counts[ring] = Math.min(most, Math.max(MIN_SECTORS, Math.round(sectors)));
    for (let s = 0; s < counts[ring]!; s++) sectorRings.push(ring);
  }
  const expected = new Float64Array(twoThetas.length);
  for (const { ring, sectors, shown } of lengths)
    expected[ring] =
      (SPARE * (2 * halves[ring]! * ARC * sectors * shown)) / (isCoarse && counts[ring]! >= LONG ? 3 : 1);
  return { firsts, counts, sectorRings: Int32Array.from(sectorRings), expected };
}

/** Part of the turn over which a ring lies on the image. */
function shownPart(
  { shape, pixel1, pixel2 }: Pick<CalibrationImage, 'shape' | 'pixel1' | 'pixel2'>,
  frame: BeamFrame,
  twoTheta: number,
): number {
  let inside = 0;
  for (let d = 0; d < DIRECTIONS; d++) {
    const place = placeOnCone(frame, twoTheta, (2 * Math.PI * d) / DIRECTIONS);
    if (place && place.y > 0 && place.x > 0 && place.y < shape[0] * pixel1 && place.x < shape[1] * pixel2) inside++;
  }
  return inside / DIRECTIONS;
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

/** By 2θ: how far it is to the next place that a ring reaches, rad; at most 0 within, Infinity without rings. */
function distanceTable(twoThetas: readonly number[], reaches: Float64Array): Float64Array {
  const table = new Float64Array(TABLE + 1).fill(Infinity);
  const step = Math.PI / TABLE;
  const bin = (angle: number): number => Math.min(TABLE, Math.max(0, Math.floor(angle / step)));
  for (const [ring, angle] of twoThetas.entries())
    if (reaches[ring]! > 0) table.fill(0, bin(angle - reaches[ring]!), bin(angle + reaches[ring]!) + 1);
  for (let k = 1; k <= TABLE; k++) table[k] = Math.min(table[k]!, table[k - 1]! + step);
  for (let k = TABLE - 1; k >= 0; k--) table[k] = Math.min(table[k]!, table[k + 1]! + step);
  return table;
}
