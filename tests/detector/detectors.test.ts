import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DETECTOR_CATALOGUE, findDetector } from '../../src-shared/detector/detector-catalogue.ts';
import { detectorMask, hasGaps } from '../../src-shared/detector/detector-mask.ts';
import { detectorOf } from '../../src-shared/detector/detector-of.ts';
import { detectorInHeader, guessDetectors } from '../../src-shared/detector/guess-detectors.ts';
import type { Detector } from '../../src-shared/model/schema-types.generated.ts';
import { sharedFolder } from '../shared-folder.ts';

const named = (name: string): Detector => detectorOf(findDetector(name)!);
const maskOf = (name: string): Uint8Array => {
  const detector = named(name);
  return detectorMask(detector, detector.shape!)!;
};
const count = (mask: Uint8Array): number => mask.reduce((sum, value) => sum + value, 0);

describe('the detector catalogue', () => {
  it('has every name and alias once', () => {
    const names = DETECTOR_CATALOGUE.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const entry of DETECTOR_CATALOGUE)
      for (const name of [entry.name, entry.label, ...entry.aliases]) expect(findDetector(name)).toBe(entry);
  });

  it('finds names whatever the case and punctuation', () => {
    expect(findDetector('pilatus 1m')!.name).toBe('Pilatus1M');
    expect(findDetector('Eiger2 CdTe 9M')!.name).toBe('Eiger2CdTe_9M');
    expect(findDetector('Pilatus 2M CdTe')!.name).toBe('PilatusCdTe2M');
    expect(findDetector('MAR 165')!.name).toBe('RayonixSx165');
    expect(findDetector('Perkin detector')!.name).toBe('Perkin');
    expect(findDetector('Kodak')).toBeUndefined();
  });

  it('gives the shape and pixel size that a name alone stands for', () => {
    expect(named('Pilatus1M')).toEqual({
      name: 'Pilatus1M',
      shape: [1043, 981],
      pixel1: 172e-6,
      pixel2: 172e-6,
      orientation: 3,
    });
    expect(named('Perkin')).toMatchObject({ shape: [2048, 2048], pixel1: 200e-6 });
    expect(named('RayonixMx225')).toMatchObject({ shape: [3072, 3072], pixel2: 73.242e-6 });
    expect(named('Pixium')).toMatchObject({ shape: [955, 1240], pixel1: 308e-6 });
  });
});

describe('detectorMask', () => {
  it('masks the rows and columns between modules', () => {
    const mask = maskOf('Pilatus1M');
    const at = (row: number, column: number): number => mask[row * 981 + column]!;
    expect([194, 195, 211, 212, 618, 619].map((row) => at(row, 0))).toEqual([0, 1, 1, 0, 0, 1]);
    expect([486, 487, 493, 494].map((column) => at(0, column))).toEqual([0, 1, 1, 0]);
    expect(count(mask)).toBe(73_533); // 4 · 17 rows and 7 columns: 68 · 981 + 7 · 975
  });

  it('masks the dead columns of CdTe modules', () => {
    const mask = maskOf('PilatusCdTe1M');
    expect([241, 242, 244, 245, 735, 736, 738, 739].map((column) => mask[column])).toEqual([0, 1, 1, 0, 0, 1, 1, 0]);
    expect(count(mask)).toBe(79_383);
  });

  it('masks a binned pixel if any part of it lies in a gap', () => {
    const binned = detectorOf(findDetector('Pilatus1M')!, 2);
    const mask = detectorMask(binned, [521, 490])!;
    // Rows 195–211 fall on binned rows 97 (194, 195) to 105 (210, 211); columns 487–493 on 243 to 246.
    expect([96, 97, 105, 106].map((row) => mask[row * 490])).toEqual([0, 1, 1, 0]);
    expect([242, 243, 246, 247].map((column) => mask[column])).toEqual([0, 1, 1, 0]);
  });

  it('masks the corners of a round detector', () => {
    const mask = maskOf('Mar345');
    expect(mask[0]).toBe(1);
    expect(mask[1725 * 3450]).toBe(0);
    expect(count(mask)).toBe(2_554_284);
  });

  // Binned, these are not symmetric: an odd row or column is lost at one end.
  it.each([
    ['Eiger1M', [532, 515]],
    ['PilatusCdTe1M', [521, 490]],
  ] as const)('of %s lies in the order of the stored image', (name, shape) => {
    const binned = detectorOf(findDetector(name)!, 2);
    const [rows, columns] = shape;
    const plain = detectorMask(binned, shape)!;
    const differs = { 1: false, 2: false, 4: false };
    for (const orientation of [1, 2, 4] as const) {
      const mirrored = detectorMask({ ...binned, orientation }, shape)!;
      const misplaced = mirrored.findIndex((value, k) => {
        const [i, j] = [Math.floor(k / columns), k % columns];
        const row = orientation === 4 ? i : rows - 1 - i;
        const column = orientation === 2 ? j : columns - 1 - j;
        return value !== plain[row * columns + column];
      });
      expect(misplaced).toBe(-1);
      differs[orientation] = mirrored.some((value, k) => value !== plain[k]);
    }
    expect(differs).toEqual(name === 'Eiger1M' ? { 1: true, 2: true, 4: false } : { 1: true, 2: false, 4: true });
  });

  it('is null where nothing is known', () => {
    expect(detectorMask(named('Pilatus1M'), [1000, 981])).toBeNull();
    expect(detectorMask(named('Perkin'), [2048, 2048])).toBeNull();
    expect(detectorMask(named('Eiger500k'), [514, 1030])).toBeNull();
    expect(detectorMask({ ...named('Perkin'), name: 'Kodak' }, [2048, 2048])).toBeNull();
  });

  it('tells which detectors have gaps', () => {
    expect(['Pilatus1M', 'Mar345', 'Eiger2CdTe_500k'].map((name) => hasGaps(findDetector(name)!))).toEqual([
      true,
      true,
      true,
    ]);
    expect(['Pilatus100k', 'Perkin', 'Lambda60k'].map((name) => hasGaps(findDetector(name)!))).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('guessDetectors', () => {
  it('knows a shape that only one detector has', () => {
    const [best] = guessDetectors([1043, 981]);
    expect(best).toMatchObject({
      label: 'Pilatus 1M',
      binning: [1, 1],
      detector: { name: 'Pilatus1M', pixel1: 172e-6 },
    });
    expect(guessDetectors([2162, 2068])[0]!.detector.name).toBe('Eiger2_4M');
    expect(guessDetectors([955, 1240])[0]!.detector).toMatchObject({ name: 'Pixium', pixel1: 308e-6 });
  });

  it('offers all for a shape that many have, each with its pixel size', () => {
    const names = guessDetectors([2048, 2048]).map(({ detector }) => detector.name);
    expect(names.slice(0, 2)).toEqual(['Perkin', 'RayonixSx165']);
    expect(names).toEqual(expect.arrayContaining(['Titan', 'FReLoN']));
    const marccd = guessDetectors([2048, 2048]).find(({ detector }) => detector.name === 'RayonixSx165')!;
    expect(marccd).toMatchObject({ binning: [2, 2], label: 'MarCCD 165 (Rayonix SX165), 79 µm' });
  });

  it('lets pixel size and name of the header decide', () => {
    expect(guessDetectors([2048, 2048], { pixel1: 7.9e-5, pixel2: 7.9e-5 })[0]!.detector.name).toBe('RayonixSx165');
    const cdte = { detector: 'PILATUS3 X CdTe 1M, S/N 10-0123', pixel1: 172e-6, pixel2: 172e-6 };
    expect(guessDetectors([1043, 981], cdte)[0]!.detector.name).toBe('PilatusCdTe1M');
  });

  it('offers the pixel size of the header where no detector fits', () => {
    const guesses = guessDetectors([1441, 1440], { pixel1: 296e-6, pixel2: 296e-6 });
    expect(guesses).toHaveLength(1);
    expect(guesses[0]!.detector).toEqual({
      name: 'Detector',
      shape: [1441, 1440],
      pixel1: 296e-6,
      pixel2: 296e-6,
      orientation: 3,
    });
    expect(guessDetectors([1441, 1440])).toEqual([]);
  });

  it.each([
    ['PILATUS 1M, S/N 10-0089', 'Pilatus1M'],
    ['PILATUS3 6M, S/N 60-0119', 'Pilatus6M'],
    ['Dectris EIGER2 Si 4M', 'Eiger2_4M'],
    ['Dectris EIGER2 CdTe 16M', 'Eiger2CdTe_16M'],
    ['EIGER 16M', 'Eiger16M'],
    ['Dectris PILATUS3 X CdTe 300K-W', 'PilatusCdTe300kw'],
  ])('reads "%s"', (text, name) => {
    expect(detectorInHeader(text)?.name).toBe(name);
  });
});

interface Reference {
  [name: string]: {
    pixel1: number;
    pixel2: number;
    max_shape: [number, number];
    masked: number | null;
    masked_rows?: [number, number][];
    masked_cols?: [number, number][];
    mask_is_rows_and_cols_only?: boolean;
    aliases: string[];
    uniform: boolean;
  };
}
// Curved, or with pixels of very different size: this program cannot place them.
const LEFT_OUT = ['Aarhus', 'Cirpad', 'ImXPadS140', 'Xpad_flat'];

describe.skipIf(!sharedFolder)('the catalogue, against all detectors of pyFAI', () => {
  const reference = sharedFolder
    ? (JSON.parse(readFileSync(`${sharedFolder}/reference/detectors_pyfai.json`, 'utf8')) as Reference)
    : {};
  const cases = Object.entries(reference).filter(([name]) => !LEFT_OUT.includes(name));

  it.each(cases)('%s', (name, expected) => {
    const entry = findDetector(name)!;
    expect(entry.nativeShape).toEqual(expected.max_shape);
    const detector = detectorOf(entry);
    expect([detector.pixel1, detector.pixel2]).toEqual([expected.pixel1, expected.pixel2]);
    for (const alias of expected.aliases) expect(findDetector(alias)).toBe(entry);
    const mask = detectorMask(detector, detector.shape!);
    expect(mask ? count(mask) : 0).toBe(expected.masked ?? 0);
    if (!expected.mask_is_rows_and_cols_only || !mask) return;
    const [rows, columns] = expected.max_shape;
    const lines = (runs: [number, number][] | undefined, length: number): Uint8Array => {
      const line = new Uint8Array(length);
      for (const [first, last] of runs ?? []) line.fill(1, first, last + 1);
      return line;
    };
    const rowLines = lines(expected.masked_rows, rows);
    const columnLines = lines(expected.masked_cols, columns);
    const different = mask.findIndex(
      (value, k) => value !== (rowLines[Math.floor(k / columns)]! | columnLines[k % columns]!),
    );
    expect(different).toBe(-1);
  });
});
