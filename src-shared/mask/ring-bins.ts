import { radialAtCentres, radialAtCorners, type RowBlock } from '../geometry/detector-grid.ts';
import type { Shape } from '../model/detector-image.ts';
import type { Calibration } from '../model/schema-types.generated.ts';

/** Rings about the beam that the pixels of an image are sorted into. */
export interface RingBins {
  /** Edges in Å⁻¹, rising; ring k lies between edge k − 1 and edge k, ring 0 below and the last ring above all edges. */
  readonly edges: Float64Array;
  /** Ring of each pixel, 0 … edges.length. */
  readonly ringOf: Uint16Array | Uint32Array;
}

const BLOCK_ROWS = 64;
/** The smallest radius lies on the first edge but one by construction: rounding must not put it before it. */
const ON_EDGE = 1e-9;

/**
 * Rings as PDFstream makes them: steps of half a pixel diagonal in the distance from the beam; each ring is as wide in q
 * as the widest of its pixels reaches from its centre to a corner.
 *
 * Source: PDFstream (xpdtools), re-derived from its description; scipy's rule for values on the last edge.
 *
 * The wavelength scales all of q alike, so that rings are the same for any: without one it is taken as 1 Å.
 *
 * @param storedEdges  Å⁻¹; absent: they are made
 * @param onProgress  told which part is done, 0…1
 */
export function ringBins(
  given: Calibration,
  shape: Shape,
  storedEdges?: Float64Array,
  onProgress?: (done: number) => void,
): RingBins {
  const { wavelength = 1e-10 } = given.geometry;
  const calibration = { ...given, geometry: { ...given.geometry, wavelength } };
  const q = inverseAngstroms(calibration, shape);
  const edges = storedEdges ?? ringEdges(calibration, shape, q, onProgress);
  return { edges, ringOf: sortIntoRings(q, edges) };
}

/** q of every pixel centre, Å⁻¹. */
function inverseAngstroms(calibration: Calibration, shape: Shape): Float64Array {
  const q = radialAtCentres(calibration, shape, 'q');
  for (let p = 0; p < q.length; p++) q[p]! /= 10;
  return q;
}

/** @param q  Å⁻¹, of every pixel centre */
function ringEdges(
  calibration: Calibration,
  shape: Shape,
  q: Float64Array,
  onProgress?: (done: number) => void,
): Float64Array {
  const { pixel1, pixel2 } = calibration.detector;
  const step = Math.hypot(pixel1, pixel2) / 2;
  const radius = radialAtCentres(calibration, shape, 'r');
  const [smallest, largest] = limitsOf(radius);
  const start = smallest - step;
  // As numpy's arange: the end is left out, so that the outermost pixels may lie beyond the last edge.
  const count = Math.ceil((largest + step - start) / step) - 1;
  const widest = new Float64Array(Math.max(1, count));
  let leastReach = Infinity;
  const columns = shape[1];
  for (let row = 0; row < shape[0]; row += BLOCK_ROWS) {
    onProgress?.(row / shape[0]);
    const rows: RowBlock = { start: row, end: Math.min(shape[0], row + BLOCK_ROWS) };
    const corners = radialAtCorners(calibration, shape, 'q', rows);
    for (let i = 0; i < rows.end - rows.start; i++)
      for (let j = 0; j < columns; j++) {
        const p = (row + i) * columns + j;
        const c = i * (columns + 1) + j;
        const centre = q[p]!;
        const d = c + columns + 1;
        const reach = Math.max(
          Math.abs(corners[c]! / 10 - centre),
          Math.abs(corners[c + 1]! / 10 - centre),
          Math.abs(corners[d]! / 10 - centre),
          Math.abs(corners[d + 1]! / 10 - centre),
        );
        if (reach < leastReach) leastReach = reach;
        const bin = Math.floor((radius[p]! - start) / step + ON_EDGE);
        if (bin >= 0 && bin < count && reach > widest[bin]!) widest[bin] = reach;
      }
  }
  let total = 0;
  const edges = widest.map((width) => (total += width));
  edges[0] = leastReach;
  const last = edges.length - 1;
  edges[last] = Math.max(edges[last]!, limitsOf(q)[1]);
  return edges;
}

function sortIntoRings(q: Float64Array, edges: Float64Array): RingBins['ringOf'] {
  const n = edges.length;
  const ringOf = n < 0xffff ? new Uint16Array(q.length) : new Uint32Array(q.length);
  const lastEdge = edges[n - 1]!;
  const scale = 10 ** decimalsFor(edges);
  const roundedLast = Math.round(lastEdge * scale);
  let ring = 0;
  for (let p = 0; p < q.length; p++) {
    const value = q[p]!;
    // Neighbours are in the same ring or the next one.
    while (ring < n && edges[ring]! <= value) ring++;
    while (ring > 0 && edges[ring - 1]! > value) ring--;
    const isOnLastEdge = ring === n && n > 1 && Math.round(value * scale) === roundedLast;
    ringOf[p] = isOnLastEdge ? n - 1 : ring;
  }
  return ringOf;
}

/** Decimals to which a value must agree with the last edge to lie on it. */
function decimalsFor(edges: Float64Array): number {
  let narrowest = Infinity;
  for (let k = 1; k < edges.length; k++) {
    const width = edges[k]! - edges[k - 1]!;
    if (width > 0 && width < narrowest) narrowest = width;
  }
  return narrowest < Infinity ? Math.trunc(-Math.log10(narrowest)) + 6 : 6;
}

function limitsOf(values: Float64Array): [smallest: number, largest: number] {
  let [smallest, largest] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  return [smallest, largest];
}
