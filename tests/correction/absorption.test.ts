import { describe, expect, it } from 'vitest';
import { pixelNormalization } from '../../src-shared/correction/pixel-normalization.ts';
import { sampleTransmissions } from '../../src-shared/correction/sample-absorption.ts';
import { sensorEfficiencies } from '../../src-shared/correction/sensor-absorption.ts';
import { attenuationLength } from '../../src-shared/correction/sensor-materials.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';
import { wavelengthFromEnergyKeV } from '../../src-shared/quantity/photon-energy.ts';

const tilted: Calibration = {
  geometry: { dist: 0.1, poni1: 0.003, poni2: -0.002, rot1: 0.3, rot2: -0.2, rot3: 0.7, wavelength: 1e-10 },
  detector: { name: 'Detector', pixel1: 1e-3, pixel2: 2e-3, orientation: 3 },
};
/** Pixels of 1 m, 1 m away; the centre of pixel (0, 0) is the PONI, its neighbours are seen at 45°, cos = 1/√2. */
const cross: Calibration = {
  geometry: { dist: 1, poni1: 0.5, poni2: 0.5, rot1: 0, rot2: 0, rot3: 0 },
  detector: { name: 'Detector', pixel1: 1, pixel2: 1, orientation: 3 },
};
/**
 * At rows and columns of `tilted`: what a sensor of 320 µm with an attenuation length of 250 µm stops, and what a sheet
 * with µT = 0.7 lets through whose normal leans by 25° to the azimuth 35°. By a Python program of its own (mathematical
 * functions only), which turns the pixels and adds up 2000 slices of sensor and sheet by Simpson's rule.
 */
const SLICES = [
  { row: 0, column: 0, efficiency: 1.0003755439784028, transmission: 1.0165706909194305 },
  { row: 60, column: 40, efficiency: 1.160466357832828, transmission: 0.8665520256752985 },
  { row: 3, column: 25, efficiency: 1.0597768703656638, transmission: 0.9303219457680547 },
];
const SHAPE = [61, 41] as const;
const SHEET = { opticalThickness: 0.7, angleDeg: 25, azimuthDeg: 35 };

describe('sensorEfficiencies', () => {
  it('is 1 at the PONI, and 1 + exp(−x) where the path is twice as long', () => {
    const far = { ...cross, geometry: { ...cross.geometry, dist: 1 / Math.sqrt(3) } }; // cos α = ½ beside the PONI
    const [there, beside] = sensorEfficiencies(far, [1, 2], { thicknessUm: 300, attenuationLengthUm: 200 });
    expect(there).toBeCloseTo(1, 14); // rounding of the cube root
    // (1 − e^−2x) / (1 − e^−x) = 1 + e^−x
    expect(beside).toBeCloseTo(1 + Math.exp(-1.5), 14);
  });

  it('is what slices of the sensor add up to on a tilted detector', () => {
    const out = sensorEfficiencies(tilted, SHAPE, { thicknessUm: 320, attenuationLengthUm: 250 });
    // Simpson's rule with 2000 slices is exact to 1e-14 here.
    for (const { row, column, efficiency } of SLICES) expect(out[row * 41 + column]).toBeCloseTo(efficiency, 12);
  });

  it('goes to 1 in a sensor that stops everything, and to 1/cos α in one that stops next to nothing', () => {
    const [, thick] = sensorEfficiencies(cross, [1, 2], { thicknessUm: 1000, attenuationLengthUm: 10 });
    const [, thin] = sensorEfficiencies(cross, [1, 2], { thicknessUm: 1e-3, attenuationLengthUm: 1000 });
    expect(thick).toBeCloseTo(1, 15);
    expect(thin).toBeCloseTo(Math.SQRT2, 6); // to first order in x = 1e-6
  });

  it('takes silicon at the wavelength, and wants one of material and length', () => {
    const geometry = { ...cross.geometry, wavelength: wavelengthFromEnergyKeV(20) };
    const bySilicon = sensorEfficiencies({ ...cross, geometry }, [1, 2], { thicknessUm: 320, material: 'Si' });
    // NIST: 4.464 cm²/g at 20 keV, 2.33 g/cm³
    const attenuationLengthUm = 1e4 / (4.464 * 2.33);
    const byLength = sensorEfficiencies(cross, [1, 2], { thicknessUm: 320, attenuationLengthUm });
    expect(bySilicon[1]).toBeCloseTo(byLength[1]!, 12);
    expect(() => sensorEfficiencies(cross, [1, 1], { thicknessUm: 320, material: 'Si' })).toThrow('no wavelength');
    expect(() => sensorEfficiencies(cross, [1, 1], { thicknessUm: 320 })).toThrow('one of them');
  });
});

describe('attenuationLength', () => {
  it('passes through the values of the NIST table', () => {
    for (const [energy, coefficient] of [
      [3, 978.4],
      [8, 64.68],
      [60, 0.3207],
      [150, 0.1448],
    ] as const)
      // Energies are turned into wavelengths and back: 1e-15 relative, times the slope of the table (3).
      expect(attenuationLength('Si', wavelengthFromEnergyKeV(energy)) * coefficient * 2.33).toBeCloseTo(1e4, 6);
  });

  it('follows a power of the energy between them', () => {
    const [a, b, c] = [10, Math.sqrt(150), 15].map((energy) =>
      attenuationLength('Si', wavelengthFromEnergyKeV(energy)),
    );
    expect(b! ** 2 / (a! * c!)).toBeCloseTo(1, 12);
  });

  it.each([
    // xraylib 4.3, CS_Total_CP, cm²/g, at energies that are not in the table
    ['CdTe', 45, 14.132950097483684, 5.85],
    ['GaAs', 17.44, 61.72731891046556, 5.32],
    ['Ge', 35, 9.016227805058852, 5.323],
    ['CsI', 70, 5.248225876130568, 4.51],
    ['Gd2O2S', 22, 28.57091704632818, 7.44],
  ] as const)(
    'is that of %s at %s keV, between the energies of the table',
    (material, energy, coefficient, density) => {
      // 1 %: a power of the energy between two energies of the table
      const length = attenuationLength(material, wavelengthFromEnergyKeV(energy));
      expect(Math.abs((length * coefficient * density) / 1e4 - 1)).toBeLessThan(0.01);
    },
  );

  it('falls at the K edges: of Cd at 26.71 and of Te at 31.81 keV', () => {
    const [below, above, belowTe, aboveTe] = [26.6, 26.8, 31.7, 31.95].map((energy) =>
      attenuationLength('CdTe', wavelengthFromEnergyKeV(energy)),
    );
    expect(above! / below!).toBeLessThan(0.5);
    expect(aboveTe! / belowTe!).toBeLessThan(0.6);
    expect(() => attenuationLength('CdTe', wavelengthFromEnergyKeV(8))).toThrow('CdTe is known from 10 to 200 keV');
  });

  it('says where the table ends', () => {
    expect(() => attenuationLength('Si', wavelengthFromEnergyKeV(1.5))).toThrow(
      '1.50 keV: give the attenuation length',
    );
    expect(() => attenuationLength('Si', wavelengthFromEnergyKeV(250))).toThrow('from 2 to 200 keV');
  });
});

describe('sampleTransmissions', () => {
  it('is 1 along the beam, and (exp(d) − 1)/d with d = µT (1 − 1/cos 2θ) around it', () => {
    const out = sampleTransmissions(cross, [2, 2], { opticalThickness: 0.5, angleDeg: 0, azimuthDeg: 0 });
    const d = 0.5 * (1 - Math.SQRT2);
    expect(out[0]).toBe(1);
    expect(out[1]).toBeCloseTo((Math.exp(d) - 1) / d, 14);
    expect(out[2]).toBeCloseTo(out[1]!, 14);
    expect(out[1]).toBeLessThan(1);
  });

  it('is what slices of a leaning sheet add up to on a tilted detector', () => {
    const out = sampleTransmissions(tilted, SHAPE, SHEET);
    // Simpson's rule with 2000 slices is exact to 1e-14 here.
    for (const { row, column, transmission } of SLICES) expect(out[row * 41 + column]).toBeCloseTo(transmission, 12);
  });

  it('is larger on the side to which the normal leans: 0 is east, +90 south', () => {
    const at = (azimuthDeg: number): Float64Array => {
      const centred = { ...cross, geometry: { ...cross.geometry, poni1: 1.5, poni2: 1.5 } };
      return sampleTransmissions(centred, [3, 3], { opticalThickness: 1, angleDeg: 30, azimuthDeg });
    };
    const [north, west, east, south] = [1, 3, 5, 7];
    expect(at(0)[east!]).toBeGreaterThan(1);
    expect(at(0)[west!]).toBeLessThan(at(0)[north!]!);
    expect(at(90)[south!]).toBeCloseTo(at(0)[east!]!, 14);
    expect(at(90)[north!]).toBeCloseTo(at(0)[west!]!, 14);
  });

  it('is 0 where the sheet would be left through its front', () => {
    const beside = { ...cross, geometry: { ...cross.geometry, poni2: 1.5 } }; // 45° west and the PONI
    const out = sampleTransmissions(beside, [1, 2], { opticalThickness: 1, angleDeg: 60, azimuthDeg: 0 });
    expect(out[0]).toBe(0);
    expect(out[1]).toBe(1);
  });
});

describe('the normalization of a pixel', () => {
  it('is multiplied by efficiency and transmission', () => {
    const sensorAbsorption = { thicknessUm: 320, attenuationLengthUm: 250 };
    const settings = { solidAngle: true, normalizationFactor: 2 };
    const plain = pixelNormalization(tilted, SHAPE, settings);
    const all = pixelNormalization(tilted, SHAPE, { ...settings, sensorAbsorption, sampleAbsorption: SHEET });
    for (const { row, column, efficiency, transmission } of SLICES) {
      const p = row * 41 + column;
      // 1.2e-7: both are rounded to float32
      expect(Math.abs(all[p]! / (plain[p]! * efficiency * transmission) - 1)).toBeLessThan(1.2e-7);
    }
  });
});
