import { describe, expect, it } from 'vitest';
import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';
import { refineOnImage } from '../../src-shared/calibration/refine-on-image.ts';
import { ringDifference } from '../../src-shared/calibration/ring-errors.ts';
import { PIXEL, simulateCase, WAVELENGTH } from './simulated-image.ts';

const DISTANCE = 0.4; // m
// Rings 7.5 px apart, and so 80 of them up to the far corner of 500 × 500 pixels.
const spacings = Array.from({ length: 100 }, (_, ring) => {
  const twoTheta = Math.atan((12 + 7.5 * ring) * (PIXEL / DISTANCE));
  return (WAVELENGTH * 1e10) / (2 * Math.sin(twoTheta / 2));
});
const calibrant: Calibrant = {
  kind: 'list',
  id: 'dense',
  label: 'Dense',
  reference: 'made for this test',
  lines: spacings.map((dSpacing, ring) => ({ dSpacing, hkl: String(ring), multiplicity: 1 })),
};
const { image, truth } = simulateCase(
  { directDistanceMm: DISTANCE * 1e3, centreX: 60.4, centreY: 71.2 },
  { calibrant, width: { value: 2, unit: 'px' } },
);

describe('refineOnImage', () => {
  it('uses all of very many rings in the end, although a first pass over some of them leads there', () => {
    const start = { ...truth, poni1: truth.poni1 + PIXEL, dist: truth.dist * 1.001 };
    const refined = refineOnImage(image, start, spacings);
    // The outermost are weak; of the others, a first pass leaves out every fourth.
    for (let ring = 0; ring < 50; ring++) expect(refined!.rings.has(ring), `ring ${ring}`).toBe(true);
    // Its uncertainties come to 0.01 px over the image, the start is 1 px off; 0.03 px is three times as much.
    expect(ringDifference(image, truth, refined!.geometry)).toBeLessThan(0.03);
  });

  it('gives up where no ring is', () => {
    const empty = { ...image, samples: new Int32Array(image.samples.length).fill(40) };
    expect(refineOnImage(empty, truth, spacings)).toBeNull();
  });
});
