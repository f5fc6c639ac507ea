const TURN = 2 * Math.PI;

export function toDegrees(radians: number): number {
  return (radians * 180) / Math.PI;
}

export function toRadians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/** The same direction in [−π, π). Values already inside are returned unchanged, to the last bit. */
export function wrapRadians(radians: number): number {
  return wrap(radians, TURN);
}

/** The same direction in [−180, 180). Values already inside are returned unchanged, to the last bit. */
export function wrapDegrees(degrees: number): number {
  return wrap(degrees, 360);
}

function wrap(value: number, turn: number): number {
  const half = turn / 2;
  if (value >= -half && value < half) return value;
  const wrapped = value - turn * Math.floor((value + half) / turn);
  // Just below −half the subtraction can round up to +half, which the interval leaves out.
  return wrapped < half ? wrapped : -half;
}
