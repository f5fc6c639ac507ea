import { HC_KEV_ANGSTROM } from './constants.ts';

const METRES_PER_ANGSTROM = 1e-10;

/** @param wavelength  m */
export function energyKeVFromWavelength(wavelength: number): number {
  return HC_KEV_ANGSTROM / (wavelength / METRES_PER_ANGSTROM);
}

/** @returns wavelength in m */
export function wavelengthFromEnergyKeV(energyKeV: number): number {
  return (HC_KEV_ANGSTROM / energyKeV) * METRES_PER_ANGSTROM;
}
