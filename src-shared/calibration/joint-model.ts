import type { Geometry } from '../model/schema-types.generated.ts';
import { POSE_LENGTH, poseOf } from './detector-pose.ts';
import { beamFromArm, toDetectorFrame } from './laboratory-vector.ts';

/** What ties the geometries of several images together; the wavelength is common to all in every case. */
export type JointModel =
  /** Each image has its own geometry. */
  | { readonly kind: 'own' }
  /** One detector moved along a straight line; `travel` in m, one entry per image, null: not known */
  | { readonly kind: 'moved'; readonly travel: readonly number[] | null }
  /** One detector on an arm turned about an axis through the sample; `angles` in rad, one entry per image */
  | { readonly kind: 'rotated'; readonly angles: readonly number[] };

/**
 * The parameters of a joint refinement and what they mean for each image.
 *
 * `place` writes the pose of an image and the wavelength, [dist, poni1, poni2, b1, b2, b3, λ], and its derivatives by
 * all parameters, 7 × parameters, row by row.
 */
export interface JointLayout {
  readonly names: readonly string[];
  readonly start: Float64Array;
  /** Parameters that the model itself holds because so few images cannot determine them. */
  readonly held: readonly string[];
  /** Image that the shared distance and rotations belong to; null where nothing is shared. */
  readonly reference: number | null;
  place(parameters: Float64Array, image: number, local: Float64Array, derivatives: Float64Array): void;
  rot3Of(parameters: Float64Array, image: number): number;
}

export const LOCAL_LENGTH = POSE_LENGTH + 1;
type Start = Geometry & { readonly wavelength: number };

const GEOMETRY = ['dist', 'poni1', 'poni2', 'rot1', 'rot2'] as const;
const UNMOVED = Float64Array.of(0, 0, 1);

/** @param starts  geometries found for each image alone, good enough to begin with */
export function layOutJointModel(model: JointModel, starts: readonly Start[]): JointLayout {
  switch (model.kind) {
    case 'own':
      return ownGeometries(starts);
    case 'moved':
      return movedDetector(starts, model.travel);
    case 'rotated':
      return rotatedDetector(starts, model.angles);
  }
}

/** Parameters: five per image, then the wavelength. */
function ownGeometries(starts: readonly Start[]): JointLayout {
  const m = 5 * starts.length + 1;
  const [beam, perRot1, perRot2] = [new Float64Array(3), new Float64Array(3), new Float64Array(3)];
  return {
    names: [...starts.flatMap((_, image) => GEOMETRY.map((name) => `${name}[${image + 1}]`)), 'wavelength'],
    start: Float64Array.from([
      ...starts.flatMap((start) => GEOMETRY.map((name) => start[name])),
      starts[0]!.wavelength,
    ]),
    held: [],
    reference: null,
    place(p, image, local, derivatives) {
      const at = 5 * image;
      toDetectorFrame(UNMOVED, p[at + 3]!, p[at + 4]!, beam, perRot1, perRot2);
      local.set([p[at]!, p[at + 1]!, p[at + 2]!, ...beam, p[m - 1]!]);
      derivatives.fill(0);
      for (let q = 0; q < 3; q++) {
        derivatives[q * m + at + q] = 1;
        derivatives[(3 + q) * m + at + 3] = perRot1[q]!;
        derivatives[(3 + q) * m + at + 4] = perRot2[q]!;
      }
      derivatives[6 * m + m - 1] = 1;
    },
    rot3Of: (_, image) => starts[image]!.rot3,
  };
}

/**
 * Parameters: geometry of the first image, wavelength, inclination of the path to the beam (rad, up and across), and the
 * travel of each other image where it is not known.
 */
function movedDetector(starts: readonly Start[], travel: readonly number[] | null): JointLayout {
  const first = starts[0]!;
  const unknown = travel === null ? starts.slice(1) : [];
  const m = 8 + unknown.length;
  const distances = travel ? travel.map((value) => value - travel[0]!) : null;
  const isMoved = distances ? distances.some((value) => value !== 0) : starts.length > 1;
  const [beam, beam1, beam2] = [new Float64Array(3), new Float64Array(3), new Float64Array(3)];
  const [path, path1, path2] = [new Float64Array(3), new Float64Array(3), new Float64Array(3)];
  const [perUp, perAcross, unused] = [new Float64Array(3), new Float64Array(3), new Float64Array(3)];
  return {
    names: [...GEOMETRY, 'wavelength', 'path1', 'path2', ...unknown.map((_, k) => `travel[${k + 2}]`)],
    start: Float64Array.from([
      ...GEOMETRY.map((name) => first[name]),
      first.wavelength,
      0,
      0,
      ...unknown.map((one) => directDistance(one) - directDistance(first)),
    ]),
    held: isMoved ? [] : ['path1', 'path2'],
    reference: 0,
    place(p, image, local, derivatives) {
      const [rot1, rot2, up, across] = [p[3]!, p[4]!, p[6]!, p[7]!];
      toDetectorFrame(UNMOVED, rot1, rot2, beam, beam1, beam2);
      const along = Math.sqrt(Math.max(1e-12, 1 - up * up - across * across));
      toDetectorFrame([up, across, along], rot1, rot2, path, path1, path2);
      toDetectorFrame([1, 0, -up / along], rot1, rot2, perUp, unused, unused);
      toDetectorFrame([0, 1, -across / along], rot1, rot2, perAcross, unused, unused);
      const way = distances ? distances[image]! : image === 0 ? 0 : p[7 + image]!;
      local.set([p[0]! + way * path[2]!, p[1]! - way * path[0]!, p[2]! - way * path[1]!, ...beam, p[5]!]);
      derivatives.fill(0);
      // Rows dist, poni1, poni2: components 2, 0, 1 of the path, the last two with the other sign.
      for (const [row, component, sign] of [
        [0, 2, 1],
        [1, 0, -1],
        [2, 1, -1],
      ] as const) {
        const from = row * m;
        derivatives[from + row] = 1;
        derivatives[from + 3] = sign * way * path1[component]!;
        derivatives[from + 4] = sign * way * path2[component]!;
        derivatives[from + 6] = sign * way * perUp[component]!;
        derivatives[from + 7] = sign * way * perAcross[component]!;
        if (!distances && image > 0) derivatives[from + 7 + image] = sign * path[component]!;
      }
      for (let q = 0; q < 3; q++) {
        derivatives[(3 + q) * m + 3] = beam1[q]!;
        derivatives[(3 + q) * m + 4] = beam2[q]!;
      }
      derivatives[6 * m + 5] = 1;
    },
    rot3Of: () => first.rot3,
  };
}

/** Parameters: geometry at arm angle 0, wavelength, scale of the angles, azimuth and inclination of the axis (rad). */
function rotatedDetector(starts: readonly Start[], angles: readonly number[]): JointLayout {
  const m = 9;
  const [arm, perAngle, perAzimuth, perInclination] = Array.from({ length: 4 }, () => new Float64Array(3)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [beam, beam1, beam2, column, unused] = Array.from({ length: 5 }, () => new Float64Array(3)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const distinct = new Set(angles).size;
  const guess = guessArm(starts, angles);
  return {
    names: [...GEOMETRY, 'wavelength', 'scale', 'axisAzimuth', 'axisInclination'],
    start: Float64Array.from([
      ...GEOMETRY.map((name) => guess.geometry[name]),
      starts[0]!.wavelength,
      guess.scale,
      guess.azimuth,
      0,
    ]),
    // Two directions of the beam fix a turn, not in addition how its axis leans.
    held: distinct > 2 ? [] : distinct > 1 ? ['axisInclination'] : ['scale', 'axisAzimuth', 'axisInclination'],
    reference: null,
    place(p, image, local, derivatives) {
      const reading = angles[image]!;
      beamFromArm(reading * p[6]!, p[7]!, p[8]!, arm, perAngle, perAzimuth, perInclination);
      toDetectorFrame(arm, p[3]!, p[4]!, beam, beam1, beam2);
      local.set([p[0]!, p[1]!, p[2]!, ...beam, p[5]!]);
      derivatives.fill(0);
      for (let q = 0; q < 3; q++) {
        derivatives[q * m + q] = 1;
        derivatives[(3 + q) * m + 3] = beam1[q]!;
        derivatives[(3 + q) * m + 4] = beam2[q]!;
      }
      for (const [parameter, vector, factor] of [
        [6, perAngle, reading],
        [7, perAzimuth, 1],
        [8, perInclination, 1],
      ] as const) {
        toDetectorFrame(vector, p[3]!, p[4]!, column, unused, unused);
        for (let q = 0; q < 3; q++) derivatives[(3 + q) * m + parameter] = factor * column[q]!;
      }
      derivatives[6 * m + 5] = 1;
    },
    rot3Of: (p, image) => rollOf(p[4]!, angles[image]! * p[6]!, p[7]!, p[8]!),
  };
}

const directDistance = ({ dist, rot1, rot2 }: Geometry): number => dist / (Math.cos(rot1) * Math.cos(rot2));

/** Axis and scale from the two images with the readings farthest apart, and the geometry at reading 0. */
function guessArm(
  starts: readonly Start[],
  angles: readonly number[],
): { readonly geometry: Geometry; readonly scale: number; readonly azimuth: number } {
  const order = angles.map((_, i) => i).sort((a, b) => angles[a]! - angles[b]!);
  const [low, high] = [order[0]!, order.at(-1)!];
  const span = angles[high]! - angles[low]!;
  const [a, b] = [poseOf(starts[low]!).subarray(3), poseOf(starts[high]!).subarray(3)];
  const turn = cross(b, a);
  const sine = Math.hypot(turn[0], turn[1], turn[2]);
  if (span === 0 || sine < 1e-9) return { geometry: starts[low]!, scale: 1, azimuth: 0 };
  const angle = Math.atan2(sine, a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!);
  const axis = turn.map((value) => value / sine);
  const scale = angle / span;
  // At reading 0 the beam is that of the lowest reading, turned back about the axis, which the detector carries along.
  const beam = rotate(Float64Array.from(a), axis, scale * angles[low]!);
  const pose = Float64Array.of(starts[low]!.dist, starts[low]!.poni1, starts[low]!.poni2, ...beam);
  const rot1 = Math.atan2(-pose[4]!, pose[5]!) + 0;
  const rot2 = Math.asin(Math.min(1, Math.max(-1, pose[3]!)));
  // The axis in the laboratory: R2·R1 times its components in the detector.
  const [s1, c1, s2, c2] = [Math.sin(rot1), Math.cos(rot1), Math.sin(rot2), Math.cos(rot2)];
  const up = c2 * axis[0]! + s1 * s2 * axis[1]! - c1 * s2 * axis[2]!;
  const across = c1 * axis[1]! + s1 * axis[2]!;
  return { geometry: { ...starts[low]!, rot1, rot2, rot3: 0 }, scale, azimuth: Math.atan2(across, up) };
}

/** rot3 that goes with rot1 and rot2 of the turned detector: its slow axis as seen along the beam. */
function rollOf(rot2: number, angle: number, azimuth: number, inclination: number): number {
  const ci = Math.cos(inclination);
  const axis = [ci * Math.cos(azimuth), ci * Math.sin(azimuth), Math.sin(inclination)];
  const slow = rotate(Float64Array.of(Math.cos(rot2), 0, Math.sin(rot2)), axis, angle);
  return Math.atan2(slow[1]!, slow[0]!) + 0;
}

function cross(a: ArrayLike<number>, b: ArrayLike<number>): [number, number, number] {
  return [a[1]! * b[2]! - a[2]! * b[1]!, a[2]! * b[0]! - a[0]! * b[2]!, a[0]! * b[1]! - a[1]! * b[0]!];
}

/** Rodrigues' formula. */
function rotate(v: Float64Array, axis: readonly number[], angle: number): Float64Array {
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const along = (axis[0]! * v[0]! + axis[1]! * v[1]! + axis[2]! * v[2]!) * (1 - cosine);
  const side = cross(axis, v);
  return Float64Array.from(v, (value, i) => value * cosine + side[i]! * sine + axis[i]! * along);
}
