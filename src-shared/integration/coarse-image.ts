import type { Samples, Shape } from '../model/detector-image.ts';

/** An image in blocks of size × size pixels; rows and columns that do not fill a block are left out. */
export interface CoarseImage {
  readonly size: number;
  readonly shape: Shape;
  /** Mean of the used pixels of each block; NaN where fewer than half are used. */
  readonly means: Float64Array;
}

/**
 * @param unused  non-zero = ignored, one entry per pixel, or null
 * @param maximumBlocks  the blocks are as small as they can be for this number
 */
export function coarseImage(
  samples: Samples,
  shape: Shape,
  unused: Uint8Array | null,
  maximumBlocks: number,
): CoarseImage {
  const [rows, columns] = shape;
  const size = Math.max(1, Math.ceil(Math.sqrt((rows * columns) / maximumBlocks)));
  const height = Math.floor(rows / size);
  const width = Math.floor(columns / size);
  const sums = new Float64Array(height * width);
  const counts = new Uint32Array(height * width);
  for (let row = 0; row < height * size; row++) {
    const firstBlock = Math.floor(row / size) * width;
    for (let block = firstBlock, p = row * columns; block < firstBlock + width; block++) {
      let sum = 0;
      let count = 0;
      for (const end = p + size; p < end; p++) {
        if (unused && unused[p] !== 0) continue;
        sum += samples[p]!;
        count++;
      }
      sums[block]! += sum;
      counts[block]! += count;
    }
  }
  const means = sums.map((sum, block) => (2 * counts[block]! >= size * size ? sum / counts[block]! : NaN));
  return { size, shape: [height, width], means };
}
