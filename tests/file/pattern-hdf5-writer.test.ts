import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset, Group } from 'h5wasm/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadHdf5 } from '../../src-main/file/hdf5-library.ts';
import { createPatternHdf5Writer } from '../../src-main/file/pattern-hdf5-writer.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';

const BINS = 4;

function patternOf(frame: number, shift = 0): Pattern1d {
  const values = (factor: number): Float64Array => Float64Array.from({ length: BINS }, (_, k) => factor * (frame + k));
  const intensity = values(1);
  intensity[2] = NaN;
  return {
    radialUnit: '2th_deg',
    radial: Float64Array.from({ length: BINS }, (_, k) => k + 0.5 + shift),
    intensity,
    sigma: values(0.1),
    signal: values(10),
    variance: values(0.01),
    normalization: values(2),
    count: values(3),
    provenance: {
      program: 'annulus 0.1.0',
      planHash: 'abc',
      settings: {
        radialUnit: '2th_deg',
        npt: BINS,
        split: 'no',
        solidAngle: true,
        errorModel: 'poisson',
        normalizationFactor: 1,
        detectorMask: true,
        backgroundScale: 1,
      },
      calibration: {
        geometry: { dist: 0.2, poni1: 0, poni2: 0, rot1: 0, rot2: 0, rot3: 0 },
        detector: { name: 'Detector', pixel1: 1e-4, pixel2: 1e-4, orientation: 3 },
      },
      image: 'run.h5',
      frame,
      ignoredPixels: 0,
      masks: ['mask.tif'],
    },
  };
}

describe('createPatternHdf5Writer', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'annulus-hdf5-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function read<T>(path: string, use: (data: Group) => T): Promise<T> {
    const { File } = await loadHdf5();
    const file = new File(path, 'r');
    try {
      return use(file.get('entry/data') as Group);
    } finally {
      file.close();
    }
  }

  it('keeps every frame, its number, and NaN in empty bins', async () => {
    const path = join(folder, 'run.h5');
    const writer = createPatternHdf5Writer(path, false);
    for (const frame of [0, 10, 20]) await writer.append(patternOf(frame));
    await writer.finish();
    await read(path, (data) => {
      const values = (name: string): number[] => Array.from((data.get(name) as Dataset).value as Float64Array);
      expect((data.get('intensity') as Dataset).shape).toEqual([3, BINS]);
      expect(values('intensity')).toEqual([0, 1, NaN, 3, 10, 11, NaN, 13, 20, 21, NaN, 23]);
      expect(values('count').slice(8)).toEqual([60, 63, 66, 69]);
      expect(values('intensity_errors').slice(4, 6)).toEqual([1, 1.1]);
      expect(values('radial')).toEqual([0.5, 1.5, 2.5, 3.5]);
      expect(values('frame')).toEqual([0, 10, 20]);
      expect(data.attrs['signal']?.value).toBe('intensity');
      expect((data.get('intensity') as Dataset).attrs['interpretation']?.value).toBe('spectrum');
      expect(data.attrs['axes']?.value).toEqual(['frame', 'radial']);
    });
  });

  it('refuses a frame with another axis', async () => {
    const writer = createPatternHdf5Writer(join(folder, 'run.h5'), false);
    await writer.append(patternOf(0));
    await expect(writer.append(patternOf(1, 0.25))).rejects.toThrow('another axis');
    await writer.abandon();
  });

  it('leaves nothing behind when it is abandoned', async () => {
    const writer = createPatternHdf5Writer(join(folder, 'run.h5'), false);
    await writer.append(patternOf(0));
    await writer.abandon();
    expect(await readdir(folder)).toEqual([]);
  });

  it('does not replace a file unless told to', async () => {
    const path = join(folder, 'run.h5');
    const first = createPatternHdf5Writer(path, false);
    await first.append(patternOf(0));
    await first.finish();
    const second = createPatternHdf5Writer(path, false);
    await expect(second.append(patternOf(1))).rejects.toThrow('exists already');
    await second.abandon();
    const third = createPatternHdf5Writer(path, true);
    await third.append(patternOf(7));
    await third.finish();
    expect(await readdir(folder)).toEqual(['run.h5']);
    await read(path, (data) => {
      expect(Array.from((data.get('frame') as Dataset).value as Int32Array)).toEqual([7]);
    });
  });
});
