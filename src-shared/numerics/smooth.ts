/** Filters of images stored row by row. Outside of the image there is nothing: sums get smaller, means need a weight. */

/** Sums over boxes of (2·radius + 1)², in place. */
export function boxSum(image: Float32Array, rows: number, columns: number, radius: number): void {
  const line = new Float64Array(columns);
  const old = new Float32Array(columns);
  for (let i = 0; i < rows; i++) {
    const row = image.subarray(i * columns, (i + 1) * columns);
    old.set(row);
    let sum = 0;
    for (let j = 0; j < Math.min(radius, columns); j++) sum += old[j]!;
    for (let j = 0; j < columns; j++) {
      if (j + radius < columns) sum += old[j + radius]!;
      if (j > radius) sum -= old[j - radius - 1]!;
      row[j] = sum;
    }
  }
  // Down the columns, all columns at once: a window of rows, of which copies are kept until they leave it.
  const size = 2 * radius + 1;
  const kept = new Float32Array(Math.min(size, rows) * columns);
  const slots = kept.length / columns;
  const add = (i: number, sign: number, source: Float32Array): void => {
    for (let j = 0; j < columns; j++) line[j]! += sign * source[i * columns + j]!;
  };
  const keep = (i: number): void => kept.set(image.subarray(i * columns, (i + 1) * columns), (i % slots) * columns);
  for (let i = 0; i < Math.min(radius, rows); i++) add(i, 1, image);
  for (let i = 0; i < rows; i++) {
    if (i + radius < rows) add(i + radius, 1, image);
    if (i > radius) add((i - radius - 1) % slots, -1, kept);
    keep(i);
    for (let j = 0; j < columns; j++) image[i * columns + j] = line[j]!;
  }
}

const ROWS_PER_STEP = 128;

/** Blurs in place with three boxes, near a Gaussian of this standard deviation; not normalised. */
export function boxBlur(image: Float32Array, rows: number, columns: number, sigma: number): void {
  // The variance of a box of width w is (w² − 1)/12.
  const radius = Math.max(1, Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2));
  for (let pass = 0; pass < 3; pass++) boxSum(image, rows, columns, radius);
  const scale = (2 * radius + 1) ** -6;
  for (let p = 0; p < image.length; p++) image[p]! *= scale;
}

/**
 * A copy blurred with a Gaussian, cut at three standard deviations.
 *
 * @param out  receives it, as long as the image and filled with zeros; absent: a new one
 * @param onStep  called now and then, with the part that is done
 */
export function gaussianBlur(
  image: Float32Array,
  rows: number,
  columns: number,
  sigma: number,
  out: Float32Array = new Float32Array(image.length),
  onStep: (fraction: number) => void = () => undefined,
): Float32Array {
  const radius = Math.ceil(3 * sigma);
  const kernel = Float32Array.from({ length: radius + 1 }, (_, x) => Math.exp((-0.5 * x * x) / (sigma * sigma)));
  const norm = kernel.reduce((sum, value, x) => sum + (x === 0 ? value : 2 * value), 0);
  for (let x = 0; x <= radius; x++) kernel[x]! /= norm;
  const across = new Float32Array(image.length);
  const padded = new Float32Array(columns + 2 * radius);
  for (let i = 0; i < rows; i++) {
    if (i % ROWS_PER_STEP === 0) onStep((0.5 * i) / rows);
    padded.set(image.subarray(i * columns, (i + 1) * columns), radius);
    for (let j = 0, q = radius; j < columns; j++, q++) {
      let sum = kernel[0]! * padded[q]!;
      for (let x = 1; x <= radius; x++) sum += kernel[x]! * (padded[q - x]! + padded[q + x]!);
      across[i * columns + j] = sum;
    }
  }
  for (let i = 0; i < rows; i++) {
    if (i % ROWS_PER_STEP === 0) onStep(0.5 + (0.5 * i) / rows);
    const to = i * columns;
    for (let x = -radius; x <= radius; x++) {
      if (i + x < 0 || i + x >= rows) continue;
      const weight = kernel[Math.abs(x)]!;
      const from = (i + x) * columns;
      for (let j = 0; j < columns; j++) out[to + j]! += weight * across[from + j]!;
    }
  }
  return out;
}
