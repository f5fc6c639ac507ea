import { describe, expect, it } from 'vitest';
import { azimuthAxis, cakeCentres } from '../../src-shared/integration/cake-axis.ts';

const clockwise = 'clockwise' as const;
const anticlockwise = 'anticlockwise' as const;
const centres = (cut: Parameters<typeof azimuthAxis>[0], range?: [number, number]): number[] => [
  ...cakeCentres(azimuthAxis(cut, range), cut.sense),
];

describe('azimuthAxis', () => {
  it('F017: begins at west and goes clockwise where nothing is said: the centres of pyFAI', () => {
    expect(centres({ azimuthBins: 4, sense: clockwise })).toEqual([-135, -45, 45, 135]);
  });

  it('F017: centres the first cake on the start', () => {
    expect(centres({ azimuthBins: 4, azimuthStart: -180, sense: clockwise })).toEqual([-180, -90, 0, 90]);
    expect(azimuthAxis({ azimuthBins: 36, azimuthStart: -180, sense: clockwise }).lower).toBe(-185);
  });

  it('F017: goes the other way round anticlockwise, from the same first cake', () => {
    expect(centres({ azimuthBins: 4, azimuthStart: -180, sense: anticlockwise })).toEqual([-180, -270, -360, -450]);
    expect(centres({ azimuthBins: 4, sense: anticlockwise })[0]).toBe(-135);
  });

  it('divides a range, which wraps, and begins at its end', () => {
    expect(centres({ azimuthBins: 3, sense: clockwise }, [135, -135])).toEqual([150, 180, 210]);
    expect(centres({ azimuthBins: 3, sense: anticlockwise }, [135, 225])).toEqual([210, 180, 150]);
    expect(centres({ azimuthBins: 4, sense: clockwise }, [0, 360])).toEqual([45, 135, 225, 315]);
  });

  it('refuses no cakes, half a cake, two starts and an empty range', () => {
    expect(() => azimuthAxis({ azimuthBins: 0, sense: clockwise })).toThrow('0 cakes cannot be made');
    expect(() => azimuthAxis({ azimuthBins: 2.5, sense: clockwise })).toThrow('2.5 cakes');
    expect(() => azimuthAxis({ azimuthBins: 2, azimuthStart: 0, sense: clockwise }, [0, 90])).toThrow('both given');
    expect(() => azimuthAxis({ azimuthBins: 2, azimuthStart: NaN, sense: clockwise })).toThrow('cannot start at NaN');
    expect(() => azimuthAxis({ azimuthBins: 2, sense: clockwise }, [30, 30])).toThrow('is empty');
  });
});
