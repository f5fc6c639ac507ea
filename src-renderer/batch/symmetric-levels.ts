/** Values beyond this part of all are drawn as if they were at the end: single hot bins do not count. */
const SHOWN = 0.995;
const MOST_SAMPLES = 200_000;

/**
 * Levels about a value that means "no change", even to both sides.
 *
 * @returns [centre − d, centre + d] with d > 0
 */
export function symmetricLevels(values: Float32Array, centre: number): [low: number, high: number] {
  const step = Math.max(1, Math.floor(values.length / MOST_SAMPLES));
  const distances: number[] = [];
  for (let i = 0; i < values.length; i += step) {
    const distance = Math.abs(values[i]! - centre);
    if (Number.isFinite(distance)) distances.push(distance);
  }
  const sorted = Float64Array.from(distances).sort();
  const found = sorted[Math.floor(SHOWN * Math.max(0, sorted.length - 1))] ?? 0;
  // Everything the same: any level shows that.
  const far = found > 0 ? found : (sorted.at(-1) ?? 0) > 0 ? sorted.at(-1)! : 1;
  return [centre - far, centre + far];
}
