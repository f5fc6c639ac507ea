import { AppError } from '../model/app-error.ts';
import { energyKeVFromWavelength } from '../quantity/photon-energy.ts';

/** g/cm³ */
const DENSITY = 2.33;

/** Energy, keV, and mass attenuation coefficient with coherent scattering, cm²/g; above the K edge at 1.84 keV. */
const MASS_ATTENUATION: readonly (readonly [energyKeV: number, coefficient: number])[] = [
  [2, 2777],
  [3, 978.4],
  [4, 452.9],
  [5, 245],
  [6, 147],
  [8, 64.68],
  [10, 33.89],
  [15, 10.34],
  [20, 4.464],
  [30, 1.436],
  [40, 0.7012],
  [50, 0.4385],
  [60, 0.3207],
  [80, 0.2228],
  [100, 0.1835],
  [150, 0.1448],
  [200, 0.1275],
];

/**
 * Depth of silicon at which 1/e of the photons are left, between tabulated energies as a power of the energy.
 *
 * Source: Hubbell and Seltzer (2004), NIST Standard Reference Database 126, element 14.
 *
 * @param wavelength  m
 * @returns µm
 * @throws AppError usage  outside 2 … 200 keV
 */
export function siliconAttenuationLength(wavelength: number): number {
  const energy = energyKeVFromWavelength(wavelength);
  const above = MASS_ATTENUATION.findIndex(([tabulated], k) => k > 0 && energy <= tabulated);
  const [low, high] = [MASS_ATTENUATION[above - 1], MASS_ATTENUATION[above]];
  if (!low || !high || energy < low[0])
    throw new AppError(
      'usage',
      `The attenuation of silicon is known from 2 to 200 keV, and the photons have ${energy.toFixed(2)} keV: give the attenuation length.`,
    );
  const share = Math.log(energy / low[0]) / Math.log(high[0] / low[0]);
  const coefficient = low[1] * (high[1] / low[1]) ** share;
  return 1e4 / (coefficient * DENSITY);
}
