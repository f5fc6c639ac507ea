import { twoThetaAt, twoThetaWithGradient, type BeamFrame } from './beam-frame.ts';
import type { Circle } from './fit-circle.ts';
import { placeOnCone } from './place-on-cone.ts';

/** In units of a square pixel of the same area, from the corner of the image. */
export interface Place {
  readonly y: number;
  readonly x: number;
}

/** A place where a ring is expected, and what is across it there. */
export interface CrossPath {
  readonly place: Place;
  /** Of length 1 */
  readonly normal: Place;
  /** Distance of a place from the expected ring, along the normal positive */
  offset(y: number, x: number): number;
}

export function linePath(place: Place, normal: Place): CrossPath {
  return { place, normal, offset: (y, x) => (y - place.y) * normal.y + (x - place.x) * normal.x };
}

/** @param angle  about the centre of the circle, rad, from the x axis towards y */
export function ringPath(circle: Circle, angle: number): CrossPath {
  const normal = { y: Math.sin(angle), x: Math.cos(angle) };
  return {
    place: { y: circle.y + circle.radius * normal.y, x: circle.x + circle.radius * normal.x },
    normal,
    offset: (y, x) => Math.hypot(y - circle.y, x - circle.x) - circle.radius,
  };
}

/**
 * On the cone through `through`, in another direction from the beam centre.
 *
 * @param direction  rad; absent: that of `through`
 * @returns null where the cone does not meet the detector
 */
export function conePath(frame: BeamFrame, through: Place, direction?: number): CrossPath | null {
  const level = twoThetaAt(frame, through.y, through.x);
  const place = direction === undefined ? through : placeOnCone(frame, level, direction);
  if (!place) return null;
  const gradient = new Float64Array(5);
  twoThetaWithGradient(frame, place.y, place.x, gradient);
  const slope = Math.hypot(gradient[1]!, gradient[2]!);
  // The derivatives are those with respect to the centre: the other way round for the place.
  return {
    place,
    normal: { y: -gradient[1]! / slope, x: -gradient[2]! / slope },
    offset: (y, x) => (twoThetaAt(frame, y, x) - level) / slope,
  };
}
