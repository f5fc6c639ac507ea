import { describe, expect, it } from 'vitest';
import { cakeProfile } from '../../../src-renderer/cake/cake-profile-curve.ts';
import { azimuthalProfile, QUADRANTS, radialProfile, sectorProfile } from '../../../src-renderer/cake/cake-profiles.ts';
import { cakeStatistics } from '../../../src-renderer/cake/cake-statistics.ts';
import type { Cake } from '../../../src-shared/model/cake.ts';
import { calibration } from '../fake-host.ts';

/** 36 cakes from −175° on, 3 bins; intensity = azimuth index + 100 · bin. */
function cake(over: Partial<Cake> = {}): Cake {
  const shape = [36, 3] as const;
  const intensity = Float32Array.from({ length: 108 }, (_, i) => Math.floor(i / 3) + 100 * (i % 3));
  return {
    shape,
    radialUnit: '2th_deg',
    radial: Float64Array.of(1, 2, 3),
    azimuth: Float64Array.from({ length: 36 }, (_, i) => -175 + 10 * i),
    azimuthWidth: 10,
    sense: 'clockwise',
    intensity,
    sigma: null,
    count: new Float32Array(108).fill(1),
    normalization: new Float32Array(108).fill(1),
    provenance: {
      program: 'annulus 0.1.0',
      planHash: '',
      settings: {} as Cake['provenance']['settings'],
      calibration,
      image: 'a.tif',
      frame: 0,
      ignoredPixels: 0,
      masks: [],
      cut: { azimuthBins: 36, sense: 'clockwise' },
    },
    ...over,
  };
}

describe('profiles of a cake', () => {
  it('F023: run along one cake, or around one radial bin', () => {
    expect([...radialProfile(cake(), 7)]).toEqual([7, 107, 207]);
    const around = azimuthalProfile(cake(), 1);
    expect(around.azimuth[0]).toBe(-175);
    expect([around.intensity[0], around.intensity[35]]).toEqual([100, 135]);
  });

  it('rise in azimuth also where the cake runs anticlockwise', () => {
    const reversed = cake({ azimuth: cake().azimuth.toReversed(), sense: 'anticlockwise' });
    const { azimuth, intensity } = azimuthalProfile(reversed, 0);
    expect([azimuth[0], azimuth[35]]).toEqual([-175, 175]);
    expect([intensity[0], intensity[35]]).toEqual([35, 0]);
  });

  it('say where they were taken', () => {
    const row = cakeProfile(cake(), cake().radial, '2θ (°)', { kind: 'row', x: 2, azimuth: -172 });
    expect(row?.place).toBe('χ −180° to −170°');
    const column = cakeProfile(cake(), cake().radial, '2θ (°)', { kind: 'column', x: 2.4, azimuth: 0 });
    expect(column?.place).toBe('2θ 1.5 to 2.5');
    expect(column?.curve.y[0]).toBe(100);
    expect(cakeProfile(cake(), cake().radial, '2θ (°)', { kind: 'column', x: 9, azimuth: 0 })).toBeUndefined();
  });
});

describe('sectorProfile', () => {
  it('is the mean over nine cakes of ten degrees in each direction', () => {
    // East: centres −45 … 35, indices 13 … 21; south 22 … 30; west 31 … 35 and 0 … 3; north 4 … 12.
    const means = QUADRANTS.map((sector) => sectorProfile(cake(), sector, 90)[0]);
    expect(means).toEqual([17, 26, (31 + 32 + 33 + 34 + 35 + 0 + 1 + 2 + 3) / 9, 8]);
  });

  it('weighs cakes by their normalization, as an integration of the sector would', () => {
    const normalization = new Float32Array(108).fill(1);
    normalization[13 * 3] = 9; // one cake of the nine counts nine times
    const [value] = sectorProfile(cake({ normalization }), QUADRANTS[0]!, 90);
    expect(value).toBeCloseTo((9 * 13 + 14 + 15 + 16 + 17 + 18 + 19 + 20 + 21) / 17, 12);
  });

  it('is no number where the sector sees no pixel, and ignores bins without value', () => {
    const intensity = cake().intensity.map((value, i) => (i % 3 === 0 || i === 13 * 3 + 1 ? Number.NaN : value));
    const profile = sectorProfile(cake({ intensity }), QUADRANTS[0]!, 90);
    expect(profile[0]).toBeNaN();
    expect(profile[1]).toBeCloseTo(100 + (14 + 21) / 2, 12);
  });
});

describe('cakeStatistics', () => {
  it('has the percentiles to the width of a fine bin', () => {
    const statistics = cakeStatistics(Float32Array.from({ length: 10_001 }, (_, i) => i / 10));
    expect(statistics).toMatchObject({ minimum: 0, maximum: 1000, validPixels: 10_001 });
    expect(statistics?.mean).toBeCloseTo(500, 6);
    expect(statistics?.percentile1).toBeCloseTo(10, 1); // one of 4096 bins in asinh: 0.2 % of the value
    expect(Math.abs((statistics?.percentile999 ?? 0) - 999)).toBeLessThan(2);
    expect(statistics?.histogram.reduce((a, b) => a + b, 0)).toBe(10_001);
  });

  it('counts only what carries a value', () => {
    expect(cakeStatistics(Float32Array.of(Number.NaN, 3, 5))).toMatchObject({ minimum: 3, maximum: 5, validPixels: 2 });
    expect(cakeStatistics(Float32Array.of(Number.NaN))).toBeNull();
  });
});
