import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { File } from 'h5wasm/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadHdf5 } from '../../src-main/file/hdf5-library.ts';
import { openPattern } from '../../src-main/file/open-pattern.ts';
import { writeNxcansas } from '../../src-main/file/nxcansas-writer.ts';
import { createPatternHdf5Writer } from '../../src-main/file/pattern-hdf5-writer.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';

function patternOf(frame: number, sigma: boolean): Pattern1d {
  const values = (factor: number): Float64Array =>
    Float64Array.of(1, 2, 4).map((value) => factor * (frame + 1) * value);
  return {
    radialUnit: 'q_nm^-1',
    radial: Float64Array.of(0.5, 0.75, 1),
    intensity: values(1),
    sigma: sigma ? values(0.25) : null,
    signal: values(2),
    variance: sigma ? values(3) : null,
    normalization: values(4),
    count: values(5),
    provenance: {
      program: 'annulus 0.1.0',
      planHash: 'abc',
      settings: {
        radialUnit: 'q_nm^-1',
        npt: 3,
        split: 'no',
        solidAngle: true,
        errorModel: sigma ? 'poisson' : 'none',
        normalizationFactor: 1,
        detectorMask: true,
        backgroundScale: 1,
      },
      calibration: {
        geometry: { dist: 0.2, poni1: 0, poni2: 0, rot1: 0, rot2: 0, rot3: 0, wavelength: 1.5e-10 },
        detector: { name: 'Detector', pixel1: 1e-4, pixel2: 1e-4, orientation: 3 },
      },
      image: 'run.h5',
      frame,
      ignoredPixels: 0,
      masks: [],
    },
  };
}

describe('openPattern', () => {
  let folder = '';
  const path = (name: string): string => join(folder, name);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'annulus-pattern-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function writeHdf5(name: string, fill: (file: File) => void): Promise<void> {
    const { File: Hdf5File } = await loadHdf5();
    const file = new Hdf5File(path(name), 'w');
    try {
      fill(file);
    } finally {
      file.close();
    }
  }

  it('reads text, also inside gzip', async () => {
    await writeFile(path('a.xy'), '1 10\n2 20\n');
    await writeFile(path('b.xy.gz'), gzipSync('1 11\n2 21\n'));
    expect([...(await openPattern(path('a.xy'))).intensity]).toEqual([10, 20]);
    expect([...(await openPattern(path('b.xy.gz'))).intensity]).toEqual([11, 21]);
  });

  it('reads our own HDF5, one of its frames, with errors, unit and wavelength', async () => {
    const writer = createPatternHdf5Writer(path('a.h5'), false);
    for (const frame of [0, 1, 2]) await writer.append(patternOf(frame, true));
    await writer.finish();
    const curve = await openPattern(path('a.h5'), 2);
    expect([curve.radialUnit, curve.frameCount, curve.label]).toEqual(['q_nm^-1', 3, 'a.h5 #2']);
    expect([[...curve.radial], [...curve.intensity], [...(curve.sigma ?? [])]]).toEqual([
      [0.5, 0.75, 1],
      [3, 6, 12],
      [0.75, 1.5, 3],
    ]);
    expect(curve.wavelength).toBe(1.5e-10);
    await expect(openPattern(path('a.h5'), 3)).rejects.toThrow(
      'a.h5 holds 3 patterns, so there is none with the number 3.',
    );
  });

  it('reads NXcanSAS, which has no empty bins', async () => {
    const pattern = patternOf(0, true);
    pattern.intensity[1] = NaN;
    await writeNxcansas(path('a.nxcansas.h5'), pattern, false);
    const curve = await openPattern(path('a.nxcansas.h5'));
    expect([curve.radialUnit, [...curve.radial], [...curve.intensity], [...(curve.sigma ?? [])]]).toEqual([
      'q_nm^-1',
      [0.5, 1],
      [1, 4],
      [0.25, 1],
    ]);
    await expect(writeNxcansas(path('a.nxcansas.h5'), pattern, false)).rejects.toMatchObject({ code: 'exists' });
    await expect(writeNxcansas(path('b.h5'), { ...pattern, radialUnit: '2th_deg' }, false)).rejects.toThrow(
      'nxcansas holds q, not 2th_deg: integrate to q_nm^-1 or q_A^-1.',
    );
  });

  it('has no errors where the file has none', async () => {
    const writer = createPatternHdf5Writer(path('a.h5'), false);
    await writer.append(patternOf(0, false));
    await writer.finish();
    expect((await openPattern(path('a.h5'))).sigma).toBeNull();
  });

  it('follows the default of the file to an NXdata with one axis', async () => {
    await writeHdf5('b.h5', (file) => {
      file.create_attribute('default', 'second/result');
      for (const [name, factor] of [
        ['first', 1],
        ['second', 10],
      ] as const) {
        const data = file.create_group(name).create_group('result');
        data.create_attribute('NX_class', 'NXdata');
        data.create_attribute('signal', 'I');
        data.create_attribute('axes', ['2th']);
        data.create_dataset({ name: 'I', data: Float32Array.of(1, 2).map((value) => factor * value), shape: [2] });
        data.create_dataset({ name: '2th', data: Float32Array.of(0.5, 0.25), shape: [2] });
        data.create_dataset({ name: 'errors', data: Float32Array.of(0.125, 0.5), shape: [2] });
      }
    });
    const curve = await openPattern(path('b.h5'));
    expect([[...curve.radial], [...curve.intensity], [...(curve.sigma ?? [])]]).toEqual([
      [0.25, 0.5],
      [20, 10],
      [0.5, 0.125],
    ]);
    expect(curve.radialUnit).toBe('2th_deg');
  });

  it('says in one sentence what is wrong', async () => {
    await writeHdf5('image.h5', (file) =>
      file.create_dataset({ name: 'data', data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] }),
    );
    await writeFile(path('binary.chi'), new Uint8Array([1, 2, 0, 3]));
    await writeFile(path('damaged.h5'), Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]));
    await writeFile(path('empty.xy'), '');
    await expect(openPattern(path('image.h5'))).rejects.toThrow(
      'image.h5 has no pattern: an NXdata group with a signal over one axis was expected.',
    );
    await expect(openPattern(path('binary.chi'))).rejects.toThrow('binary.chi is a binary file, and a pattern');
    await expect(openPattern(path('damaged.h5'))).rejects.toThrow('damaged.h5 cannot be read by the HDF5 library');
    await expect(openPattern(path('empty.xy'))).rejects.toThrow('empty.xy has no columns of numbers');
    await expect(openPattern(path('none.xy'))).rejects.toMatchObject({ code: 'not-found' });
    await writeFile(path('a.xy'), '1 10\n2 20\n');
    await expect(openPattern(path('a.xy'), 1)).rejects.toThrow('a.xy holds one pattern');
  });
});
