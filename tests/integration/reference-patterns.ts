import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sourceFromBytes } from '../../src-shared/format/bytes-source.ts';
import { tiffReader } from '../../src-shared/format/tiff-reader.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { RadialUnit } from '../../src-shared/model/pattern-1d.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';

/** One line of reference/index.json about a one-dimensional integration by pyFAI 0.21.3. */
export interface ReferenceEntry {
  readonly file: string;
  readonly kind: string;
  readonly image: string;
  readonly rows_reversed_on_reading: boolean;
  readonly geometry: string;
  readonly npt: number;
  readonly unit: RadialUnit;
  readonly method: readonly ['no' | 'bbox' | 'full', string, string];
  readonly mask: string;
  readonly correctSolidAngle: boolean;
  readonly polarization_factor: number | null;
  readonly chi_discontinuity: 'pi' | '0';
  readonly dark_flat_norm: string | null;
  readonly extra: {
    readonly radial_range?: readonly [number, number];
    readonly azimuth_range?: readonly [number, number];
    readonly error_model?: 'poisson' | 'azimuthal';
    readonly variance?: string;
    readonly dummy?: number;
    readonly delta_dummy?: number;
  };
  readonly columns: readonly string[];
}

export function readEntries(shared: string): readonly ReferenceEntry[] {
  const index = JSON.parse(readFileSync(join(shared, 'reference/index.json'), 'utf8')) as {
    entries: readonly ReferenceEntry[];
  };
  return index.entries.filter(({ kind }) => kind === 'integrate1d');
}

/** Columns of a csv.gz file by name. */
export function readColumns(path: string): ReadonlyMap<string, Float64Array> {
  const [header = '', ...lines] = gunzipSync(readFileSync(path)).toString('latin1').trim().split('\n');
  const rows = lines.map((line) => line.split(',').map(Number));
  return new Map(header.split(',').map((name, column) => [name, Float64Array.from(rows, (row) => row[column]!)]));
}

export async function readImage(path: string, reverseRows: boolean): Promise<DetectorImage> {
  const image = await (await tiffReader.open(sourceFromBytes(path, readFileSync(path)), {})).readFrame(0);
  if (!reverseRows) return image;
  const [rows, columns] = image.shape;
  const samples = image.samples.slice();
  for (let row = 0; row < rows; row++)
    samples.set(image.samples.subarray(row * columns, (row + 1) * columns), (rows - 1 - row) * columns);
  return { ...image, samples };
}

/** The few lines of a version 1 or 2 .poni file that matter here. */
export function readPoni(path: string): Calibration {
  const text = readFileSync(path, 'latin1');
  const values = new Map<string, number>();
  for (const [, key, value] of text.matchAll(/^(\w+): *(\S+)$/gm)) values.set(key!, Number(value));
  const pixel = (axis: 1 | 2): number =>
    values.get(`PixelSize${axis}`) ?? Number(text.match(new RegExp(`"pixel${axis}": *([^,}]+)`))?.[1]);
  const value = (key: string): number => values.get(key)!;
  return {
    geometry: {
      dist: value('Distance'),
      poni1: value('Poni1'),
      poni2: value('Poni2'),
      rot1: value('Rot1'),
      rot2: value('Rot2'),
      rot3: value('Rot3'),
      wavelength: value('Wavelength'),
    },
    detector: { name: 'Detector', pixel1: pixel(1), pixel2: pixel(2), orientation: 3 },
  };
}
