import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src-shared/calibration/gather-evidence.ts';
import { judge } from '../../src-shared/calibration/verdict.ts';

/** Of a sound calibration: a real image of ceria. */
const SOUND: Evidence = {
  likelihood: 2,
  margin: 1.97,
  ringsSeen: 16,
  coverage: 1,
  ringScatterPx: 0.024,
  pointScatterPx: 0.13,
  jackknifePx: 0.06,
  heldOutPx: 0.008,
  movedPx: 0.02,
  wavelengthShift: -0.0003,
  wavelengthError: 0.0002,
  absentRings: [],
  testedRings: 16,
  unexplainedPeaks: 0.0007,
  explained: 0.94,
  rival: { label: 'another', lead: 0 },
};
const level = (change: Partial<Evidence>): string => judge({ ...SOUND, ...change }, []).level;

describe('judge', () => {
  it('calls sound evidence good and says what the scale rests on', () => {
    const { level: found, reasons } = judge(SOUND, []);
    expect(found).toBe('good');
    expect(reasons).toEqual([
      '16 rings agree within 0.024 px over 360° of azimuth, rings left out of the fit are predicted to 0.008 px.',
      'The distance rests on the pixel size that was given; the rings agree with the wavelength.',
    ]);
    expect(judge({ ...SOUND, wavelengthError: 0.01 }, []).reasons[1]).toContain('these rings cannot test them');
  });

  it.each<Partial<Evidence>>([
    { ringsSeen: 1 },
    { likelihood: -0.1 },
    { likelihood: 0.3, margin: 0.1 },
    { explained: 0.1 },
    { ringScatterPx: 0.5 },
    { absentRings: [1, 4], testedRings: 9 },
    { jackknifePx: 6 },
    { wavelengthShift: 0.02, ringScatterPx: 0.25 },
    { rival: { label: 'Silicon', lead: 0.4 } },
    { movedPx: 8 },
  ])('calls it bad with %o', (change) => {
    expect(level(change)).toBe('bad');
  });

  it.each<Partial<Evidence>>([
    { ringsSeen: 2 },
    { likelihood: 0.6, absentRings: [3] },
    { margin: 0.1, jackknifePx: 0.2 },
    { jackknifePx: 0.3 },
    { jackknifePx: NaN },
    { ringScatterPx: 0.3 },
    { pointScatterPx: 0.9 },
    { heldOutPx: 0.5 },
    { coverage: 0.1 },
    { unexplainedPeaks: 0.6 },
    { absentRings: [2], testedRings: 4 },
    { wavelengthShift: 0.004 },
    { rival: { label: 'Silicon', lead: 0.15 } },
    { movedPx: 2 },
    { movedPx: 5, ringsSeen: 4 },
  ])('asks for a check with %o', (change) => {
    expect(level(change)).toBe('check');
  });

  it('asks for a check where something outside of the image disagrees', () => {
    expect(judge(SOUND, ['The header says otherwise.'])).toEqual({
      level: 'check',
      reasons: ['The header says otherwise.'],
    });
  });

  it('trusts well placed, complete rings although many points belong to another phase', () => {
    expect(level({ likelihood: 0.6, margin: 0.2, unexplainedPeaks: 0.45 })).toBe('good');
  });
});
