import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceFromBytes } from '../../src-shared/format/bytes-source.ts';
import { cakeFormat, cakeFormats } from '../../src-shared/format/cake-formats.ts';
import type { CakeLayoutId } from '../../src-shared/format/cake-format.ts';
import { formatCakeSidecar } from '../../src-shared/format/cake-sidecar.ts';
import { edfReader } from '../../src-shared/format/edf-reader.ts';
import { npyReader } from '../../src-shared/format/npy-reader.ts';
import { formatFixed } from '../../src-shared/format/exact-decimal.ts';
import { PatternText } from '../../src-shared/format/pattern-text.ts';
import type { Cake } from '../../src-shared/model/cake.ts';
import { loadWriteRows } from '../../src-main/text/number-text.ts';
import { compileTextIfStale } from '../kernel/fresh-kernel.ts';
import { randomNumbers } from '../kernel/random-plan.ts';
import { sharedFolder } from '../shared-folder.ts';

function cake(radial: readonly number[], rows: readonly (readonly number[])[], radialUnit: Cake['radialUnit']): Cake {
  const cakes = rows.length;
  const intensity = Float32Array.from(rows.flat());
  const width = 360 / cakes;
  return {
    shape: [cakes, radial.length],
    radialUnit,
    radial: Float64Array.from(radial),
    azimuth: Float64Array.from(rows, (_, k) => -180 + k * width),
    azimuthWidth: width,
    sense: 'clockwise',
    intensity,
    sigma: null,
    count: intensity.map((value) => (Number.isNaN(value) ? 0 : 2)),
    normalization: intensity.map(() => 2),
    provenance: {
      program: 'annulus 0.1.0',
      planHash: 'abc',
      settings: {
        radialUnit,
        npt: radial.length,
        split: 'full',
        solidAngle: true,
        errorModel: 'none',
        normalizationFactor: 1,
        detectorMask: true,
        backgroundScale: 1,
      },
      calibration: {
        geometry: { dist: 1.2, poni1: 0.2, poni2: 0.21, rot1: 0, rot2: 0, rot3: 0, wavelength: 1.393e-11 },
        detector: { name: 'Pixium 4700', pixel1: 0.000296, pixel2: 0.000296, orientation: 3 },
      },
      image: 'a.tif',
      frame: 0,
      ignoredPixels: 3,
      masks: [],
      cut: { azimuthBins: cakes, azimuthStart: -180, sense: 'clockwise' },
    },
  };
}

const text = (layout: CakeLayoutId, one: Cake): string => new TextDecoder().decode(cakeFormat(layout)!.format(one));
const two = cake(
  [2.0006, 2.1],
  [
    [2.6659958, NaN],
    [-0.25, 123456.789],
  ],
  '2th_deg',
);

describe('layouts of cakes', () => {
  it('F018: writes xrdfit as numpy.savetxt(fmt="%12.8f", delimiter=TAB) does, empty cells as 0', () => {
    // Python: '%12.8f' % numpy.float32(2.6659958) is '  2.66599584', of 123456.789 '123456.78906250'.
    expect(text('xrdfit', two)).toBe(
      '  2.00060000\t  2.66599584\t -0.25000000\n  2.10000000\t  0.00000000\t123456.78906250\n',
    );
  });

  it('F018: writes blanks and 18 decimals as numpy.savetxt does', () => {
    // Python: '%.18e' % 2.0006 and so on.
    expect(text('xrdfit-blank', two).split('\n')[0]).toBe(
      '2.000599999999999934e+00 2.665995836257934570e+00 -2.500000000000000000e-01',
    );
  });

  it('F019: counts the radius of MAUD text in pixels', () => {
    const radius = cake([0.296, 2.96], [[1, 2]], 'r_mm');
    expect(text('maud', radius)).toBe(
      '1.000000000000000000e+00 1.000000000000000000e+00\n1.000000000000000000e+01 2.000000000000000000e+00\n',
    );
    expect(() => cakeFormat('maud')!.format(two)).toThrow('use r_mm');
  });

  it('F020: writes one block of .esg per cake, the radius on a flat detector first', () => {
    const [first = '', second = ''] = text('esg', two).split('_pd_block_id noTitle|#').slice(1);
    expect(first).toContain('_pd_instr_dist_spec/detc 1200\n_diffrn_radiation_wavelength 0.1393\n');
    expect(first).toContain('_riet_meas_datafile_calibrated false\n_pd_meas_angle_eta -180\n\nloop_\n');
    // 1200 mm · tan 2.0006° = 41.91789 mm
    expect(Number(first.trim().split('\n').at(-2)!.split(' ')[0])).toBeCloseTo(
      1200 * Math.tan((2.0006 * Math.PI) / 180),
      6,
    );
    expect(second.split('\n').slice(0, 4)).toEqual(['1', '_pd_meas_angle_eta 0', '', 'loop_']);
    expect(() => cakeFormat('esg')!.format(cake([91], [[1]], '2th_deg'))).toThrow('less than 90°');
  });

  it('writes arrays that read back the same, NaN included', async () => {
    for (const [layout, reader] of [
      ['npy', npyReader],
      ['edf', edfReader],
    ] as const) {
      const bytes = cakeFormat(layout)!.format(two);
      const image = await (await reader.open(sourceFromBytes(`a.${layout}`, bytes), {})).readFrame(0);
      expect(image.shape).toEqual([2, 2]);
      expect(image.samples).toEqual(two.intensity);
    }
  });

  it('says in the header of .edf what the axes and the geometry are', () => {
    const header = new TextDecoder('latin1').decode(cakeFormat('edf')!.format(two)).split('}')[0];
    for (const line of [
      'chi_min = -180 ;',
      'chi_max = 0 ;',
      '2th_deg_min = 2.0006 ;',
      'dist = 1.2 ;',
      'sense = clockwise ;',
    ])
      expect(header).toContain(line);
  });

  it('says in the sidecar where the first cake is, for xrdfit too', () => {
    const sidecar = JSON.parse(new TextDecoder().decode(formatCakeSidecar(two))) as Record<string, unknown>;
    expect(sidecar).toMatchObject({
      start: -180,
      sense: 'clockwise',
      shape: [2, 2],
      azimuth: [-180, 0],
      radial: [2.0006, 2.1],
      xrdfit: { first_cake_angle: 270, cake_order: 'clockwise' }, // west, degrees clockwise from north
      emptyCells: 1,
    });
  });

  it('is the same in every layout by the writer of rows that threads have', async () => {
    compileTextIfStale();
    const writeRows = await loadWriteRows();
    const random = randomNumbers(5);
    const row = (): number[] => Array.from({ length: 40 }, () => (random() < 0.1 ? NaN : (random() - 0.1) * 2000));
    const radial = Array.from({ length: 40 }, (_, i) => 1 + i / 7);
    const many = cake(radial, [row(), row(), row()], 'r_mm');
    for (const { format } of cakeFormats) expect(format(many, writeRows)).toEqual(format(many));
  });

  it('writes the sidecar as JSON.stringify does, whichever axis the sidecar before had', () => {
    for (const radial of [
      [2.0006, 2.1],
      [2.0006, 2.25],
      [-0, 1e-7],
    ]) {
      const written = new TextDecoder().decode(formatCakeSidecar({ ...two, radial: Float64Array.from(radial) }));
      const content = JSON.parse(written) as { readonly radial: unknown };
      expect(content.radial).toEqual(radial.map((value) => value + 0)); // JSON knows no -0
      expect(written).toBe(`${JSON.stringify(content, null, 1)}\n`);
    }
  });

  it.skipIf(!sharedFolder).each([
    ['xrdfit36', 'xrdfit', '2th_deg'],
    ['seed000', 'xrdfit-blank', '2th_deg'],
    ['maud72', 'maud', 'r_mm'],
  ] as const)('is byte for byte what the caking workflow wrote: %s', async (name, layout, unit) => {
    const file = (part: string): Buffer =>
      readFileSync(join(sharedFolder!, 'reference-systems', `cake_${name}${part}`));
    const image = await (await npyReader.open(sourceFromBytes('a.npy', new Uint8Array(file('.npy'))), {})).readFrame(0);
    const columns = image.shape[1];
    const wanted = file('_head.dat').toString('latin1');
    // The first column is kept as float32 in the .npy and was float64 when it was written.
    const radial = wanted
      .trimEnd()
      .split('\n')
      .map((line) => Number(line.trim().split(/[ \t]/)[0]));
    const rows = Array.from({ length: columns - 1 }, (_, k) =>
      radial.map((_value, bin) => image.samples[bin * columns + k + 1]!),
    );
    const one = cake(radial, rows, unit);
    // The x of MAUD text is in pixels already.
    expect(text(layout === 'maud' ? 'xrdfit-blank' : layout, one)).toBe(wanted);
  });
});

describe('PatternText.fixed', () => {
  it('gives the digits of printf for numbers of all sizes, ties to even', () => {
    const random = randomNumbers(11);
    const numbers = [
      0,
      0.5,
      1.5,
      0.125,
      0.375,
      2.5e-9,
      1e-12,
      99.999999995,
      4503599.627370496,
      1e15,
      1e20,
      -3.25,
      NaN,
      -0,
    ];
    for (let i = 0; i < 20_000; i++) numbers.push((random() - 0.5) * 10 ** Math.floor(random() * 14 - 4));
    for (let i = 0; i < 5000; i++) numbers.push(Math.fround(random() * 1000), Math.round(random() * 1e6) / 512);
    for (const digits of [1, 2, 8, 12])
      for (const value of numbers) {
        const got = new TextDecoder().decode(new PatternText(64).fixed(value, digits).toBytes());
        if (got !== formatFixed(value, digits)) expect([value, got]).toEqual([value, formatFixed(value, digits)]);
      }
    expect(new TextDecoder().decode(new PatternText().fixed(-1.5, 2, 8).toBytes())).toBe('   -1.50');
  });
});
