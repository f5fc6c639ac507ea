import { describe, expect, it } from 'vitest';
import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { calibrantLines } from '../../src-shared/calibrant/calibrant-lines.ts';
import { runCalibrationJob } from '../../src-shared/calibration/calibration-job.ts';
import { extractRingPoints } from '../../src-shared/calibration/ring-points.ts';
import { existingRings, type ImageRefinement } from '../../src-shared/calibration/refine-on-image.ts';
import { ringDifference } from '../../src-shared/calibration/ring-errors.ts';
import { PIXEL, simulateCase, spacingsOf, WAVELENGTH } from './simulated-image.ts';

const calibrant = findCalibrant('CeO2');
if (calibrant?.kind !== 'crystal') throw new Error('ceria is known by its structure');
const detector = { name: 'Detector', pixel1: PIXEL, pixel2: PIXEL, orientation: 3 as const };
const given = { detector, calibrant, wavelength: WAVELENGTH };

/** Every fourth point of the first rings, as somebody picks them. */
function picked({ image, truth }: ReturnType<typeof simulateCase>) {
  const twoThetas = existingRings(spacingsOf('CeO2'), WAVELENGTH);
  const { points }: ImageRefinement['found'] = extractRingPoints(image, truth, twoThetas, { reach: 5, ringCount: 8 });
  const every = (values: ArrayLike<number>): number[] => Array.from(values).filter((_, i) => i % 4 === 0);
  return { rows: every(points.rows), columns: every(points.columns), rings: every(points.rings) };
}

describe('runCalibrationJob', () => {
  it('judges picked points on the image as if it had found them by itself', () => {
    // So faint that 222 and 400 of ceria, with 9 and 13 % of the light of 111, need not show where later lines do.
    const shown = calibrantLines(calibrant, 0.3).filter((_, ring) => ring < 14 && ring !== 4 && ring !== 5);
    const sample = { ...calibrant, only: shown.map(({ hkl }) => hkl) };
    const simulated = simulateCase({}, { peakCounts: 5, calibrant: sample });
    const points = picked(simulated);
    const { image } = simulated;
    const job = { kind: 'refine', image, ...given, points, rejectOutliers: true, judge: true } as const;
    const { verdict, reasons, calibration } = runCalibrationJob(job);
    expect(reasons.join()).not.toContain('absent');
    expect(verdict).not.toBe('bad');
    // Some tens of points with 0.3 px of noise
    expect(calibration && ringDifference(image, simulated.truth, calibration.geometry)).toBeLessThan(0.2);
  });

  it('weighs the points of an image for a refinement of several', () => {
    const { image, truth } = simulateCase();
    const geometry = { ...truth, dist: truth.dist * 1.002 };
    const weighed = runCalibrationJob({ kind: 'weigh', image, ...given, geometry, ringCount: 5 });
    expect(weighed && ringDifference(image, truth, weighed.start)).toBeLessThan(0.05);
    expect(Math.max(...(weighed?.points.rings ?? []))).toBe(4);
    // In px, no point is taken for better than the 0.03 px that every pixel may be off, nor worse than 1 px.
    const errors = Array.from(
      weighed?.slopes ?? [],
      (slope, i) => (weighed?.points.weights?.[i] ?? NaN) ** -0.5 / slope,
    );
    expect(Math.min(...errors)).toBeGreaterThan(0);
    expect(Math.max(...errors)).toBeLessThan(1);
  });
});
