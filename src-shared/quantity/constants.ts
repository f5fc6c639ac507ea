// CODATA 2018 (exact by the definition of the SI since 2019), doi:10.1103/RevModPhys.93.025010

/** Planck constant, J s */
export const PLANCK = 6.62607015e-34;

/** Speed of light in vacuum, m/s */
export const SPEED_OF_LIGHT = 299792458;

/** Elementary charge, C; also J per eV */
export const ELEMENTARY_CHARGE = 1.602176634e-19;

/** h·c in keV·Å: wavelength in Å times photon energy in keV */
export const HC_KEV_ANGSTROM = ((PLANCK * SPEED_OF_LIGHT) / ELEMENTARY_CHARGE) * 1e7;
