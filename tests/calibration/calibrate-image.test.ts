import { describe, expect, it } from 'vitest';
import { ASIDE_PARTS } from '../../src-shared/calibration/aside-parts.ts';
import type { Aside } from '../../src-shared/calibration/aside.ts';
import { calibrateImage } from '../../src-shared/calibration/calibrate-image.ts';
import { ringDifference } from '../../src-shared/calibration/ring-errors.ts';
import { simulateCase, spacingsOf, WAVELENGTH, type SimulatedCase } from './simulated-image.ts';

const calibrate = ({ image }: Pick<SimulatedCase, 'image'>, calibrant = 'CeO2', wavelength = WAVELENGTH) =>
  calibrateImage({ image, dSpacings: spacingsOf(calibrant), wavelength });

/** Error of ring positions over the detector, px. */
function errorOf(simulated: SimulatedCase, outcome: ReturnType<typeof calibrate>): number {
  return outcome.refined ? ringDifference(simulated.image, simulated.truth, outcome.refined.geometry) : Infinity;
}

// Rings are placed to 0.01 px or better on these images; 0.05 px leaves room for other seeds.
const RIGHT = 0.05;

/** The largest part of the whole that is done between two reports of one stage. */
function longestStep(heard: readonly (readonly [number, string])[]): number {
  return heard.reduce((longest, [fraction, stage], k) => {
    const [before, ofStage] = heard[k - 1] ?? [fraction, ''];
    return ofStage === stage ? Math.max(longest, fraction - before) : longest;
  }, 0);
}

describe('calibrateImage', () => {
  it.each([
    ['nearly square to the beam', {}, {}],
    ['tilted by 35°', { tiltDeg: 35, tiltPlaneDeg: -110 }, {}],
    ['beside the beam', { centreX: -60 }, {}],
    [
      'with spotty rings',
      { tiltDeg: 8 },
      { grains: { spottiness: 0.9, grainsPerRing: 150, spotWidthDeg: 0.5, texture: 0 } },
    ],
  ])('finds a detector %s, and knows it', (_, fit2d, options) => {
    const simulated = simulateCase(fit2d, options);
    const outcome = calibrate(simulated);
    expect(errorOf(simulated, outcome)).toBeLessThan(RIGHT);
    expect(outcome.verdict.level).toBe('good');
  });

  it('finds a detector upstream of the sample', () => {
    const wavelength = 0.6e-10; // lines down to d = 0.3 Å reach 180°
    const simulated = simulateCase({ directDistanceMm: -55, centreX: 240 }, { calibrantName: 'Si', wavelength });
    const outcome = calibrate(simulated, 'Si', wavelength);
    expect(outcome.refined?.geometry.dist).toBeLessThan(0);
    expect(errorOf(simulated, outcome)).toBeLessThan(RIGHT);
  });

  it('gives the same bits again, and says all the while how far it is', () => {
    const { image } = simulateCase();
    const heard: [number, string][] = [];
    const task = { image, dSpacings: spacingsOf('CeO2'), wavelength: WAVELENGTH };
    const first = calibrateImage(task, (fraction, stage) => void heard.push([fraction, stage]));
    expect(first.refined?.geometry).toEqual(calibrateImage(task).refined?.geometry);
    for (let k = 1; k < heard.length; k++) expect(heard[k]![0]).toBeGreaterThanOrEqual(heard[k - 1]![0]);
    expect(heard.at(-1)![0]).toBeLessThanOrEqual(1);
    // Each looks at all pixels more than once: words between are what keeps pauses short.
    for (const stage of ['Preparing the image', 'Looking for points on rings', 'Refining', 'Judging'])
      expect(heard.filter(([, name]) => name === stage).length, stage).toBeGreaterThan(5);
    // Of some 2 s for a million pixels: 0.05 s between two reports, at each of which a calibration can be cancelled.
    expect(longestStep(heard)).toBeLessThan(0.025);
  });

  it('gives the same bits when parts of it are sent away as plain values', () => {
    const { image } = simulateCase({ tiltDeg: 12 });
    const task = { image, dSpacings: spacingsOf('CeO2'), wavelength: WAVELENGTH };
    const sent = new Set<string>();
    const aside: Aside = {
      isBeside: true,
      begin: (part, ...args) => {
        sent.add(part.name);
        return (onStep = () => undefined) => structuredClone(part(...structuredClone(args), onStep));
      },
    };
    const heard: [number, string][] = [];
    const beside = calibrateImage(task, (fraction, stage) => void heard.push([fraction, stage]), aside);
    expect(beside).toEqual(calibrateImage(task));
    // Whoever waits for the other thread passes on how far that is.
    expect(longestStep(heard)).toBeLessThan(0.025);
    expect([...sent].sort()).toEqual(Object.keys(ASIDE_PARTS).sort());
  });

  it('calls an image without rings bad', () => {
    const outcome = calibrate(simulateCase({}, { peakCounts: 1e-3 }));
    expect(outcome.verdict.level).toBe('bad');
  });

  it('does not call ceria measured as silicon good, although every silicon line fits a ring', () => {
    const outcome = calibrate(simulateCase(), 'Si');
    expect(outcome.verdict.level).toBe('bad');
    expect(outcome.verdict.reasons.join()).toContain('The rings are rather those of Ceria');
  });

  it('does not call a wavelength that is 2 % off good at wide angles', () => {
    const outcome = calibrate(simulateCase({ directDistanceMm: 60 }), 'CeO2', WAVELENGTH * 1.02);
    expect(outcome.verdict.level).not.toBe('good');
    expect(outcome.verdict.reasons.join()).toContain('wavelength that differs by -2.0 %');
  });

  it('starts from an earlier calibration that is some pixels off', () => {
    const simulated = simulateCase();
    const start = { ...simulated.truth, poni1: simulated.truth.poni1 + 5 * 200e-6, dist: simulated.truth.dist * 1.005 };
    const outcome = calibrateImage({
      image: simulated.image,
      dSpacings: spacingsOf('CeO2'),
      wavelength: WAVELENGTH,
      start,
    });
    expect(errorOf(simulated, outcome)).toBeLessThan(RIGHT);
    expect(outcome.verdict.level).toBe('good');
  });

  it('is not led astray by wrong hints, and says that they do not fit', () => {
    const simulated = simulateCase();
    const outcome = calibrateImage({
      image: simulated.image,
      dSpacings: spacingsOf('CeO2'),
      wavelength: WAVELENGTH,
      distance: 0.3,
      centre: [100, 100],
    });
    expect(errorOf(simulated, outcome)).toBeLessThan(RIGHT);
    expect(outcome.verdict.level).toBe('check');
    expect(outcome.verdict.reasons.join()).toContain('and 300.00 mm was given');
    expect(outcome.verdict.reasons.join()).toContain('and 100.0, 100.0 was given');
  });

  it('holds rotations at zero when told to', () => {
    const simulated = simulateCase({ tiltDeg: 0 });
    const outcome = calibrateImage({
      image: simulated.image,
      dSpacings: spacingsOf('CeO2'),
      wavelength: WAVELENGTH,
      fixed: ['rot1', 'rot2'],
    });
    expect([outcome.refined?.geometry.rot1, outcome.refined?.geometry.rot2]).toEqual([0, 0]);
    expect(errorOf(simulated, outcome)).toBeLessThan(RIGHT);
  });

  it('says that a calibrant without any ring at this wavelength has none', () => {
    const outcome = calibrate(simulateCase(), 'Si', 8e-10);
    expect(outcome.verdict).toEqual({
      level: 'bad',
      reasons: ['The calibrant has no ring at this wavelength: λ is longer than twice its largest spacing.'],
    });
  });
});
