import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openBatchJournal } from '../../src-main/batch/batch-journal.ts';
import type { FrameRecipe, FrameRun } from '../../src-main/batch/frame-recipe.ts';
import type { FileJob } from '../../src-main/batch/plan-outputs.ts';
import { createHdf5PartWriter } from '../../src-main/file/hdf5-part-writer.ts';
import { createPatternContent } from '../../src-main/file/pattern-hdf5-writer.ts';
import { nexusName } from '../../src-main/file/nexus-groups.ts';
import { openStoredStack, rowHash } from '../../src-main/file/stored-stack.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import { calibration } from '../cli/small-data.ts';
import { temporaryFolder } from '../file/temporary-folder.ts';

const settings: IntegrationSettings = {
  radialUnit: '2th_deg',
  npt: 3,
  split: 'full',
  solidAngle: true,
  errorModel: 'none',
  normalizationFactor: 1,
  detectorMask: true,
  backgroundScale: 1,
};
const recipe: FrameRecipe = { calibration: 'setup.poni', flipRows: false, settings, masks: [] };

const pattern = (frame: number): Pattern1d => ({
  radialUnit: '2th_deg',
  radial: Float64Array.of(1, 2, 3),
  intensity: Float64Array.of(frame + 0.1, NaN, frame + 0.3),
  sigma: null,
  signal: Float64Array.of(frame, 0, 1),
  variance: null,
  normalization: Float64Array.of(1, 0, 1),
  count: Float64Array.of(1, 0, 1),
  provenance: {
    program: 'test',
    planHash: 'p',
    settings,
    calibration,
    image: 's.npy',
    frame,
    ignoredPixels: 0,
    masks: [],
  },
});

describe('openBatchJournal', () => {
  const base = temporaryFolder();
  const folder = { path: base.path, file: (name: string): string => join(folder.path, name) };
  let count = 0;
  beforeEach(async () => {
    folder.path = join(base.path, String(++count));
    await mkdir(folder.path);
    await writeFile(folder.file('s.npy'), 'image');
  });

  function run(frames: number, more: Partial<FrameRecipe> = {}): FrameRun<'h5', FrameRecipe> {
    const hdf5 = folder.file('s.h5');
    const summary = {
      formatId: 'npy',
      shape: [2, 2],
      sampleType: 'uint16',
      frameCount: frames,
      metadata: { header: {} },
    } as const;
    const file: FileJob = { input: { path: folder.file('s.npy') }, summary, frames: [], hdf5 };
    const jobs = Array.from({ length: frames }, (_, frame) => ({ file, frame, outputs: [] }));
    return {
      recipe: { ...recipe, ...more },
      calibration,
      shape: [2, 2],
      images: { staticMask: null, dark: undefined, flat: undefined, background: undefined, frameValues: undefined },
      plan: {
        ...{ frames: jobs, skipped: 0, existing: 0, empty: [] },
        ...{ tables: [], folders: [join(hdf5, '..')], inputs: [file.input.path], outputs: [hdf5] },
      },
    };
  }
  const writerOf = (restored: ReadonlySet<number> = new Set()) =>
    createHdf5PartWriter(folder.file('s.h5'), { overwrite: false, createContent: createPatternContent, restored });

  /** Three of six frames, of which the journal knows two; then the program is gone. */
  async function breakOff(): Promise<void> {
    const journal = await openBatchJournal(run(6), false);
    const writer = writerOf();
    for (const frame of [0, 1, 2]) {
      await writer.append(pattern(frame));
      if (frame < 2) journal.note(journal.plan.frames[frame]!, pattern(frame).intensity);
    }
    await journal.save(() => writer.flush());
    await writer.leave();
    await journal.close(false);
  }

  it('goes on with the rows that it knows, in their order, and is gone in the end', async () => {
    await breakOff();
    expect((await readdir(folder.path)).filter((name) => name.startsWith('s.h5'))).toEqual(['s.h5.part']);
    const journal = await openBatchJournal(run(6), true);
    expect(journal.plan.frames.map(({ frame }) => frame)).toEqual([2, 3, 4, 5]);
    expect(journal.plan.skipped).toBe(2);
    const writer = writerOf(journal.stacks.restored.get(folder.file('s.h5')));
    for (const { frame } of journal.plan.frames) await writer.append(pattern(frame));
    await writer.finish();
    await journal.close(true);
    const whole = await openStoredStack(folder.file('s.h5'), nexusName);
    expect(whole?.frames).toEqual([0, 1, 2, 3, 4, 5]);
    for (let row = 0; row < 6; row++) {
      expect(whole?.hash(row)).toBe(rowHash(pattern(row).intensity));
      expect(whole?.values(row, ['signal'])['signal']).toEqual(pattern(row).signal);
    }
    whole?.close();
    expect((await readdir(folder.path)).sort()).toEqual(['s.h5', 's.npy']);
  });

  it('begins again where the image has changed since, or the part is damaged', async () => {
    await breakOff();
    await utimes(folder.file('s.npy'), 1, 1);
    const changed = await openBatchJournal(run(6), true);
    expect(changed.plan.frames).toHaveLength(6);
    await changed.close(false);
    await writeFile(folder.file('s.h5.part'), 'torn');
    const damaged = await openBatchJournal(run(6), true);
    expect(damaged.plan.frames).toHaveLength(6);
    await damaged.close(false);
  });

  it('does not believe a row whose hash is another', async () => {
    await breakOff();
    const forged = writerOf();
    for (const frame of [0, 7, 2])
      await forged.append({ ...pattern(frame), provenance: pattern(frame === 7 ? 1 : frame).provenance });
    await forged.flush();
    await forged.leave();
    const journal = await openBatchJournal(run(6), true);
    expect(journal.plan.frames.map(({ frame }) => frame)).toEqual([1, 2, 3, 4, 5]);
    await journal.close(false);
  });

  it('refuses to go on with other settings', async () => {
    await breakOff();
    await expect(openBatchJournal(run(6, { settings: { ...settings, npt: 4 } }), true)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('other settings') as string,
    });
  });
});
