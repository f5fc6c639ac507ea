import type { Shape } from '../model/detector-image.ts';

/**
 * The mask grown by a disc: every pixel within `radius` of a masked one, centre to centre. A radius of 1 adds the four
 * neighbours, 1.5 all eight.
 *
 * Distance along columns first, then along rows (A. Meijster et al., 2000, doi:10.1007/0-306-47025-X_36); since only
 * "within radius" is asked, a reach that is carried along each row takes the place of the lower envelope. Linear in the
 * number of pixels, whatever the radius.
 *
 * @param mask  non-zero = masked
 * @param radius  px, 0 or more
 * @returns 1 = masked
 */
export function growMask(mask: Uint8Array, [rows, columns]: Shape, radius: number): Uint8Array {
  if (mask.length !== rows * columns) throw new RangeError(`${mask.length} entries for ${rows} × ${columns} pixels`);
  if (!(radius >= 0)) throw new RangeError(`radius ${radius}`);
  const far = Math.floor(radius) + 1;
  const out = new Uint8Array(mask.length);
  const distance = new Uint16Array(mask.length);
  const above = new Uint16Array(columns).fill(far);
  for (let i = 0, k = 0; i < rows; i++)
    for (let j = 0; j < columns; j++, k++) {
      const next = above[j]! + 1;
      distance[k] = above[j] = mask[k] !== 0 ? 0 : next < far ? next : far;
    }
  const below = above.fill(far);
  const halfWidth = Int32Array.from({ length: far + 1 }, (_, d) => {
    const rest = radius * radius - d * d;
    return rest < 0 ? -1 : Math.floor(Math.sqrt(rest));
  });
  for (let i = rows - 1; i >= 0; i--) {
    const start = i * columns;
    let reach = -1; // the last column that something to the left masks
    for (let j = 0; j < columns; j++) {
      const up = distance[start + j]!;
      const next = below[j]! + 1;
      const down = (below[j] = mask[start + j] !== 0 ? 0 : next < far ? next : far);
      const nearest = up < down ? up : down;
      distance[start + j] = nearest;
      const half = halfWidth[nearest]!;
      if (half >= 0 && j + half > reach) reach = j + half;
      if (j <= reach) out[start + j] = 1;
    }
    reach = columns;
    for (let j = columns - 1; j >= 0; j--) {
      const half = halfWidth[distance[start + j]!]!;
      if (half >= 0 && j - half < reach) reach = j - half;
      if (j >= reach) out[start + j] = 1;
    }
  }
  return out;
}

/** What is left of the mask when everything else grows by `radius`. Nothing grows in from outside the image. */
export function shrinkMask(mask: Uint8Array, shape: Shape, radius: number): Uint8Array {
  return invertMask(growMask(invertMask(mask), shape, radius));
}

/** @returns a new mask: 1 where `mask` is 0 */
export function invertMask(mask: Uint8Array): Uint8Array {
  const out = new Uint8Array(mask.length);
  for (let p = 0; p < mask.length; p++) out[p] = mask[p] === 0 ? 1 : 0;
  return out;
}
