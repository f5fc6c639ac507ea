import { describe, expect, it } from 'vitest';
import { describeDegeneracies } from '../../src-shared/calibration/describe-degeneracies.ts';

const pair = (a: 'dist' | 'poni1' | 'poni2', b: 'rot1' | 'rot2' | 'wavelength', coefficient: number): string[] =>
  describeDegeneracies({
    names: [a, b],
    matrix: [
      [1, coefficient],
      [coefficient, 1],
    ],
  });

describe('describeDegeneracies', () => {
  it('says nothing of parameters that are told apart', () => {
    expect(pair('dist', 'wavelength', 0.989)).toEqual([]);
    expect(pair('dist', 'wavelength', -0.989)).toEqual([]);
    expect(describeDegeneracies({ names: [], matrix: [] })).toEqual([]);
  });

  it('says which of distance and wavelength to hold, whatever the sign', () => {
    const sentence = 'these rings fix only one of them, hold the other.';
    expect(pair('dist', 'wavelength', 0.9991)).toEqual([
      `Distance and wavelength change together (correlation 0.9991): ${sentence}`,
    ]);
    expect(pair('dist', 'wavelength', -0.991)[0]).toContain('(correlation -0.9910)');
  });

  it('says that the centre is known better than foot and rotation', () => {
    expect(pair('poni1', 'rot2', -0.9995)[0]).toContain('the beam centre is fixed far better');
    expect(pair('poni2', 'rot1', 0.9995)[0]).toContain('the beam centre is fixed far better');
    expect(pair('poni1', 'rot1', 0.9995)[0]).toContain('neither is as certain');
  });

  it('names what is not determined at all', () => {
    const lost = describeDegeneracies({
      names: ['dist', 'rot1'],
      matrix: [
        [1, NaN],
        [NaN, 1],
      ],
    });
    expect(lost).toEqual(['The points do not determine dist, rot1: hold some of them, or add points.']);
  });
});
