import type { Cake } from '../../src-shared/model/cake.ts';

type CakeValues = Pick<Cake, 'shape' | 'azimuth' | 'azimuthWidth' | 'intensity' | 'normalization'>;

/** Intensity along the radial axis of one cake. */
export function radialProfile({ shape, intensity }: Pick<Cake, 'shape' | 'intensity'>, index: number): Float32Array {
  return intensity.subarray(index * shape[1], (index + 1) * shape[1]);
}

/** Intensity over the azimuth at one radial bin, rising in azimuth whatever the sense of the cake. */
export function azimuthalProfile(
  { shape, azimuth, intensity }: Pick<Cake, 'shape' | 'azimuth' | 'intensity'>,
  bin: number,
): { readonly azimuth: Float64Array; readonly intensity: Float32Array } {
  const [cakes, bins] = shape;
  const values = Float32Array.from({ length: cakes }, (_, i) => intensity[i * bins + bin]!);
  const isFalling = cakes > 1 && azimuth[1]! < azimuth[0]!;
  return isFalling ? { azimuth: azimuth.toReversed(), intensity: values.toReversed() } : { azimuth, intensity: values };
}

/** A part of the circle and its name. */
export interface Sector {
  readonly name: string;
  /** Middle, degrees: 0 is east, 90 south. */
  readonly azimuth: number;
}

/** The directions in which a wrong centre shows: opposite lines move apart. */
export const QUADRANTS: readonly Sector[] = [
  { name: 'Right', azimuth: 0 },
  { name: 'Bottom', azimuth: 90 },
  { name: 'Left', azimuth: 180 },
  { name: 'Top', azimuth: -90 },
];

/**
 * Mean radial profile of the cakes whose centre lies within a sector, each bin weighted by its normalization, so that
 * it is what an integration of the sector would give.
 *
 * @param width  of the sector, degrees
 * @returns NaN where the sector has no pixel
 */
export function sectorProfile(cake: CakeValues, sector: Sector, width: number): Float64Array {
  const [cakes, bins] = cake.shape;
  const signal = new Float64Array(bins);
  const weight = new Float64Array(bins);
  for (let i = 0; i < cakes; i++) {
    const turn = cake.azimuth[i]! - sector.azimuth;
    const off = turn - 360 * Math.round(turn / 360);
    // Half open, so that a cake on the border of two sectors counts once.
    if (off < -width / 2 || off >= width / 2) continue;
    for (let k = 0; k < bins; k++) {
      const value = cake.intensity[i * bins + k]!;
      const share = cake.normalization[i * bins + k]!;
      if (!Number.isFinite(value) || !(share > 0)) continue;
      signal[k]! += value * share;
      weight[k]! += share;
    }
  }
  return signal.map((sum, k) => (weight[k]! > 0 ? sum / weight[k]! : Number.NaN));
}
