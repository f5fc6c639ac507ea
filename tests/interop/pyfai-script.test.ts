import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnnulus } from '../../src-main/assemble.ts';
import { createHostFiles } from '../../src-main/file/file-access.ts';
import { createStateFolder } from '../../src-main/file/state-folder.ts';
import { openPattern } from '../../src-main/file/open-pattern.ts';
import type { HostSession, SessionSource } from '../../src-main/rpc/host-session.ts';
import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { writeFit2dMask } from '../../src-shared/format/fit2d-mask-writer.ts';
import { writeTiff } from '../../src-shared/format/tiff-writer.ts';
import type { CakeCut } from '../../src-shared/model/cake.ts';
import type { Calibration, IntegrationSettings, NormalizeBy } from '../../src-shared/model/schema-types.generated.ts';
import { simulateCalibrantImage } from '../../src-shared/simulation/simulate-calibrant-image.ts';
import { ensureBuilt } from '../cli/run-annulus.ts';
import { hasPython, runPython } from './python.ts';

const shape = [300, 260] as const;
const calibration: Calibration = {
  geometry: { dist: 0.1, poni1: 0.0292, poni2: 0.0317, rot1: 0.05, rot2: -0.08, rot3: 0.3, wavelength: 0.4e-10 },
  detector: { name: 'Detector', pixel1: 2e-4, pixel2: 2.5e-4, orientation: 3 },
};
const plain: IntegrationSettings = {
  radialUnit: '2th_deg',
  npt: 200,
  split: 'full',
  solidAngle: true,
  errorModel: 'none',
  normalizationFactor: 1,
  detectorMask: true,
  backgroundScale: 1,
};
const context = { signal: new AbortController().signal };
const flatField = (p: number): number => 1 + 0.2 * Math.sin(p / 37);

describe.skipIf(!hasPython('pyFAI', 'fabio'))('the script for pyFAI gives the same', () => {
  let folder = '';
  let annulus: SessionSource;
  let session: HostSession;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    await ensureBuilt();
    folder = await mkdtemp(join(tmpdir(), 'annulus-pyfai-'));
    const calibrant = findCalibrant('CeO2')!;
    const { image } = simulateCalibrantImage({ calibration, calibrant, shape, seed: 5, background: 200 });
    const pixels = shape[0] * shape[1];
    const make = (value: (p: number) => number): Float32Array =>
      Float32Array.from({ length: pixels }, (_, p) => value(p));
    await writeFile(join(folder, 'a.tif'), writeTiff(image));
    await writeFile(join(folder, 'dark.tif'), writeTiff({ samples: make((p) => p % 7), shape }));
    await writeFile(join(folder, 'flat.tif'), writeTiff({ samples: make(flatField), shape }));
    await writeFile(join(folder, 'back.tif'), writeTiff({ samples: make((p) => 20 + (p % 11)), shape }));
    const mask = Uint8Array.from({ length: pixels }, (_, p) => (p < 260 * 40 || p % 97 === 0 ? 1 : 0));
    await writeFile(join(folder, 'mask.msk'), writeFit2dMask({ samples: mask, shape })); // stored bottom up
    await mkdir(join(folder, 'state'));
    const files = await createHostFiles([{ path: folder, label: 'Data', writable: true }], join(folder, 'state'));
    annulus = await createAnnulus({ files, stateFolder: createStateFolder(join(folder, 'state')), workers: 1 });
    session = annulus.createSession();
    const root = (await session.handlers['app.info']({}, context)).roots[0]!.ref;
    for (const name of ['a', 'dark', 'flat', 'back'])
      ids[name] = (await session.handlers['image.open']({ ref: `${root}${name}.tif` }, context)).imageId;
    ids['mask'] = (await session.handlers['mask.open']({ ref: `${root}mask.msk` }, context)).maskId;
  });
  afterAll(async () => {
    await session.close();
    await annulus.close();
    await rm(folder, { recursive: true });
  });

  interface Case {
    readonly normalizeBy?: NormalizeBy;
    readonly settings?: Partial<IntegrationSettings>;
    readonly withImages?: boolean;
    readonly orientation?: 1 | 2 | 3 | 4;
    readonly cut?: CakeCut;
  }

  async function run({ settings = {}, withImages = false, orientation = 3, cut, normalizeBy }: Case) {
    const params = {
      imageId: ids['a']!,
      frame: 0,
      calibration: { ...calibration, detector: { ...calibration.detector, orientation } },
      settings: { ...plain, ...settings },
      ...(normalizeBy && { normalizeBy }),
      maskIds: withImages ? [ids['mask']!] : [],
      ...(withImages ? { darkId: ids['dark']!, flatId: ids['flat']!, backgroundId: ids['back']! } : {}),
    };
    const { text } = await session.handlers['integration.script']({ ...params, ...(cut && { cut }) }, context);
    return { params, output: runPython(text, [], folder).trim() };
  }

  /** Where bins hold more than a pixel, but for the outermost two at each end if a range cuts pixels. */
  function worst(ours: ArrayLike<number>, theirs: ArrayLike<number>, isUsed: (k: number) => boolean): number[] {
    const differences: number[] = [];
    for (let k = 0; k < ours.length; k++) if (isUsed(k)) differences.push(Math.abs(theirs[k]! / ours[k]! - 1));
    return differences.sort((a, b) => b - a);
  }

  const patterns: [string, Case][] = [
    ['split exactly', {}],
    [
      'in boxes, over q, with every correction',
      {
        settings: {
          radialUnit: 'q_A^-1',
          split: 'bbox',
          polarization: { factor: 0.9, offsetDeg: 20 },
          normalizationFactor: 3,
          darkExposures: 5,
          backgroundScale: 0.5,
          maskBelow: 150,
          errorModel: 'poisson',
        },
        withImages: true,
      },
    ],
    [
      'without solid angle, over the west',
      {
        settings: { solidAngle: false, azimuthRange: [135, -135], polarization: { factor: 0.99, offsetDeg: 0 } },
      },
    ],
    ['over a part of both axes', { settings: { azimuthRange: [-30, 200], radialRange: [4, 12], npt: 80 } }],
    ['of an image stored upside down', { orientation: 2 }],
    [
      'with absorption in the sensor and in the sample, divided by a value of the header',
      {
        settings: {
          sensorAbsorption: { attenuationLengthUm: 300, thicknessUm: 450 },
          sampleAbsorption: { opticalThickness: 0.8, angleDeg: 20, azimuthDeg: -70 },
          errorModel: 'hybrid',
          azimuthRange: [100, 200],
        },
        withImages: true,
        normalizeBy: { kind: 'header', key: 'Pixel_size' },
      },
    ],
    ['over 1/d²', { settings: { radialUnit: 'd*2_A^-2', split: 'bbox', npt: 120 } }],
    [
      'over the radius, with a dark and errors from the counts',
      { settings: { radialUnit: 'r_mm', errorModel: 'poisson' }, withImages: true },
    ],
    [
      'of an image turned by 180°, without its gaps',
      { orientation: 1, settings: { maskAbove: 4000, dummy: { value: 300, delta: 20 } } },
    ],
  ];
  const filters: [string, Case, number, number][] = [
    // No splitting: the same pixels go, but for those at the limit; 1e-4 in 99 of 100 bins (float32 positions)
    [
      'clipped by the scatter',
      { settings: { split: 'no', npt: 50, filter: { kind: 'sigma-clip', threshold: 3, maxIterations: 5 } } },
      0.9,
      2e-3,
    ],
    [
      'clipped by the counts, with a dark',
      {
        settings: {
          split: 'no',
          npt: 50,
          errorModel: 'poisson',
          filter: { kind: 'sigma-clip', threshold: 4, maxIterations: 5 },
        },
        withImages: true,
      },
      0.9,
      2e-3,
    ],
    // Sectors hold few pixels each, and the one in the middle changes where two are nearly equal
    ['the median', { settings: { npt: 50, filter: { kind: 'median', percentile: 50 } } }, 0.9, 2e-3],
    [
      'between two percentiles',
      { settings: { npt: 50, filter: { kind: 'trimmed-mean', percentiles: [10, 60] } } },
      0.9,
      2e-3,
    ],
  ];
  it.each(filters)('filter: %s', async (_name, one, part, limit) => {
    const { params, output } = await run(one);
    const ours = await session.handlers['integration.integrate1d'](params, context);
    const plainly = await session.handlers['integration.integrate1d'](
      {
        ...params,
        settings: { ...plain, ...one.settings, filter: { kind: 'sigma-clip', threshold: 1e6, maxIterations: 1 } },
      },
      context,
    );
    const theirs = await openPattern(join(folder, output));
    expect(theirs.intensity).toHaveLength(50);
    const differences = worst(ours.intensity, theirs.intensity, (k) => ours.count[k]! > 50);
    expect(differences.length).toBeGreaterThan(40);
    expect(differences[Math.floor((1 - part) * differences.length)]).toBeLessThan(limit);
    // The filter does something: rings of grains lie above it.
    expect(worst(plainly.intensity, ours.intensity, (k) => ours.count[k]! > 50)[0]).toBeGreaterThan(0.01);
  });

  it('says at its top what it leaves out', async () => {
    const { params } = await run({ settings: { npt: 20 } });
    const settings: IntegrationSettings = {
      ...params.settings,
      patternBackground: { method: 'snip', window: 10, subtract: true },
      filter: { kind: 'median', percentile: 50 },
      azimuthRange: [0, 90],
    };
    const { text, remarks } = await session.handlers['integration.script']({ ...params, settings }, context);
    expect(remarks).toHaveLength(4);
    for (const remark of remarks) expect(text).toContain(`- ${remark}`);
    const cake = await session.handlers['integration.script'](
      { ...params, settings, cut: { azimuthBins: 8, sense: 'clockwise' } },
      context,
    );
    expect(cake.text).toContain('- pyFAI does not filter cakes');
  });

  it.each(patterns)('pattern %s', async (_name, one) => {
    const { params, output } = await run(one);
    const ours = await session.handlers['integration.integrate1d'](params, context);
    const theirs = await openPattern(join(folder, output));
    const width = ours.radial[1]! - ours.radial[0]!;
    // 1e-3 of a bin: pyFAI keeps pixel positions in float32, and its axis follows
    ours.radial.forEach((value, k) => expect(Math.abs(theirs.radial[k]! - value)).toBeLessThan(1e-3 * width));
    const ends = one.settings?.radialRange || one.settings?.azimuthRange ? 2 : 0;
    const isUsed = (k: number): boolean => ours.count[k]! > 1 && k >= ends && k < ours.radial.length - ends;
    const differences = worst(ours.intensity, theirs.intensity, isUsed);
    expect(differences.length).toBeGreaterThan(60);
    // 2e-4: what pyFAI differs by from float64 positions and areas (docs/numbers.md)
    expect(differences[0]).toBeLessThan(2e-4);
    if (ours.sigma) expect(worst(ours.sigma, theirs.sigma!, isUsed)[0]).toBeLessThan(5e-4);
  });

  const cakes: [string, Case, number, number][] = [
    // 5e-4 for boxes; the exact polygons of "full" are approximated by pyFAI: 1 % in 99 of 100 cells
    [
      'from north on, anticlockwise',
      {
        settings: { split: 'bbox', npt: 60, polarization: { factor: 0.9, offsetDeg: 0 } },
        cut: { azimuthBins: 12, azimuthStart: -90, sense: 'anticlockwise' },
      },
      0.98,
      5e-4,
    ],
    [
      'over a range across 180°',
      { settings: { split: 'full', npt: 60, azimuthRange: [100, -100] }, cut: { azimuthBins: 8, sense: 'clockwise' } },
      0.95,
      1e-2,
    ],
    [
      'from west on, stored upside down',
      { settings: { split: 'bbox', npt: 60 }, cut: { azimuthBins: 12, sense: 'clockwise' }, orientation: 2 },
      0.98,
      5e-4,
    ],
  ];
  it.each(cakes)('cakes %s', async (_name, one, part, limit) => {
    const { params, output } = await run(one);
    const ours = await session.handlers['integration.integrate2d']({ ...params, ...one.cut! }, context);
    const dump =
      'import json, numpy, sys; d = numpy.load(sys.argv[1]); print(json.dumps([numpy.nan_to_num(d[k], nan=-1).ravel().tolist() for k in ("intensity", "azimuth", "radial")]))';
    const [intensity, azimuth] = JSON.parse(runPython(dump, [output], folder)) as number[][];
    ours.azimuth.forEach((value, k) => {
      const apart = (azimuth![k]! - value) % 360;
      expect(Math.min(Math.abs(apart), 360 - Math.abs(apart))).toBeLessThan(1e-3); // degrees; pyFAI's axis is float32
    });
    const bins = ours.shape[1];
    // pyFAI does not continue pixels across the ends of its azimuth and heaps what sticks out on the outermost bins.
    const isEdge = (cell: number): boolean => {
      const [bin, cake] = [cell % bins, Math.floor(cell / bins)];
      return bin === 0 || bin === bins - 1 || cake === 0 || cake === ours.shape[0] - 1;
    };
    const isUsed = (cell: number): boolean => ours.count[cell]! > 10 && !isEdge(cell);
    const differences = worst(ours.intensity, intensity!, isUsed);
    expect(differences.length).toBeGreaterThan(150);
    expect(differences[Math.floor((1 - part) * differences.length)]).toBeLessThan(limit);
  });
});
