import { describe, expect, it } from 'vitest';
import { refineOnImage, type ImageRefinement } from '../../src-shared/calibration/refine-on-image.ts';
import { ringDifference } from '../../src-shared/calibration/ring-errors.ts';
import { secondStart } from '../../src-shared/calibration/second-start.ts';
import { simulateCase, spacingsOf } from './simulated-image.ts';

const SPACINGS = spacingsOf('CeO2');

function refined(fit2d: Parameters<typeof simulateCase>[0] = {}) {
  const { image, truth } = simulateCase(fit2d);
  const found = refineOnImage(image, truth, SPACINGS);
  if (!found) throw new Error('the truth is refined');
  return { image, truth, found };
}
const withRings = (found: ImageRefinement, count: number): ImageRefinement => ({
  ...found,
  rings: new Map([...found.rings].slice(0, count)),
});

describe('secondStart', () => {
  // Rings of these images are placed to 0.01 px; five of them alone, with a third of their points, to 0.05 px.
  it.each([
    ['nearly square to the beam', {}],
    ['tilted by 40°', { tiltDeg: 40, tiltPlaneDeg: -110 }],
    ['beside the beam', { centreX: -60 }],
  ])('comes back to the geometry of a detector %s', (_, fit2d) => {
    const { image, found } = refined(fit2d);
    expect(secondStart(image, found, SPACINGS)).toBeLessThan(0.05);
  });

  it('does so with three rings, which both starts share', () => {
    const { image, found } = refined();
    expect(secondStart(image, withRings(found, 3), SPACINGS)).toBeLessThan(0.1);
  });

  it('does not come back to a geometry that its points do not lead to', () => {
    const { image, found } = refined();
    const moved = { ...found.geometry, poni1: found.geometry.poni1 + 3 * image.pixel1 };
    const apart = ringDifference(image, moved, found.geometry);
    expect(secondStart(image, { ...found, geometry: moved }, SPACINGS)).toBeCloseTo(apart, 1);
  });

  it('does not come back where all rings have the number of the next', () => {
    const { image, found } = refined();
    const points = { ...found.found.points, rings: found.found.points.rings.map((ring) => ring + 1) };
    const renumbered = {
      ...found,
      found: { ...found.found, points },
      rings: new Map([...found.rings].map(([ring, sight]) => [ring + 1, sight])),
    };
    // 0.4 px is where the verdict begins to doubt.
    expect(secondStart(image, renumbered, SPACINGS)).toBeGreaterThan(0.4);
  });

  it('holds what is held', () => {
    const { image, truth } = simulateCase({ tiltDeg: 0 });
    const fixed = ['rot1', 'rot2'] as const;
    const found = refineOnImage(image, { ...truth, rot1: 0, rot2: 0 }, SPACINGS, { fixed });
    expect(found && secondStart(image, found, SPACINGS, { fixed })).toBeLessThan(0.05);
  });

  it('says that it cannot begin with one ring', () => {
    const { image, found } = refined();
    expect(secondStart(image, withRings(found, 1), SPACINGS)).toBeNaN();
  });
});
