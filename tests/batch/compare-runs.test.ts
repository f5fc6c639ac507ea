import { afterEach, describe, expect, it } from 'vitest';
import { createRunComparison, pairFrames } from '../../src-main/batch/compare-runs.ts';
import { resultNames } from '../../src-main/batch/earlier-run.ts';
import { createPatternRows, type PatternRows } from '../../src-main/batch/pattern-rows.ts';
import type { FrameJob } from '../../src-main/batch/plan-outputs.ts';
import type { RadialUnit } from '../../src-shared/model/pattern-1d.ts';

const summary = { formatId: 'tiff', shape: [1, 1], sampleType: 'uint16', metadata: { header: {} } } as const;

function job(path: string, frame = 0, frameCount = 1): FrameJob<string> {
  const file = { input: { path }, summary: { ...summary, frameCount }, frames: [], hdf5: undefined };
  return { file, frame, outputs: [] };
}

const opened: PatternRows[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((rows) => rows.close()));
});

async function rowsOf(radial: number[], patterns: readonly (readonly number[])[]): Promise<PatternRows> {
  const rows = createPatternRows();
  opened.push(rows);
  for (const [i, pattern] of patterns.entries())
    await rows.put(i, Float64Array.from(radial), Float64Array.from(pattern));
  return rows;
}

async function compared(
  earlierUnit: RadialUnit | null,
  earlierAxis: number[],
  earlierPatterns: readonly (readonly number[])[],
  names: string[],
) {
  const jobs = [job('/x/f1.tif'), job('/x/f2.tif')];
  const rows = await rowsOf(
    [1, 2, 3],
    [
      [10, 20, 30],
      [40, 50, 60],
    ],
  );
  const earlier = await rowsOf(earlierAxis, earlierPatterns);
  return createRunComparison(
    {
      rows,
      frames: {
        length: jobs.length,
        at: (i) => ({ job: jobs[i]!, state: 'done', reason: '', numbers: undefined as never }),
      },
      radialUnit: '2th_deg',
      context: { wavelength: 1e-10 },
    },
    { radialUnit: earlierUnit, names: () => names, rows: earlier },
  );
}
const size = { maxRows: 10, maxColumns: 10 };

describe('comparison with an earlier run', () => {
  it('F021: subtracts and divides frames whose results have the same name, whatever their order', async () => {
    const comparison = await compared(null, [1, 2, 3], [[5, 5, 0], [1, 2, 4]], ['f2', 'f1']); // prettier-ignore
    const { intensity, integral, windowMean, pairedBy, paired } = await comparison.pictures({
      ...{ ...size, as: 'difference' },
      window: [1.5, 3],
    });
    expect([...intensity]).toEqual([9, 18, 26, 35, 45, 60]);
    expect([...integral]).toEqual([7, 10]); // bins are 1 wide
    expect([...windowMean!]).toEqual([3, 2.5]);
    expect([pairedBy, paired]).toEqual(['name', 2]);
    const ratio = await comparison.pictures({ ...size, as: 'ratio' });
    expect([...ratio.intensity]).toEqual([10, 10, 7.5, 8, 10, NaN]); // nothing can be divided by nothing
    expect(ratio.windowMean).toBeUndefined();
    expect(await comparison.pattern(0)).toMatchObject({ name: 'f1', intensity: Float32Array.of(1, 2, 4) });
  });

  it('takes frames in their order where no names agree, and leaves empty what the earlier run has not', async () => {
    const comparison = await compared('2th_deg', [1, 2, 3], [[1, 1, 1]], ['other']);
    const { intensity, pairedBy, paired } = await comparison.pictures({ ...size, as: 'difference' });
    expect([...intensity]).toEqual([9, 19, 29, NaN, NaN, NaN]);
    expect([pairedBy, paired]).toEqual(['order', 1]);
    await expect(comparison.pattern(1)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('brings another axis and unit to that of the batch', async () => {
    // q = 4π sin(θ)/λ with λ = 1 Å: 1°, 2° and 4° of 2θ in Å⁻¹; a straight line over 2θ is 10 at 1°, 20 at 2°, 40 at 4°.
    const q = [1, 2, 4].map((degrees) => 4 * Math.PI * Math.sin((degrees * Math.PI) / 360));
    const comparison = await compared('q_A^-1', q, [[10, 20, 40]], ['f1']);
    const { intensity } = await comparison.pictures({ ...size, as: 'difference' });
    for (const value of intensity.subarray(0, 3)) expect(value).toBeCloseTo(0, 4); // numbers of 30 kept as float32
  });

  it('says that a radius cannot be compared without a distance', async () => {
    const comparison = await compared('r_mm', [1, 2, 3], [[1, 1, 1]], ['f1']);
    await expect(comparison.pictures({ ...size, as: 'ratio' })).rejects.toThrow(
      /over r_mm and this batch over 2th_deg/,
    );
  });

  it('knows the frames of a stack as text files, as rows and as files of one frame', () => {
    const stack = [0, 1, 2].map((frame) => job('/x/s.h5', frame, 3));
    expect([...pairFrames(stack, ['s_00002', 's_00001']).rows]).toEqual([-1, 1, 0]);
    expect([...pairFrames(stack, ['s#1', 's#0']).rows]).toEqual([1, 0, -1]);
    expect([...pairFrames(stack, ['s_00000#0']).rows]).toEqual([0, -1, -1]);
    expect([...pairFrames([job('/x/a.tif')], ['b#0', 'a#0']).rows]).toEqual([1]);
  });

  it('finds the results in a folder: one format of several, a table only alone, no images nor recipes', () => {
    const beside = ['annulus-recipe.json', 'annulus-summary.csv', 'annulus-table.csv', 'f1.tif', '.f1.part'];
    expect(resultNames([...beside, 'f10.xy', 'f2.xy', 'f2.chi'])).toEqual(['f2.xy', 'f10.xy']);
    expect(resultNames([...beside, 's.h5'])).toEqual(['s.h5']);
    expect(resultNames(['f1.nxcansas.h5', 'f2.nxcansas.h5'])).toEqual(['f1.nxcansas.h5', 'f2.nxcansas.h5']);
    expect(resultNames(beside)).toEqual(['annulus-table.csv']);
  });
});
