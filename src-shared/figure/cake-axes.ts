import type { Cake } from '../model/cake.ts';
import type { Interval } from './axis-scale.ts';
import type { Tick } from './axis-ticks.ts';

type AzimuthAxis = Pick<Cake, 'azimuth' | 'azimuthWidth'>;

/** Edges of bins from their centres, one more than centres: half-way between neighbours, evenly beyond the ends. */
export function binEdges(centres: Float64Array): Float64Array {
  const n = centres.length;
  const edges = new Float64Array(n + 1);
  if (n === 0) return edges;
  for (let i = 1; i < n; i++) edges[i] = (centres[i - 1]! + centres[i]!) / 2;
  const [first, last] = n > 1 ? [edges[1]! - centres[0]!, centres[n - 1]! - edges[n - 1]!] : [0.5, 0.5];
  edges[0] = centres[0]! - first;
  edges[n] = centres[n - 1]! + last;
  return edges;
}

/** The azimuths of a cake from the lowest edge to the highest, degrees. */
export function azimuthExtent({ azimuth, azimuthWidth }: AzimuthAxis): Interval {
  const [a, b] = [azimuth[0] ?? 0, azimuth[azimuth.length - 1] ?? 0];
  return [Math.min(a, b) - azimuthWidth / 2, Math.max(a, b) + azimuthWidth / 2];
}

/** Index of the cake at an azimuth (degrees) within the extent, or −1 beside it. */
export function cakeIndexAt({ azimuth, azimuthWidth }: AzimuthAxis, degrees: number): number {
  const n = azimuth.length;
  if (n === 0) return -1;
  const isFalling = n > 1 && azimuth[1]! < azimuth[0]!;
  const index = Math.floor(((degrees - azimuth[0]!) * (isFalling ? -1 : 1)) / azimuthWidth + 0.5);
  return index >= 0 && index < n ? index : -1;
}

/** An azimuth turned by whole circles into the extent of a cake; null if it is not part of the cake. */
export function azimuthInCake(axis: AzimuthAxis, degrees: number): number | null {
  const [from, to] = azimuthExtent(axis);
  const turned = degrees - 360 * Math.floor((degrees - from) / 360);
  return turned <= to ? turned : null;
}

/** Index of the bin whose rising edges enclose a value, or −1. */
export function binIndexAt(edges: Float64Array, value: number): number {
  const n = edges.length - 1;
  if (n < 1 || !(value >= edges[0]! && value < edges[n]!)) return -1;
  let [low, high] = [0, n];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= value) low = middle;
    else high = middle;
  }
  return low;
}

const DEGREE_STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 45, 90, 180, 360] as const;

/** Ticks at round azimuths: the quarters of the circle first, at least `spacing` px apart. */
export function degreeTicks([from, to]: Interval, length: number, spacing: number): Tick[] {
  if (!(to > from) || !(length > 0)) return [];
  const least = ((to - from) * spacing) / length;
  const step = DEGREE_STEPS.find((one) => one >= least) ?? 360;
  const digits = step < 1 ? 1 : 0;
  const ticks: Tick[] = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + 1e-9 * step; i++) {
    const value = i * step;
    ticks.push({ value, place: value, label: `${value.toFixed(digits)}°`.replace('-', '−') });
  }
  return ticks;
}
