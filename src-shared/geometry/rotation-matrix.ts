import type { Geometry } from '../model/schema-types.generated.ts';

/** Row by row: element (i, j) at 3·i + j. */
export type Matrix3 = readonly [number, number, number, number, number, number, number, number, number];

/**
 * R = R3·R2·R1, which takes detector coordinates (p1−poni1, p2−poni2, dist) to the laboratory (t1 up, t2 across, t3
 * along the beam). R1 and R2 are left-handed, R3 right-handed.
 *
 * Source: Ashiotis et al. (2015), J. Appl. Cryst. 48, 510, doi:10.1107/S1600576715004306
 */
export function rotationMatrix(geometry: Pick<Geometry, 'rot1' | 'rot2' | 'rot3'>): Matrix3 {
  const [s1, c1] = [Math.sin(geometry.rot1), Math.cos(geometry.rot1)];
  const [s2, c2] = [Math.sin(geometry.rot2), Math.cos(geometry.rot2)];
  const [s3, c3] = [Math.sin(geometry.rot3), Math.cos(geometry.rot3)];
  return [
    c3 * c2,
    c3 * s2 * s1 - s3 * c1,
    -c3 * s2 * c1 - s3 * s1,
    s3 * c2,
    s3 * s2 * s1 + c3 * c1,
    -s3 * s2 * c1 + c3 * s1,
    s2,
    -c2 * s1,
    c2 * c1,
  ];
}
