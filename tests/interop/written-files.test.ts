import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCakeHdf5Writer } from '../../src-main/file/cake-hdf5-writer.ts';
import { openPattern } from '../../src-main/file/open-pattern.ts';
import { writeNxcansas } from '../../src-main/file/nxcansas-writer.ts';
import { createPatternHdf5Writer } from '../../src-main/file/pattern-hdf5-writer.ts';
import { formatFiles } from '../../src-main/worker/format-task.ts';
import { findImageWriter } from '../../src-shared/format/built-in-writers.ts';
import { cakeFormat } from '../../src-shared/format/cake-formats.ts';
import { formatCalibration } from '../../src-shared/format/calibration-format.ts';
import { formatNpt } from '../../src-shared/format/npt-format.ts';
import type { Cake } from '../../src-shared/model/cake.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';
import { hasPython, runPython } from './python.ts';

/** An image whose every pixel and side is told apart; 45 columns, so that rows of bits end within a word. */
const shape = [37, 45] as const;
const pixels = shape[0] * shape[1];
const ints = Int32Array.from({ length: pixels }, (_, p) => ((p * 7919) % 100_003) - 500);
const floats = Float32Array.from(ints, (value) => value / 8);
const mask = Uint8Array.from({ length: pixels }, (_, p) => (p % 45 < 5 || p < 90 ? 1 : 0));

const calibration: Calibration = {
  geometry: { dist: 0.2087, poni1: 0.0873, poni2: 0.08, rot1: -0.018, rot2: 0.004, rot3: 0.01, wavelength: 4.066e-11 },
  detector: { name: 'Detector', pixel1: 172e-6, pixel2: 150e-6, orientation: 3 },
};
const settings: Pattern1d['provenance']['settings'] = {
  radialUnit: '2th_deg',
  npt: 3,
  split: 'no',
  solidAngle: true,
  errorModel: 'poisson',
  normalizationFactor: 1,
  detectorMask: true,
  backgroundScale: 1,
};
const provenance = {
  program: 'annulus 0.1.0',
  planHash: 'abc',
  settings,
  calibration,
  image: 'run.tif',
  frame: 0,
  ignoredPixels: 0,
  masks: [],
};
const pattern: Pattern1d = {
  radialUnit: '2th_deg',
  radial: Float64Array.of(1.25, 1.5, 1.75),
  intensity: Float64Array.of(10.5, 20.25, 30.125),
  sigma: Float64Array.of(0.5, 0.25, 0.125),
  signal: Float64Array.of(21, 40.5, 60.25),
  variance: Float64Array.of(1, 0.25, 0.0625),
  normalization: Float64Array.of(2, 2, 2),
  count: Float64Array.of(2, 2, 2),
  provenance,
};
const cake: Cake = {
  shape: [4, 3],
  radialUnit: '2th_deg',
  radial: Float64Array.of(1.25, 1.5, 1.75),
  azimuth: Float64Array.of(-180, -90, 0, 90),
  azimuthWidth: 90,
  sense: 'clockwise',
  intensity: Float32Array.from({ length: 12 }, (_, k) => k + 0.5),
  sigma: null,
  count: new Float32Array(12).fill(2),
  normalization: new Float32Array(12).fill(2),
  provenance: { ...provenance, cut: { azimuthBins: 4, sense: 'clockwise' } },
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annulus-interop-'));
});
afterAll(() => rm(folder, { recursive: true }));
/** What a Python program prints as JSON. */
const ask = (script: string, ...args: string[]): unknown =>
  JSON.parse(runPython(`import json, sys\n${script}`, args, folder));

describe.skipIf(!hasPython('fabio', 'numpy'))('fabio opens the images written (F020, F022)', () => {
  const script =
    'import fabio\nimage = fabio.open(sys.argv[1])\nprint(json.dumps([type(image).__name__, list(image.data.shape), image.data.ravel().tolist()]))';

  it.each([
    ['a.tif', ints, 'TifImage'],
    ['b.tif', floats, 'TifImage'],
    ['a.edf', ints, 'EdfImage'],
    ['b.edf', floats, 'EdfImage'],
    ['a.cbf', ints, 'CbfImage'],
    ['a.npy', ints, 'NumpyImage'],
    ['b.npy', floats, 'NumpyImage'],
    // stored bottom row first; fabio leaves it so
    ['a.msk', mask, 'Fit2dMaskImage'],
  ])('%s', async (name, samples, kind) => {
    await writeFile(join(folder, name), findImageWriter(name)!.write({ samples, shape }));
    const [type, found, values] = ask(script, name) as [string, number[], number[]];
    expect([type, found]).toEqual([kind, [...shape]]);
    const isReversed = name.endsWith('.msk');
    values.forEach((value, p) => {
      const [row, column] = [Math.floor(p / shape[1]), p % shape[1]];
      expect(value).toBe(samples[(isReversed ? shape[0] - 1 - row : row) * shape[1] + column]);
    });
  });

  it('.cbf and .tif with metadata, which it finds in the header', async () => {
    const metadata = {
      wavelength: 1.5e-10,
      distance: 0.25,
      exposureTime: 2.5,
      pixel1: 172e-6,
      pixel2: 172e-6,
      header: {},
    };
    for (const name of ['m.cbf', 'm.tif'])
      await writeFile(join(folder, name), findImageWriter(name)!.write({ samples: ints, shape, metadata }));
    const [header, values] = ask(
      'import fabio\nimage = fabio.open("m.cbf")\nprint(json.dumps([image.header["_array_data.header_contents"], fabio.open("m.tif").data.ravel().tolist()]))',
    ) as [string, number[]];
    expect(header).toContain('Wavelength 1.5 A');
    expect(values).toEqual([...ints]);
  });

  it('a cake as .edf, with geometry and axes in the header', async () => {
    await writeFile(join(folder, 'cake.edf'), cakeFormat('edf')!.format(cake));
    const [values, header] = ask(
      'import fabio\nimage = fabio.open("cake.edf")\nprint(json.dumps([image.data.tolist(), dict(image.header)]))',
    ) as [number[][], Record<string, string>];
    expect(values[1]).toEqual([3.5, 4.5, 5.5]);
    expect(header).toMatchObject({
      dist: '0.2087',
      chi_min: '-180',
      chi_max: '90',
      pixelX: '0.00015',
      pixelY: '0.000172',
    });
  });
});

describe.skipIf(!hasPython('pyFAI'))('pyFAI reads calibrations and points', () => {
  it('.poni: the same geometry', async () => {
    await writeFile(join(folder, 'a.poni'), formatCalibration(calibration, 'poni'));
    const script =
      'import pyFAI\nai = pyFAI.load("a.poni")\nprint(json.dumps([ai.dist, ai.poni1, ai.poni2, ai.rot1, ai.rot2, ai.rot3, ai.wavelength, ai.pixel1, ai.pixel2]))';
    const { dist, poni1, poni2, rot1, rot2, rot3, wavelength } = calibration.geometry;
    expect(ask(script)).toEqual([dist, poni1, poni2, rot1, rot2, rot3, wavelength, 172e-6, 150e-6]);
  });

  it('.npt: points counted from the middle of the first pixel, rings and spacings', async () => {
    const points = { rows: [10.5, 20.25, 700.125], columns: [100.5, 90, 80.75], rings: [0, 0, 3] };
    const calibrant = { dSpacings: [3.1244, 2.7058, 1.9133, 1.6317], wavelength: 4.066e-11 };
    await writeFile(join(folder, 'a.npt'), formatNpt(points, calibrant));
    const script = `from pyFAI.control_points import ControlPoints
points = ControlPoints("a.npt")
print(json.dumps([points.getList(), points.calibrant.dSpacing[:4], points.calibrant.wavelength]))`;
    const [list, spacings, wavelength] = ask(script) as [number[][], number[], number];
    expect(list.map(([y, x, ring]) => [y, x, ring])).toEqual([
      [10, 100, 0],
      [19.75, 89.5, 0],
      [699.625, 80.25, 3],
    ]);
    expect([spacings, wavelength]).toEqual([calibrant.dSpacings, 4.066e-11]);
  });
});

describe.skipIf(!hasPython('silx', 'h5py'))('silx and h5py find the default plot', () => {
  const script = `import h5py
from silx.io import nxdata
with h5py.File(sys.argv[1]) as file:
    data = nxdata.get_default(file)
    print(json.dumps([
        data.is_valid, data.signal_name, data.signal.shape, list(data.axes_dataset_names),
        data.interpretation, data.signal[0].ravel().tolist(),
        None if data.errors is None else data.errors[0].ravel().tolist(),
        data.axes[-1][()].tolist(), file[data.group.name + "/radial"].attrs["units"]]))`;

  it('of patterns: a curve for each frame, with errors', async () => {
    const writer = createPatternHdf5Writer(join(folder, 'pattern.h5'), false);
    await writer.append(pattern);
    await writer.append({ ...pattern, provenance: { ...provenance, frame: 1 } });
    await writer.finish();
    expect(ask(script, 'pattern.h5')).toEqual([
      true,
      'intensity',
      [2, 3],
      ['frame', 'radial'],
      'spectrum',
      [10.5, 20.25, 30.125],
      [0.5, 0.25, 0.125],
      [1.25, 1.5, 1.75],
      '2th_deg',
    ]);
  });

  it('of NXcanSAS, with the classes, attributes and units of its definition', async () => {
    await writeNxcansas(join(folder, 'sas.h5'), { ...pattern, radialUnit: 'q_A^-1' }, false);
    const found = ask(`import h5py
from silx.io import nxdata
def text(value):
    return value if isinstance(value, str) else value.decode()
with h5py.File("sas.h5") as file:
    entry, data = file["sasentry"], file["sasentry/sasdata"]
    plot = nxdata.get_default(file)
    print(json.dumps([
        text(entry.attrs["canSAS_class"]), text(entry.attrs["version"]), text(entry["definition"][()]),
        text(data.attrs["canSAS_class"]), text(data.attrs["signal"]), text(data.attrs["I_axes"]), int(data.attrs["Q_indices"][0]),
        text(data["Q"].attrs["units"]), text(data["I"].attrs["uncertainties"]), data["Idev"][()].tolist(),
        plot.is_valid, plot.signal[()].tolist(), plot.axes[0][()].tolist(),
        entry["sasinstrument/sassource/incident_wavelength"][()].tolist()]))`);
    expect(found).toEqual([
      ...['SASentry', '1.1', 'NXcanSAS', 'SASdata', 'I', 'Q', 0, '1/angstrom', 'Idev'],
      [0.5, 0.25, 0.125],
      true,
      [10.5, 20.25, 30.125],
      [1.25, 1.5, 1.75],
      [expect.closeTo(0.4066, 12)],
    ]);
  });

  it('of cakes: an image over azimuth and radial axis', async () => {
    const writer = createCakeHdf5Writer(join(folder, 'cake.h5'), false);
    await writer.append(cake);
    await writer.finish();
    expect(ask(script, 'cake.h5')).toEqual([
      true,
      'intensity',
      [1, 4, 3],
      ['frame', 'azimuth', 'radial'],
      'image',
      [...cake.intensity],
      null,
      [1.25, 1.5, 1.75],
      '2th_deg',
    ]);
  });
});

describe.skipIf(!hasPython('numpy', 'h5py'))('files of others', () => {
  it('columns of numpy.savetxt are cakes for xrdfit', async () => {
    await writeFile(join(folder, 'cake.dat'), cakeFormat('xrdfit')!.format(cake));
    expect(ask('import numpy\nprint(json.dumps(numpy.loadtxt("cake.dat")[1].tolist()))')).toEqual([
      1.5, 1.5, 4.5, 7.5, 10.5,
    ]);
    await writeFile(join(folder, 'cake.npy'), cakeFormat('npy')!.format(cake));
    expect(ask('import numpy\nprint(json.dumps(numpy.load("cake.npy")[2].tolist()))')).toEqual([6.5, 7.5, 8.5]);
  });

  it('NXdata written by h5py, its texts of variable length, opens as a pattern', async () => {
    runPython(
      `import h5py, numpy
with h5py.File("nx.h5", "w") as file:
    file.attrs["default"] = "entry"
    entry = file.create_group("entry")
    entry.attrs["default"] = "pyFAI/result"
    data = entry.create_group("pyFAI").create_group("result")
    data.attrs.update({"NX_class": "NXdata", "signal": "I", "axes": ["q"]})
    data["I"] = numpy.array([3, 4, 5], dtype="float32")
    data["I_errors"] = numpy.array([.5, .25, 1])
    data["q"] = numpy.array([1., 2., 3.])
    data["q"].attrs["units"] = "1/nm"
    data["q"].attrs["long_name"] = "Scattering vector q"`,
      [],
      folder,
    );
    const curve = await openPattern(join(folder, 'nx.h5'));
    expect([curve.radialUnit, [...curve.radial], [...curve.intensity], [...(curve.sigma ?? [])]]).toEqual([
      'q_nm^-1',
      [1, 2, 3],
      [3, 4, 5],
      [0.5, 0.25, 1],
    ]);
  });
});

describe.skipIf(!hasPython('numpy'))('numpy reads patterns written as text', () => {
  const rows = [1.25, 1.5, 1.75].map((x, k) => [x, pattern.intensity[k]!, pattern.sigma![k]!]);
  const read =
    'import numpy\nprint(json.dumps(numpy.loadtxt(sys.argv[1], skiprows=int(sys.argv[2]), delimiter=sys.argv[3] or None, ndmin=2).tolist()))';

  it.each([
    // format, lines before the numbers that are no # comments, delimiter, columns, factor of the first
    ['xy', 0, '', 2, 1],
    ['dat', 0, '', 3, 1],
    ['chi', 0, '', 3, 1],
    ['fit2d', 4, '', 2, 1],
    ['xye', 0, '', 3, 1],
    ['csv', 1, ',', 3, 1],
    ['fxye', 2, '', 3, 100], // centidegrees
  ] as const)('%s', async (format, skipped, delimiter, columns, factor) => {
    const { contents } = await formatFiles({ pattern, files: [{ format, name: `p.${format}` }] });
    const lines = new TextDecoder().decode(contents[0]).split('\n');
    const first = format === 'fxye' ? lines.findIndex((line) => line.startsWith('BANK')) + 1 : skipped;
    await writeFile(join(folder, `p.${format}`), contents[0]!);
    const values = ask(read, `p.${format}`, String(first), delimiter) as number[][];
    expect(values.map((row) => row.slice(0, columns))).toEqual(
      rows.map((row) =>
        row.slice(0, columns).map((value, k) => expect.closeTo(k === 0 ? factor * value : value, 5) as number),
      ),
    );
  });

  it.each([
    ['xrdfit', 'dat', 0],
    ['xrdfit-blank', 'dat', 0],
  ] as const)('cakes as %s: a row per bin, a column per cake', async (format, suffix, skipped) => {
    const { contents } = await formatFiles({ cake, files: [{ format, name: `c.${suffix}` }] });
    await writeFile(join(folder, `c.${suffix}`), contents[0]!);
    expect(ask(read, `c.${suffix}`, String(skipped), '')).toEqual([
      [1.25, 0.5, 3.5, 6.5, 9.5],
      [1.5, 1.5, 4.5, 7.5, 10.5],
      [1.75, 2.5, 5.5, 8.5, 11.5],
    ]);
  });

  it('cakes for MAUD: pixel numbers in text, a block for each cake in .esg', async () => {
    const inMm = { ...cake, radialUnit: 'r_mm' as const, provenance: { ...cake.provenance } };
    const { contents } = await formatFiles({
      cake: inMm,
      files: [
        { format: 'maud', name: 'm.dat' },
        { format: 'esg', name: 'm.esg' },
      ],
    });
    await writeFile(join(folder, 'm.dat'), contents[0]!);
    const columns = ask(read, 'm.dat', '0', '') as number[][];
    expect(columns.map((row) => row.slice(1))).toEqual([
      [0.5, 3.5, 6.5, 9.5],
      [1.5, 4.5, 7.5, 10.5],
      [2.5, 5.5, 8.5, 11.5],
    ]);
    // steps of 0.25 mm in pixels
    expect(columns[1]![0]! - columns[0]![0]!).toBeGreaterThan(1);
    expect(columns[2]![0]! / columns[0]![0]!).toBeCloseTo(1.75 / 1.25, 9);
    const esg = new TextDecoder().decode(contents[1]);
    expect(esg.match(/_pd_block_id noTitle\|#\d/g)).toEqual([0, 1, 2, 3].map((k) => `_pd_block_id noTitle|#${k}`));
  });
});

describe.skipIf(!hasPython('PIL'))('pictures open elsewhere', () => {
  it('PNG in PIL, SVG as XML, PDF with a whole table of its objects', async () => {
    const pictures = ['png', 'svg', 'pdf'] as const;
    for (const [kind, input] of [['pattern', { pattern }] as const, ['cake', { cake }] as const]) {
      const { contents } = await formatFiles({
        ...input,
        files: pictures.map((format) => ({ format, name: `x.${format}` })),
      });
      for (const [k, format] of pictures.entries()) await writeFile(join(folder, `${kind}.${format}`), contents[k]!);
      const [size, colours, root, startsAt] = ask(
        `import re, xml.etree.ElementTree as tree
from PIL import Image
picture = Image.open(sys.argv[1] + ".png")
picture.load()
pdf = open(sys.argv[1] + ".pdf", "rb").read()
at = int(re.findall(rb"startxref\\s+(\\d+)", pdf)[-1])
print(json.dumps([picture.size, len(picture.convert("RGB").getcolors(2 ** 24)), tree.parse(sys.argv[1] + ".svg").getroot().tag, pdf[at:at + 4].decode()]))`,
        kind,
      ) as [number[], number, string, string];
      expect(Math.min(...size)).toBeGreaterThan(200);
      expect(colours).toBeGreaterThan(3);
      expect(root).toBe('{http://www.w3.org/2000/svg}svg');
      expect(startsAt).toBe('xref');
    }
  });
});
