/** Half width of the window in which the maximum of a ring is looked for, degrees. */
const WINDOW_DEG = 0.2;

/**
 * Where a peak of a pattern lies: the centre of gravity of what stands above the straight line through the ends of a
 * window about the expected position.
 *
 * @param radial  2θ in degrees, ascending
 * @returns degrees; undefined where the window leaves the pattern or nothing stands above the line
 */
export function peakPosition(radial: Float64Array, intensity: Float64Array, expectedDeg: number): number | undefined {
  const first = radial.findIndex((x) => x >= expectedDeg - WINDOW_DEG);
  let last = first;
  while (last >= 0 && last + 1 < radial.length && radial[last + 1]! <= expectedDeg + WINDOW_DEG) last++;
  if (first <= 0 || last >= radial.length - 1 || last - first < 4) return undefined;
  const slope = (intensity[last]! - intensity[first]!) / (radial[last]! - radial[first]!);
  let weight = 0;
  let moment = 0;
  for (let i = first; i <= last; i++) {
    const above = intensity[i]! - intensity[first]! - slope * (radial[i]! - radial[first]!);
    if (!(above > 0)) continue;
    weight += above;
    moment += above * (radial[i]! - expectedDeg);
  }
  return weight > 0 ? expectedDeg + moment / weight : undefined;
}
