import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src-shared/calibration/gather-evidence.ts';
import { judge } from '../../src-shared/calibration/verdict.ts';

/** Of a sound calibration: a real image of ceria. */
const SOUND: Evidence = {
  likelihood: 2,
  margin: 1.97,
  ringsSeen: 16,
  ringLimit: Infinity,
  coverage: 1,
  ringScatterPx: 0.024,
  pointScatterPx: 0.13,
  jackknifePx: 0.06,
  heldOutPx: 0.008,
  movedPx: 0.02,
  startsPx: 0.02,
  wavelengthShift: -0.0003,
  wavelengthError: 0.0002,
  absentRings: [],
  testedRings: 16,
  unexplainedPeaks: 0.0007,
  explained: 0.94,
  rival: { label: 'another', lead: 0 },
  wavinessPx: 0.02,
  tiltDeg: 1,
  centreDiagonals: 0.03,
};
/** Not so well placed that rings alone vouch for the geometry. */
const LOOSE: Partial<Evidence> = { ringScatterPx: 0.2 };
/** Two rings against which nothing speaks. */
const PAIR: Partial<Evidence> = { ringsSeen: 2, testedRings: 2, heldOutPx: NaN };
const level = (change: Partial<Evidence>): string => judge({ ...SOUND, ...change }, []).level;

describe('judge', () => {
  it('calls sound evidence good and says what the scale rests on', () => {
    const { level: found, reasons } = judge(SOUND, []);
    expect(found).toBe('good');
    expect(reasons).toEqual([
      '16 rings agree within 0.024 px over 360° of azimuth, rings left out of the fit are predicted to 0.008 px.',
      'The distance rests on the pixel size, which rings cannot test; they agree with the wavelength.',
    ]);
    expect(judge({ ...SOUND, wavelengthError: 0.0019 }, []).reasons[1]).toContain('they agree with the wavelength');
    expect(judge({ ...SOUND, wavelengthError: 0.0021 }, []).reasons[1]).toContain('these rings cannot test them');
  });

  it('says of one ring that it is one, and nothing that follows from it', () => {
    const adrift: Partial<Evidence> = { absentRings: [5, 6, 8, 9, 11, 12], jackknifePx: 10, movedPx: 9, wavinessPx: 2 };
    expect(judge({ ...SOUND, ringsSeen: 1, ...adrift }, [])).toEqual({
      level: 'bad',
      reasons: ['Only 1 ring of the calibrant was found: that fixes neither distance nor tilt.'],
    });
    expect(judge({ ...SOUND, ringsSeen: 1, ringLimit: 1, ...adrift }, []).reasons).toEqual([
      'One ring alone, as was asked for, fixes neither distance nor tilt: use two or more.',
    ]);
    // Points of the search do not depend on what one ring fixes.
    expect(judge({ ...SOUND, ringsSeen: 1, ...adrift, explained: 0.1 }, []).reasons).toHaveLength(2);
    // Two rings are judged by all that is known.
    expect(judge({ ...SOUND, ringsSeen: 2, ...adrift }, []).reasons.join(' ')).toContain('this is another calibrant');
  });

  it('asks for the wavelength too where another lattice fits and the rings ask for another wavelength', () => {
    const rival = { label: 'Silicon', lead: 0.3 };
    const [right] = judge({ ...SOUND, rival }, []).reasons;
    expect(right).toBe('The rings are rather those of Silicon: is it the right calibrant?');
    const [wrong] = judge({ ...SOUND, rival, wavelengthShift: -0.02 }, []).reasons;
    expect(wrong).toContain('calibrant, and the wavelength, from which the rings differ by -2.0 %?');
  });

  // Each limit on both sides: on the first nothing is said, on the second this one thing.
  it.each<[string, Partial<Evidence>, Partial<Evidence>]>([
    ['Only 1 ring of', { ringsSeen: 3 }, { ringsSeen: 1 }],
    ['do not lie on rings of this calibrant', { likelihood: 0.01, margin: 1 }, { likelihood: -0.01, margin: 1 }],
    ['do not lie on rings of this calibrant', { likelihood: 0.34, margin: 0.51 }, { likelihood: 0.34, margin: 0.49 }],
    ['do not lie on rings of this calibrant', { likelihood: 0, margin: 1 }, { likelihood: -0.001, margin: 1 }],
    ['do not lie on rings of this calibrant', { likelihood: 0.36, margin: 0.4 }, { likelihood: 0.34, margin: 0.4 }],
    ['than by chance', { explained: 0.15 }, { explained: 0.149 }],
    ['calibrant or wavelength do not fit', { ringScatterPx: 0.45 }, { ringScatterPx: 0.46 }],
    [
      'of the sharp rings belong to no line',
      { unexplainedPeaks: 0.4, ringScatterPx: 0.36 },
      { unexplainedPeaks: 0.41, ringScatterPx: 0.36 },
    ],
    ['this is another calibrant', { absentRings: [1, 4], testedRings: 11 }, { absentRings: [1, 4], testedRings: 10 }],
    ['Leaving out a ring', { jackknifePx: 5 }, { jackknifePx: 5.1 }],
    ['ask for a wavelength', { wavelengthShift: 0.0099 }, { wavelengthShift: -0.0101 }],
    [
      'rather those of Silicon',
      { rival: { label: 'Silicon', lead: 0.2 } },
      { rival: { label: 'Silicon', lead: 0.21 } },
    ],
    ['Lines wave by', { wavinessPx: 1 }, { wavinessPx: 1.1 }],
    ['tilted by 61°', { tiltDeg: 60 }, { tiltDeg: 60.6 }],
    ['Two ways of placing', { movedPx: 6 }, { movedPx: 6.1 }],
    ['Begun anew from some points, with other rings', { startsPx: 5 }, { startsPx: 5.1 }],
  ])('calls it bad: %s', (sentence, inside, outside) => {
    expect(level({ ...LOOSE, ringScatterPx: 0.22, ...inside })).not.toBe('bad');
    const verdict = judge({ ...SOUND, ringScatterPx: 0.22, ...outside }, []);
    expect(verdict.level).toBe('bad');
    expect(verdict.reasons).toHaveLength(1);
    expect(verdict.reasons[0]).toContain(sentence);
  });

  it.each<[string, Partial<Evidence>, Partial<Evidence>]>([
    ['nothing is left to test', { ringsSeen: 3 }, { ringsSeen: 2, coverage: 0.5 }],
    ['lie off the predicted rings', { ...LOOSE, likelihood: 0.7 }, { ...LOOSE, likelihood: 0.69 }],
    ['Another, different geometry', { ...LOOSE, margin: 0.25 }, { ...LOOSE, margin: 0.24 }],
    // Silicon at 0.612 Å, seen from the side of the source: twelve rings at the same places as beyond the sample.
    ['Another, different geometry', { margin: 0.1 }, { margin: 0.0074 }],
    ['Leaving out a ring', { jackknifePx: 0.25 }, { jackknifePx: 0.26 }],
    ['Leaving out a ring', { jackknifePx: 0.25 }, { jackknifePx: NaN }],
    ['Rings miss their places', { ringScatterPx: 0.25 }, { ringScatterPx: 0.26 }],
    ['Single points scatter', { pointScatterPx: 0.7 }, { pointScatterPx: 0.71 }],
    ['took no part in the fit', { heldOutPx: 0.35 }, { heldOutPx: 0.36 }],
    ['of azimuth only', { coverage: 0.15 }, { coverage: 0.14 }],
    ['belong to no line', { unexplainedPeaks: 0.5 }, { unexplainedPeaks: 0.51 }],
    ['are absent although', { absentRings: [2], testedRings: 5 }, { absentRings: [2], testedRings: 4 }],
    ['are absent although', { absentRings: [2, 3], testedRings: 17 }, { absentRings: [2, 3], testedRings: 16 }],
    ['ask for a wavelength', { wavelengthShift: 0.002 }, { wavelengthShift: 0.0021 }],
    [
      'ask for a wavelength',
      { wavelengthShift: 0.0029, wavelengthError: 0.0006 },
      { wavelengthShift: 0.0031, wavelengthError: 0.0006 },
    ],
    ['somewhat better', { rival: { label: 'Silicon', lead: 0.1 } }, { rival: { label: 'Silicon', lead: 0.15 } }],
    ['Two ways of placing', { movedPx: 1.5 }, { movedPx: 1.6 }],
    ['Two ways of placing', { ringsSeen: 4, movedPx: 4 }, { ringsSeen: 4, movedPx: 4.1 }],
    ['Two ways of placing', { ringsSeen: 5, movedPx: 1.5 }, { ringsSeen: 5, movedPx: 1.6 }],
    ['comes out 0.5 px away', { startsPx: 0.4 }, { startsPx: 0.45 }],
    ['too few others are found', { startsPx: NaN }, { startsPx: Infinity }],
    ['Lines wave by', { wavinessPx: 0.25 }, { wavinessPx: 0.26 }],
    ['Lines wave by', { wavinessPx: NaN }, { wavinessPx: 0.26 }],
    ['tilted by 49°', { tiltDeg: 48 }, { tiltDeg: 48.6 }],
    ['image diagonals beside', { centreDiagonals: 2 }, { centreDiagonals: 2.1 }],
  ])('asks for a check: %s', (sentence, inside, outside) => {
    expect(level(inside)).toBe('good');
    const verdict = judge({ ...SOUND, ...outside }, []);
    expect(verdict.level).toBe('check');
    expect(verdict.reasons).toHaveLength(1);
    expect(verdict.reasons[0]).toContain(sentence);
  });

  it('trusts two rings only where nothing at all speaks against them', () => {
    expect(level(PAIR)).toBe('good');
    for (const doubt of [
      { coverage: 0.59 },
      { likelihood: 0.9 },
      { margin: 0.49 },
      { ringScatterPx: 0.06 },
      { jackknifePx: 0.11 },
      { unexplainedPeaks: 0.11 },
      { testedRings: 1 },
    ])
      expect(level({ ...PAIR, ...doubt }), JSON.stringify(doubt)).toBe('check');
  });

  it('does not call rings bad that are well placed, whatever else shines in the image', () => {
    const few = { ringsSeen: 3, testedRings: 3, likelihood: -0.2, margin: 0.1, explained: 0.1 };
    expect(level(few)).toBe('check');
    for (const doubt of [{ ringsSeen: 2 }, { testedRings: 2 }, { ringScatterPx: 0.13 }, { jackknifePx: 0.26 }])
      expect(level({ ...few, ...doubt }), JSON.stringify(doubt)).toBe('bad');
  });

  it('asks for a check where something outside of the image disagrees', () => {
    expect(judge(SOUND, ['The header says otherwise.'])).toEqual({
      level: 'check',
      reasons: ['The header says otherwise.'],
    });
  });

  it('trusts well placed, complete rings although many points belong to another phase', () => {
    const mixture = { likelihood: 0.6, margin: 0.2, unexplainedPeaks: 0.45 };
    expect(level(mixture)).toBe('good');
    // Five rings are enough for that, four are not; nor is anything less well placed or not complete.
    expect(level({ ...mixture, ringsSeen: 5, testedRings: 5 })).toBe('good');
    for (const doubt of [
      { ringsSeen: 4 },
      { testedRings: 4 },
      { ringScatterPx: 0.13 },
      { jackknifePx: 0.13 },
      { absentRings: [3] },
    ])
      expect(level({ ...mixture, ...doubt }), JSON.stringify(doubt)).toBe('check');
  });
});
