import type { Cake } from '../model/cake.ts';
import { scaledIntensity, type ScaleConstants } from './intensity-scale.ts';
import type { Interval } from './axis-scale.ts';

export interface CakeShading {
  readonly cake: Pick<Cake, 'shape' | 'azimuth' | 'azimuthWidth' | 'intensity'>;
  /** Edges of the radial bins on the axis shown; rising. */
  readonly edges: Float64Array;
  /** Visible part of the radial axis, left to right. */
  readonly x: Interval;
  /** Visible azimuths, degrees, bottom to top. */
  readonly y: Interval;
  /** Of the picture, device px. */
  readonly width: number;
  readonly height: number;
  readonly constants: ScaleConstants;
  /** 256 RGBA words. */
  readonly colours: Uint32Array;
  /** RGBA word of places without value. */
  readonly noData: number;
}

/**
 * Shades the visible part of a cake: magnified bins are crisp, where several fall on one pixel their mean is shown, so
 * that narrow lines do not vanish between samples.
 *
 * @param words  one RGBA word per device px, row by row from the top
 */
export function shadeCake(shading: CakeShading, words: Uint32Array): void {
  const { cake, edges, width, height, constants, colours, noData } = shading;
  const [, bins] = cake.shape;
  const columns = columnRanges(edges, shading.x, width);
  const rows = rowRanges(cake, shading.y, height);
  for (let j = 0; j < height; j++) {
    const [rowFrom, rowTo] = [rows[2 * j]!, rows[2 * j + 1]!];
    for (let i = 0; i < width; i++) {
      let [sum, count] = [0, 0];
      for (let row = rowFrom; row < rowTo; row++) {
        const end = row * bins + columns[2 * i + 1]!;
        for (let k = row * bins + columns[2 * i]!; k < end; k++) {
          const value = cake.intensity[k]!;
          if (!Number.isFinite(value)) continue;
          sum += value;
          count++;
        }
      }
      words[j * width + i] = count > 0 ? colours[Math.round(scaledIntensity(constants, sum / count) * 255)]! : noData;
    }
  }
}

/** For each column of pixels the bins [from, to) that fall on it: at least the one under its middle, none beside. */
function columnRanges(edges: Float64Array, [low, high]: Interval, width: number): Int32Array {
  const ranges = new Int32Array(2 * width);
  const step = (high - low) / width;
  const last = edges.length - 2;
  let bin = 0;
  let first = 0; // first bin whose centre lies beyond the left edge of the pixel
  const centre = (k: number): number => (edges[k]! + edges[k + 1]!) / 2;
  for (let i = 0; i < width; i++) {
    const middle = low + (i + 0.5) * step;
    while (bin < last && edges[bin + 1]! <= middle) bin++;
    if (middle < edges[0]! || middle > edges[last + 1]!) continue;
    while (first <= last && centre(first) < middle - step / 2) first++;
    let end = first;
    while (end <= last && centre(end) < middle + step / 2) end++;
    ranges[2 * i] = end > first ? Math.min(first, bin) : bin;
    ranges[2 * i + 1] = end > first ? Math.max(end, bin + 1) : bin + 1;
  }
  return ranges;
}

/** The same for rows of pixels and cakes, which are equally wide. */
function rowRanges({ azimuth, azimuthWidth }: CakeShading['cake'], [low, high]: Interval, height: number): Int32Array {
  const ranges = new Int32Array(2 * height);
  const n = azimuth.length;
  const direction = n > 1 && azimuth[1]! < azimuth[0]! ? -1 : 1;
  const index = (degrees: number): number => ((degrees - azimuth[0]!) * direction) / azimuthWidth + 0.5;
  const step = (high - low) / height;
  for (let j = 0; j < height; j++) {
    const middle = high - (j + 0.5) * step;
    const at = Math.floor(index(middle));
    if (at < 0 || at >= n) continue;
    const [a, b] = [index(middle - step / 2), index(middle + step / 2)];
    const from = Math.max(0, Math.ceil(Math.min(a, b) - 0.5));
    const to = Math.min(n, Math.ceil(Math.max(a, b) - 0.5));
    ranges[2 * j] = to > from ? Math.min(from, at) : at;
    ranges[2 * j + 1] = to > from ? Math.max(to, at + 1) : at + 1;
  }
  return ranges;
}
