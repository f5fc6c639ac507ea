import { AppError } from '../model/app-error.ts';
import type { IntegrationSettings } from '../model/schema-types.generated.ts';
import { energyKeVFromWavelength } from '../quantity/photon-energy.ts';

export type SensorMaterial = NonNullable<NonNullable<IntegrationSettings['sensorAbsorption']>['material']>;

interface Attenuation {
  /** g/cm³ */
  readonly density: number;
  /** Energy, keV, and mass attenuation coefficient with coherent scattering, cm²/g; two energies about each K edge. */
  readonly table: readonly (readonly [energyKeV: number, coefficient: number])[];
}

/**
 * Silicon: Hubbell and Seltzer (2004), NIST Standard Reference Database 126, element 14. The others: xraylib 4.3
 * (Schoonjans et al. (2011), Spectrochim. Acta B 66, 776), which gives silicon within 3e-4 of that table. Between the
 * energies about 1 % is lost at most, K edges aside, which take 0.4 % of the energy.
 */
const ATTENUATION: Readonly<Record<SensorMaterial, Attenuation>> = {
  Si: {
    density: 2.33,
    table: [
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
    ],
  },
  CdTe: {
    density: 5.85,
    table: [
      [10, 138.1],
      [12.5, 75.8],
      [15, 46.56],
      [20, 21.44],
      [25, 11.74],
      [26.658, 9.885],
      [26.765, 29.27],
      [30, 21.82],
      [31.75, 18.84],
      [31.877, 34.76],
      [40, 19.3],
      [50, 10.67],
      [60, 6.542],
      [80, 3.019],
      [100, 1.671],
      [120, 1.046],
      [150, 0.6072],
      [175, 0.4288],
      [200, 0.3246],
    ],
  },
  GaAs: {
    density: 5.32,
    table: [
      [10, 37.8],
      [10.346, 34.44],
      [10.388, 125.4],
      [11.843, 89.4],
      [11.89, 167.6],
      [12.5, 147.6],
      [15, 92.19],
      [20, 42.58],
      [25, 23.12],
      [30, 13.97],
      [40, 6.261],
      [50, 3.366],
      [60, 2.042],
      [80, 0.9588],
      [100, 0.5598],
      [120, 0.378],
      [150, 0.2509],
      [175, 0.1985],
      [200, 0.1671],
    ],
  },
  Ge: {
    density: 5.323,
    table: [
      [10, 37.43],
      [11.081, 28.27],
      [11.125, 197.2],
      [12.5, 146.6],
      [15, 91.51],
      [20, 42.23],
      [25, 22.93],
      [30, 13.86],
      [40, 6.208],
      [50, 3.336],
      [60, 2.023],
      [80, 0.9504],
      [100, 0.5551],
      [120, 0.375],
      [150, 0.2492],
      [175, 0.1972],
      [200, 0.1661],
    ],
  },
  CsI: {
    density: 4.51,
    table: [
      [10, 171.1],
      [12.5, 94.36],
      [15, 58.16],
      [20, 26.86],
      [25, 14.71],
      [30, 9.047],
      [33.103, 6.959],
      [33.236, 21.11],
      [35.913, 17.27],
      [36.057, 30.11],
      [40, 22.97],
      [50, 12.87],
      [60, 7.921],
      [80, 3.677],
      [100, 2.035],
      [120, 1.269],
      [150, 0.7291],
      [175, 0.509],
      [200, 0.3805],
    ],
  },
  Gd2O2S: {
    density: 7.44,
    table: [
      [10, 228.5],
      [12.5, 127.3],
      [15, 79.02],
      [20, 36.87],
      [25, 20.32],
      [30, 12.54],
      [40, 5.854],
      [50.139, 3.25],
      [50.34, 15.47],
      [60, 9.814],
      [80, 4.666],
      [100, 2.613],
      [120, 1.636],
      [150, 0.9382],
      [175, 0.6505],
      [200, 0.4814],
    ],
  },
};

export const SENSOR_MATERIALS = Object.keys(ATTENUATION) as readonly SensorMaterial[];

export function isSensorMaterial(text: string): text is SensorMaterial {
  return Object.hasOwn(ATTENUATION, text);
}

/**
 * Depth of a sensor at which 1/e of the photons are left, between tabulated energies as a power of the energy.
 *
 * @param wavelength  m
 * @returns µm
 * @throws AppError usage  outside the table: from 2 (silicon) or 10 to 200 keV
 */
export function attenuationLength(material: SensorMaterial, wavelength: number): number {
  const { density, table } = ATTENUATION[material];
  const energy = energyKeVFromWavelength(wavelength);
  const above = table.findIndex(([tabulated], k) => k > 0 && energy <= tabulated);
  const [low, high] = [table[above - 1], table[above]];
  if (!low || !high || energy < low[0])
    throw new AppError(
      'usage',
      `The attenuation of ${material} is known from ${table[0]![0]} to ${table.at(-1)![0]} keV, and the photons have ${energy.toFixed(2)} keV: give the attenuation length.`,
    );
  const share = Math.log(energy / low[0]) / Math.log(high[0] / low[0]);
  const coefficient = low[1] * (high[1] / low[1]) ** share;
  return 1e4 / (coefficient * density);
}
