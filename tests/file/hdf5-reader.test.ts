import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { openImage } from '../../src-main/file/open-image.ts';
import { loadHdf5, type Hdf5Library } from '../../src-main/file/hdf5-library.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
let library: Hdf5Library;
beforeAll(async () => {
  library = await loadHdf5();
});

type Group = InstanceType<Hdf5Library['Group']>;

/** Makes a file and returns its path. */
function make(name: string, fill: (file: Group) => void): string {
  const path = join(folder.path, name);
  const file = new library.File(path, 'w');
  fill(file);
  file.close();
  return path;
}

const ROWS = 8;
const COLUMNS = 10;
/** Frames of 8 × 10 pixels: 1000 · frame + pixel. */
function frames(first: number, count: number): Uint16Array {
  return Uint16Array.from({ length: count * ROWS * COLUMNS }, (_, i) => {
    const pixel = i % (ROWS * COLUMNS);
    return 1000 * (first + Math.floor(i / (ROWS * COLUMNS))) + pixel;
  });
}

function addFrames(group: Group, name: string, first: number, count: number, compression?: number, options?: number[]) {
  return group.create_dataset({
    name,
    data: frames(first, count),
    shape: [count, ROWS, COLUMNS],
    dtype: '<H',
    chunks: [1, ROWS, COLUMNS],
    ...(compression !== undefined && { compression, compression_opts: options ?? [] }),
  });
}

function scalar(group: Group, name: string, value: number, units?: string) {
  const dataset = group.create_dataset({ name, data: Float64Array.of(value), shape: [1], dtype: '<d' });
  if (units !== undefined) dataset.create_attribute('units', units);
}

describe('hdf5Reader, samples', () => {
  it.each([
    ['gzip', 1, [4]],
    ['bitshuffle with LZ4', 32008, [0, 2]],
    ['LZ4', 32004, [0]],
  ])('reads frames one at a time through %s', async (name, filter, options) => {
    const path = make(`${name}.h5`, (file) => addFrames(file, 'stack', 0, 4, filter, options));
    const image = await openImage(path);
    expect(image.summary).toMatchObject({
      shape: [ROWS, COLUMNS],
      frameCount: 4,
      sampleType: 'uint16',
      dataset: '/stack',
    });
    for (const frame of [3, 0]) {
      const { samples } = await image.readFrame(frame);
      expect([samples.length, samples[0], samples[79]]).toEqual([80, 1000 * frame, 1000 * frame + 79]);
    }
    await expect(image.readFrame(4)).rejects.toThrow('frames 0 to 3');
    await image.close();
  });

  it('counts all axes before the last two as frames', async () => {
    const path = make('four-axes.h5', (file) =>
      file.create_dataset({ name: 'scan', data: frames(0, 6), shape: [2, 3, ROWS, COLUMNS], dtype: '<H' }),
    );
    const image = await openImage(path);
    expect(image.summary.frameCount).toBe(6);
    expect((await image.readFrame(4)).samples[1]).toBe(4001); // [1, 1]
    await image.close();
  });

  it('turns 64-bit integers into float64', async () => {
    const data = BigInt64Array.from({ length: 80 }, (_, i) => BigInt(i) - 1n);
    const path = make('int64.h5', (file) =>
      file.create_dataset({ name: 'd', data, shape: [ROWS, COLUMNS], dtype: '<q' }),
    );
    const image = await openImage(path);
    expect(image.summary.sampleType).toBe('float64');
    expect([...(await image.readFrame(0)).samples.subarray(0, 3)]).toEqual([-1, 0, 1]);
    await image.close();
  });
});

describe('hdf5Reader, which dataset', () => {
  const several = () =>
    make('several.h5', (file) => {
      const entry = file.create_group('entry');
      entry.create_attribute('NX_class', 'NXentry');
      const detector = entry.create_group('detector');
      detector.create_attribute('NX_class', 'NXdetector');
      addFrames(detector, 'flatfield', 9, 20);
      addFrames(detector, 'data', 1, 2);
      addFrames(entry, 'large', 3, 12);
      entry.create_dataset({ name: 'table', data: new Float64Array(300), shape: [100, 3], dtype: '<d' });
    });

  it('is the data of the detector, not the flat field and not the largest', async () => {
    const image = await openImage(several());
    expect(image.summary.dataset).toBe('/entry/detector/data');
    expect(image.summary.datasets).toEqual([
      { path: '/entry/detector/data', shape: [2, ROWS, COLUMNS] },
      { path: '/entry/large', shape: [12, ROWS, COLUMNS] },
      { path: '/entry/detector/flatfield', shape: [20, ROWS, COLUMNS] },
    ]);
    await image.close();
  });

  it('is the one that the caller names, with or without the slash', async () => {
    for (const name of ['::/entry/large', '::entry/large']) {
      const image = await openImage(several() + name);
      expect((await image.readFrame(0)).samples[0]).toBe(3000);
      await image.close();
    }
  });

  it('is the signal of what NeXus calls default', async () => {
    const path = make('default.h5', (file) => {
      file.create_attribute('default', 'entry');
      const entry = file.create_group('entry');
      entry.create_attribute('NX_class', 'NXentry');
      entry.create_attribute('default', 'result');
      addFrames(entry, 'larger', 0, 9);
      const result = entry.create_group('result');
      result.create_attribute('NX_class', 'NXdata');
      result.create_attribute('signal', 'intensity');
      addFrames(result, 'intensity', 5, 1);
      addFrames(result, 'other', 6, 3);
    });
    const image = await openImage(path);
    expect(image.summary.dataset).toBe('/entry/result/intensity');
    await image.close();
  });

  it('does not walk in circles', async () => {
    const path = make('loop.h5', (file) => {
      const entry = file.create_group('entry');
      addFrames(entry, 'x', 0, 1);
      entry.create_soft_link('/', 'root');
      entry.create_hard_link('/entry', 'self');
    });
    const image = await openImage(path);
    expect(image.summary.datasets).toEqual([{ path: '/entry/x', shape: [1, ROWS, COLUMNS] }]);
    await image.close();
  });

  it('is named where it does not exist', async () => {
    await expect(openImage(`${several()}::/entry/none`)).rejects.toThrow(
      'no image /entry/none; it has /entry/detector/data',
    );
  });

  it('is missed in words where there is none', async () => {
    const path = make('none.h5', (file) => scalar(file, 'a', 1));
    await expect(openImage(path)).rejects.toThrow('none.h5 is an HDF5 file without an image');
  });
});

describe('hdf5Reader, Dectris master', () => {
  const parts = () => {
    for (const [name, first, count] of [
      ['part-1.h5', 0, 3],
      ['part-2.h5', 3, 2],
    ] as const)
      make(name, (file) => addFrames(file.create_group('entry').create_group('data'), 'data', first, count, 1, [4]));
  };
  const master = (name: string, files: readonly string[]) =>
    make(name, (file) => {
      const entry = file.create_group('entry');
      entry.create_attribute('NX_class', 'NXentry');
      const data = entry.create_group('data');
      data.create_attribute('NX_class', 'NXdata');
      files.forEach((part, i) => data.create_external_link(part, '/entry/data/data', `data_00000${i + 1}`));
      const instrument = entry.create_group('instrument');
      const beam = instrument.create_group('beam');
      scalar(beam, 'incident_wavelength', 0.9763, 'angstrom');
      const detector = instrument.create_group('detector');
      detector.create_attribute('NX_class', 'NXdetector');
      scalar(detector, 'detector_distance', 123, 'mm');
      scalar(detector, 'x_pixel_size', 75, 'um');
      scalar(detector, 'y_pixel_size', 80e-6, 'm');
      scalar(detector, 'count_time', 100, 'ms');
      scalar(detector, 'beam_center_x', 20.5, 'pixel');
      scalar(detector, 'beam_center_y', 0.0024, 'm');
      const specific = detector.create_group('detectorSpecific');
      const mask = new Uint32Array(ROWS * COLUMNS);
      mask[13] = 8;
      specific.create_dataset({ name: 'pixel_mask', data: mask, shape: [ROWS, COLUMNS], dtype: '<I' });
    });

  it('is one stack over its files', async () => {
    parts();
    const image = await openImage(master('master.h5', ['part-1.h5', 'part-2.h5']));
    expect(image.summary).toMatchObject({ dataset: '/entry/data', frameCount: 5 });
    expect(image.summary.datasets?.[0]).toEqual({ path: '/entry/data', shape: [5, ROWS, COLUMNS] });
    const first = [];
    for (let frame = 0; frame < 5; frame++) first.push((await image.readFrame(frame)).samples[0]);
    expect(first).toEqual([0, 1000, 2000, 3000, 4000]);
    await image.close();
  });

  it('ends where a file is missing', async () => {
    parts();
    const image = await openImage(master('partly.h5', ['part-1.h5', 'gone.h5', 'part-2.h5']));
    expect(image.summary.frameCount).toBe(3);
    await image.close();
  });

  it('names the file where none is there', async () => {
    await expect(openImage(master('alone.h5', ['gone.h5']))).rejects.toThrow('takes its frames from gone.h5');
  });

  it('tells wavelength, distance, time, pixel and centre in SI, and which pixels are masked', async () => {
    parts();
    const image = await openImage(master('metadata.h5', ['part-1.h5']));
    expect(image.summary.metadata).toMatchObject({
      wavelength: 0.9763 / 1e10,
      distance: 0.123,
      pixel1: 80e-6,
      pixel2: 75e-6,
      exposureTime: 0.1,
      maskedValue: 65535,
    });
    const [x, y] = image.summary.metadata.beamCentre!;
    expect(x).toBe(20.5);
    expect(y).toBeCloseTo(30, 12); // 2.4 mm of 80 µm, a quotient of rounded numbers
    const { mask } = await image.readFrame(1);
    expect([...mask!].flatMap((value, i) => (value ? [i] : []))).toEqual([13]);
    await image.close();
  });
});

describe('hdf5Reader, damaged files', () => {
  it('says in one sentence what the library found, and prints nothing', async () => {
    const printed = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const path = make('whole.h5', (file) => addFrames(file, 'stack', 0, 4, 1, [4]));
    const { readFileSync } = await import('node:fs');
    const cut = folder.write('cut.h5', readFileSync(path).subarray(0, 700));
    const error: unknown = await openImage(cut).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ name: 'FormatError', formatId: 'hdf5' });
    expect((error as Error).message).toMatch(/^cut\.h5 cannot be read by the HDF5 library: [^\n]*truncated file/);
    expect(printed).not.toHaveBeenCalled();
    printed.mockRestore();
  });

  it('refuses frames that no detector has, before it reads one', async () => {
    const path = make('huge.h5', (file) => {
      const dataset = file.create_dataset({
        name: 'd',
        data: new Uint8Array(64),
        shape: [8, 8],
        maxshape: [null, null],
        chunks: [8, 8],
        dtype: '<B',
      });
      dataset.resize([1_000_000, 1_000_000]);
    });
    await expect(openImage(path)).rejects.toThrow('1000000 × 1000000 pixels, more than');
  });
});
