import { describe, expect, it } from 'vitest';
import { cakeCurves } from '../../../src-renderer/cake/cake-profile-curve.ts';
import type { Cake } from '../../../src-shared/model/cake.ts';

const RADIAL = Float64Array.of(1, 2, 3);

/** Value of cake i at bin k: 10 i + k. */
function cakeOf(cakes: number): Cake {
  const azimuth = Float64Array.from({ length: cakes }, (_, i) => -180 + ((i + 0.5) * 360) / cakes);
  const intensity = Float32Array.from({ length: 3 * cakes }, (_, at) => 10 * Math.floor(at / 3) + (at % 3));
  return { shape: [cakes, 3], azimuth, azimuthWidth: 360 / cakes, radial: RADIAL, intensity } as unknown as Cake;
}

describe('all cakes as curves', () => {
  it('are faint, but for the one under the cursor, which lies over the others', () => {
    const curves = cakeCurves(cakeOf(4), RADIAL, 2);
    expect(curves.map(({ isFaint }) => isFaint ?? false)).toEqual([true, true, true, true, false]);
    expect(curves.at(-1)).toMatchObject({ label: 'χ 45°', x: RADIAL });
    expect([...curves.at(-1)!.y]).toEqual([20, 21, 22]);
    expect(cakeCurves(cakeOf(4), RADIAL, -1)).toHaveLength(4);
  });

  it('are 72 at most, first and last among them', () => {
    const curves = cakeCurves(cakeOf(360), RADIAL, -1);
    expect(curves).toHaveLength(72);
    expect([curves[0]!.y[0], curves.at(-1)!.y[0]]).toEqual([0, 3590]);
  });
});
