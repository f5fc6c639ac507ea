import type { Random } from './random.ts';

/** How a coarse or textured powder breaks up its rings. */
export interface GrainOptions {
  /** 0: smooth rings; 1: nothing but spots */
  readonly spottiness: number;
  /** Spots per ring */
  readonly grainsPerRing: number;
  /** Standard deviation of a spot along the ring, degrees */
  readonly spotWidthDeg: number;
  /** 0: random orientation; 1: intensity falls to zero twice around the ring */
  readonly texture: number;
}

/** Table entries around a ring: 0.04°, about a pixel at the rim of a 2048² detector. */
export const AZIMUTH_ENTRIES = 8192;

/**
 * Relative intensity around each ring, mean 1 for every ring.
 *
 * @returns rings · AZIMUTH_ENTRIES values; entry k of a ring belongs to the azimuths from −π + k · 2π/AZIMUTH_ENTRIES
 */
export function ringModulation(ringCount: number, grains: GrainOptions, random: Random): Float32Array {
  const table = new Float32Array(ringCount * AZIMUTH_ENTRIES);
  for (let ring = 0; ring < ringCount; ring++) {
    const row = table.subarray(ring * AZIMUTH_ENTRIES, (ring + 1) * AZIMUTH_ENTRIES);
    addSpots(row, grains, random);
    const mean = row.reduce((sum, value) => sum + value, 0) / AZIMUTH_ENTRIES;
    const phase = random.next() * 2 * Math.PI;
    for (let k = 0; k < AZIMUTH_ENTRIES; k++) {
      const spots = mean > 0 ? row[k]! / mean : 1;
      const texture = 1 + grains.texture * Math.cos((4 * Math.PI * k) / AZIMUTH_ENTRIES + phase);
      row[k] = (1 - grains.spottiness + grains.spottiness * spots) * texture;
    }
  }
  return table;
}

function addSpots(row: Float32Array, { spottiness, grainsPerRing, spotWidthDeg }: GrainOptions, random: Random): void {
  if (spottiness <= 0) return;
  const sigma = Math.max(0.5, (spotWidthDeg / 360) * AZIMUTH_ENTRIES);
  const reach = Math.min(AZIMUTH_ENTRIES / 2 - 1, Math.ceil(4 * sigma));
  for (let grain = 0; grain < grainsPerRing; grain++) {
    const centre = random.next() * AZIMUTH_ENTRIES;
    const strength = -Math.log(1 - random.next()); // exponential: few bright grains, many faint ones
    const middle = Math.floor(centre);
    for (let k = middle - reach; k <= middle + reach; k++) {
      const x = (k + 0.5 - centre) / sigma;
      row[(k + AZIMUTH_ENTRIES) % AZIMUTH_ENTRIES]! += strength * Math.exp(-0.5 * x * x);
    }
  }
}
