import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { radialAtCentres } from '../../src-shared/geometry/detector-grid.ts';
import type { Orientation } from '../../src-shared/geometry/orientation.ts';
import { judgeOrientations } from '../../src-shared/integration/judge-orientations.ts';
import { orientationSharpness } from '../../src-shared/integration/orientation-sharpness.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';
import { sharedFolder } from '../shared-folder.ts';
import { straightCalibration } from './plan-fixtures.ts';
import { readImage, readPoni } from './reference-patterns.ts';

const shape = [300, 260] as const;

/** Eleven rings on a falling background with 5 % of noise, as the calibration says, the same in every run. */
function ringImage(calibration: Calibration): Float32Array {
  let state = 1;
  const noise = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return 1 + 0.05 * (state / 2 ** 31 - 1);
  };
  return Float32Array.from(radialAtCentres(calibration, shape, '2theta'), (twoTheta) => {
    let value = 100 * Math.exp(-3 * twoTheta);
    for (let ring = 1; ring < 12; ring++) value += 300 * Math.exp(-(((twoTheta - 0.02 * ring) / 0.001) ** 2) / 2);
    return value * noise();
  });
}

const middle = straightCalibration(149.5, 129.5);
const withOrientation = (calibration: Calibration, orientation: Orientation): Calibration => ({
  ...calibration,
  detector: { ...calibration.detector, orientation },
});
const shifted = (rows: number, columns: number): Calibration => straightCalibration(149.5 + rows, 129.5 + columns);

describe('orientationSharpness', () => {
  it.each([1, 2, 3, 4] as const)('finds orientation %i where the beam is 3 pixels off the middle', (orientation) => {
    const truth = withOrientation(shifted(3, 3), orientation);
    const scores = orientationSharpness(shifted(3, 3), ringImage(truth), shape, null);
    expect(scores.map((score) => score.orientation)).toEqual([1, 2, 3, 4]);
    const verdict = judgeOrientations(scores);
    expect(verdict.winner).toBe(orientation);
    expect(verdict.candidates[0]).toEqual({ orientation, sharpness: 1 });
    expect(verdict.sentence).toContain(`sharpest for orientation ${orientation}`);
  });

  it('abstains where the beam is in the middle, so that all four orientations are the same', () => {
    const verdict = judgeOrientations(orientationSharpness(middle, ringImage(middle), shape, null));
    expect(verdict.winner).toBeNull();
    expect(verdict.candidates.map((candidate) => candidate.orientation)).toEqual([3, 2, 4, 1]);
    expect(verdict.sentence).toMatch(
      /about as sharp for orientation 3 \(as stored\) as for 2 \(rows mirrored\): choose/,
    );
  });

  it('abstains between the two that are the same where the beam is off along the rows only', () => {
    const verdict = judgeOrientations(orientationSharpness(shifted(10, 0), ringImage(shifted(10, 0)), shape, null));
    expect(verdict.winner).toBeNull();
    expect(verdict.candidates.slice(0, 2).map((candidate) => candidate.orientation)).toEqual([3, 4]);
    expect(verdict.candidates[2]!.sharpness).toBeLessThan(0.5);
  });

  it('sees no rings in a constant image, nor in noise', () => {
    const constant = orientationSharpness(shifted(3, 3), ringImage(middle).fill(7.3), shape, null);
    expect(constant.map(({ score }) => score)).toEqual([0, 0, 0, 0]);
    const noise = ringImage(middle).map((_, p) => ((p * 7919) % 1009) + 100);
    const scores = orientationSharpness(shifted(3, 3), noise, shape, null);
    expect(judgeOrientations(scores).winner).toBeNull();
    expect(judgeOrientations(scores).sentence).toContain('No orientation gives sharp rings');
  });

  it('is not led astray by hot pixels, and ignores masked ones', () => {
    const image = ringImage(shifted(3, 3));
    const unused = new Uint8Array(image.length);
    for (let p = 5; p < image.length; p += 997) image[p] = 1e7;
    for (let p = 0; p < image.length / 3; p++) [image[p], unused[p]] = [NaN, 1];
    expect(judgeOrientations(orientationSharpness(shifted(3, 3), image, shape, unused)).winner).toBe(3);
  });

  it('averages large images in blocks, also where rows and columns are left over', () => {
    // 1201 × 1103 pixels in blocks of 3 × 3: one row and two columns fill no block.
    const large = [1201, 1103] as const;
    const calibration = straightCalibration(604, 548);
    const truth = withOrientation(calibration, 1);
    const image = Float32Array.from(radialAtCentres(truth, large, '2theta'), (angle) => 10 + Math.cos(angle * 300));
    const scores = orientationSharpness(calibration, image, large, null);
    expect(judgeOrientations(scores).winner).toBe(1);
    // A cosine with a period of 21 pixels; bins of 3 pixels leave (3π/21)²/3 = 7 % of its variance unexplained.
    expect(scores[0]!.score).toBeGreaterThan(0.9);
  });

  it('rejects arrays of another size', () => {
    expect(() => orientationSharpness(middle, new Float32Array(4), shape, null)).toThrow('4 entries for 300 × 260');
  });
});

describe('judgeOrientations', () => {
  const judge = (...scores: number[]) =>
    judgeOrientations(scores.map((score, k) => ({ orientation: (k + 1) as Orientation, score })));

  it('asks when two are within five per cent, and decides when they are not', () => {
    expect(judge(0.1, 0.2, 0.3, 0.29).winner).toBeNull();
    expect(judge(0.1, 0.2, 0.3, 0.28).winner).toBe(3);
    expect(judge(0.1, 0.2, 0.3, 0.28).sentence).toContain('7 % sharper than for 4');
    expect(judge(0, 0.5, 0, 0).sentence).toContain('more than 100 times sharper');
  });

  it('decides nothing on scores as small as a wrong calibration gives', () => {
    expect(judge(0.0056, 0.006, 0.0012, 0.0058).winner).toBeNull();
  });
});

describe.skipIf(!sharedFolder)('orientationSharpness on real images', () => {
  const data = join(sharedFolder ?? '', 'data');

  it.each([
    ['dioptas/CeO2_Pilatus1M.tif', 'dioptas/CeO2_Pilatus1M.poni', 2], // Dioptas reverses rows
    ['lightform/pixium_03150.tif', 'lightform/DLS_CeO2_1200mm.poni', 2],
    ['lightform/pixium_03150.tif', 'lightform/DLS_CeO2_1200mm_pyFAI.poni', 3],
    ['lightform/pixium_03152.tif', 'lightform/DLS_CeO2_1200mm.poni', 2],
  ] as const)('%s with %s is orientation %i', async (imageName, poniName, expected) => {
    const image = await readImage(join(data, imageName), false);
    const calibration = readPoni(join(data, poniName));
    const gaps = Uint8Array.from(image.samples, (value) => (value < 0 ? 1 : 0));
    for (const unused of [gaps, null]) {
      const verdict = judgeOrientations(orientationSharpness(calibration, image.samples, image.shape, unused));
      expect(verdict.winner).toBe(expected);
      expect(verdict.candidates[1]!.sharpness).toBeLessThan(0.6);
    }
  });

  it('abstains with a calibration that is 10 cm off', async () => {
    const image = await readImage(join(data, 'dioptas/CeO2_Pilatus1M.tif'), false);
    const calibration = readPoni(join(data, 'dioptas/CeO2_Pilatus1M_2.poni'));
    const verdict = judgeOrientations(orientationSharpness(calibration, image.samples, image.shape, null));
    expect(verdict.winner).toBeNull();
  });
});
