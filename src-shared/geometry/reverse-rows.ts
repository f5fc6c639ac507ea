import type { Geometry } from '../model/schema-types.generated.ts';

/**
 * The geometry that gives the same scattering angles when the rows of the image are reversed; azimuths change sign.
 * It is its own inverse.
 *
 * Dioptas reverses the rows of every image it loads, so this takes a calibration made by Dioptas to the image as
 * stored, and back. Changing the orientation does the same without touching the azimuth.
 *
 * @param pixel1  m, slow axis
 * @param rows  of the image
 */
export function reverseRows(geometry: Geometry, pixel1: number, rows: number): Geometry {
  return {
    ...geometry,
    poni1: rows * pixel1 - geometry.poni1,
    rot2: -geometry.rot2 + 0,
    rot3: -geometry.rot3 + 0,
  };
}
