import type { CalibrantRing } from '../calibrant/rings-of.ts';

/** A ring as it was simulated. */
export interface SimulatedRing extends CalibrantRing {
  /** Counts above background at the maximum, before solid angle, polarization and the width of a pixel. */
  readonly peak: number;
  /** Full width at half maximum, rad */
  readonly fwhm: number;
}

/** Scattering of a glass or a liquid: one broad maximum. */
export interface Halo {
  /** Of the maximum, degrees */
  readonly twoThetaDeg: number;
  /** Full width at half maximum, degrees */
  readonly widthDeg: number;
  readonly counts: number;
}

/** Scattering without any detector effect, tabulated in 2θ. */
export interface RingProfile {
  /** Entries per radian; entry k belongs to 2θ = k / density. */
  readonly density: number;
  /** Counts of all rings together. */
  readonly rings: Float32Array;
  /** Counts of the smooth background. */
  readonly background: Float32Array;
  /** Sum of the steps of `rings` up to this entry: tells at once whether a stretch is flat. */
  readonly variation: Float64Array;
  /** Which ring contributes most. */
  readonly strongest: Uint16Array;
}

/** Entries per full width of the narrowest ring: linear interpolation is then good to 5e-4 of the peak. */
const RESOLUTION = 40;
const MAX_ENTRIES = 4_000_000;
/** Tails are cut here, in full widths. */
const REACH = { gauss: 3, lorentz: 40 };

/**
 * Relative intensity of a ring per pixel: multiplicity, an atomic form factor that falls off with sin θ/λ, the Lorentz
 * factor of a powder, and a factor of 0.4 to 1 that stands for the structure and depends on the indices only.
 */
export function relativeIntensity({ dSpacing, twoTheta, hkl, multiplicity }: CalibrantRing): number {
  let hash = 2166136261; // FNV-1a
  for (const character of hkl) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619);
  const structure = 0.4 + (0.6 * (hash >>> 16)) / 65536;
  const s = 1 / (2 * dSpacing);
  const theta = twoTheta / 2;
  return (multiplicity * structure * Math.exp(-2 * s * s)) / (Math.sin(theta) ** 2 * Math.max(0.05, Math.cos(theta)));
}

/**
 * @param maxTwoTheta  rad, end of the table
 * @param lorentzFraction  0: Gaussian, 1: Lorentzian, between: pseudo-Voigt
 * @param backgroundLevel  counts at 2θ = 0; falls to a fifth towards `maxTwoTheta`
 * @param halo  added to the background
 */
export function ringProfile(
  rings: readonly SimulatedRing[],
  maxTwoTheta: number,
  lorentzFraction: number,
  backgroundLevel: number,
  halo?: Halo | null,
): RingProfile {
  const narrowest = rings.reduce((width, ring) => Math.min(width, ring.fwhm), maxTwoTheta / 50);
  const density = Math.min(RESOLUTION / narrowest, MAX_ENTRIES / maxTwoTheta);
  const length = Math.ceil(maxTwoTheta * density) + 2;
  const total = new Float32Array(length);
  const strongest = new Uint16Array(length);
  const largest = new Float32Array(length);
  const reach = lorentzFraction > 0 ? REACH.lorentz : REACH.gauss;
  for (const [number, { twoTheta, peak, fwhm }] of rings.entries()) {
    const first = Math.max(0, Math.ceil((twoTheta - reach * fwhm) * density));
    const last = Math.min(length - 1, Math.floor((twoTheta + reach * fwhm) * density));
    for (let k = first; k <= last; k++) {
      const x = (k / density - twoTheta) / fwhm;
      const gauss = Math.exp(-4 * Math.LN2 * x * x);
      const lorentz = 1 / (1 + 4 * x * x);
      const value = peak * (gauss + lorentzFraction * (lorentz - gauss));
      total[k]! += value;
      if (value > largest[k]!) {
        largest[k] = value;
        strongest[k] = number;
      }
    }
  }
  const background = new Float32Array(length);
  for (let k = 0; k < length; k++) {
    const x = k / density / maxTwoTheta;
    background[k] = backgroundLevel * (0.2 + 0.8 / (1 + 16 * x * x));
    if (!halo) continue;
    const away = (((k / density) * 180) / Math.PI - halo.twoThetaDeg) / halo.widthDeg;
    background[k]! += halo.counts * Math.exp(-4 * Math.LN2 * away * away);
  }
  const variation = new Float64Array(length);
  for (let k = 1; k < length; k++) variation[k] = variation[k - 1]! + Math.abs(total[k]! - total[k - 1]!);
  return { density, rings: total, background, variation, strongest };
}
