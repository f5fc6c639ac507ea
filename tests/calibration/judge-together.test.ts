import { describe, expect, it } from 'vitest';
import type { JointRefinement } from '../../src-shared/calibration/joint-result.ts';
import { judgeTogether, type JointWitness } from '../../src-shared/calibration/judge-together.ts';

const fit: JointRefinement = {
  parameters: [],
  correlation: { names: ['dist', 'wavelength'], matrix: [] },
  wavelength: 0.41e-10,
  wavelengthUncertainty: 2e-15,
  reference: 0,
  images: [],
  meanSquare: 1,
  warnings: [],
  stop: 'converged',
};
const witness = (changes: Partial<JointWitness> = {}): JointWitness => ({
  name: 'near.tif',
  alone: { level: 'good', reasons: ['Fine.'] },
  rmsPx: 0.1,
  rmsAlonePx: 0.09,
  points: 200,
  rejected: 3,
  ...changes,
});

describe('judgeTogether', () => {
  it('is good where every image fits as well as alone, and says on what the wavelength rests', () => {
    const { level, reasons } = judgeTogether(fit, [witness(), witness({ rmsPx: 0.13 })]);
    expect(level).toBe('good');
    expect(reasons[0]).toBe('2 images agree: in each, points lie within 0.13 px of their rings.');
    expect(reasons[1]).toContain('0.410000 ± 0.000020 Å, rests on the distances or angles');
  });

  it('says what held distances rest on', () => {
    const { reasons } = judgeTogether({ ...fit, wavelengthUncertainty: 0 }, [witness()]);
    expect(reasons[1]).toBe('Distances rest on the pixel size, the wavelength and the calibrant that were given.');
  });

  it.each([
    [{ rmsPx: 0.3 }, 'The points of near.tif lie 0.30 px off in the joint geometry, and 0.09 px'],
    [{ rejected: 80, points: 120 }, '80 of 200 points of near.tif do not fit'],
    [{ alone: { level: 'check' as const, reasons: ['Two rings.'] } }, 'near.tif alone is judged check: Two rings.'],
  ])('doubts an image that does not fit: %j', (changes, sentence) => {
    const { level, reasons } = judgeTogether(fit, [witness({ name: 'far.tif' }), witness(changes)]);
    expect(level).toBe('check');
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toContain(sentence);
  });

  it('does not doubt what is worse by less than rings can be placed', () => {
    expect(judgeTogether(fit, [witness({ rmsPx: 0.05, rmsAlonePx: 0.01 })]).level).toBe('good');
  });

  it('rejects a geometry that most points of an image contradict', () => {
    const { level, reasons } = judgeTogether(fit, [witness(), witness({ points: 0, rejected: 200, rmsPx: 0 })]);
    expect([level, reasons.length]).toEqual(['bad', 1]);
  });

  // Each limit on both sides.
  it.each<[string, Partial<JointWitness>, string, Partial<JointWitness>, string]>([
    [
      'half as far off again as alone',
      { rmsPx: 0.75, rmsAlonePx: 0.5 },
      'good',
      { rmsPx: 0.76, rmsAlonePx: 0.5 },
      'check',
    ],
    ['0.05 px farther off', { rmsPx: 0.059, rmsAlonePx: 0.01 }, 'good', { rmsPx: 0.061, rmsAlonePx: 0.01 }, 'check'],
    ['a quarter of the points', { points: 150, rejected: 50 }, 'good', { points: 149, rejected: 51 }, 'check'],
    ['half of the points', { points: 100, rejected: 100 }, 'check', { points: 99, rejected: 101 }, 'bad'],
  ])('draws the line at %s', (_, inside, before, outside, after) => {
    expect(judgeTogether(fit, [witness(), witness(inside)]).level).toBe(before);
    expect(judgeTogether(fit, [witness(), witness(outside)]).level).toBe(after);
  });

  it('rejects what the images do not determine', () => {
    const verdict = judgeTogether({ ...fit, stop: 'degenerate', warnings: ['Not determined.'] }, [witness()]);
    expect(verdict).toEqual({ level: 'bad', reasons: ['Not determined.'] });
  });
});
