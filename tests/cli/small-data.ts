import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { formatCalibration } from '../../src-shared/format/calibration-format.ts';
import { formatNpyHeader, writeNpy } from '../../src-shared/format/npy-writer.ts';
import { writeTiff } from '../../src-shared/format/tiff-writer.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';
import { simulateCalibrantImage } from '../../src-shared/simulation/simulate-calibrant-image.ts';

export const ROWS = 96;
export const COLUMNS = 80;

/** A small detector whose beam lies well below the middle, so that reversed rows show. */
export const calibration: Calibration = {
  geometry: { dist: 0.1, poni1: 0.0092, poni2: 0.0117, rot1: 0.02, rot2: -0.03, rot3: 0, wavelength: 0.4e-10 },
  detector: { name: 'Detector', pixel1: 3e-4, pixel2: 3e-4, orientation: 3 },
};

export function simulate(seed: number): DetectorImage {
  const calibrant = findCalibrant('CeO2');
  if (!calibrant) throw new Error('no CeO2');
  return simulateCalibrantImage({ calibration, calibrant, shape: [ROWS, COLUMNS], seed, background: 20 }).image;
}

/** A folder with `a.tif`, `b.tif`, a stack of three frames `stack.npy`, and `setup.poni`. */
export interface SmallData {
  readonly folder: string;
  path(name: string): string;
  remove(): Promise<void>;
}

export async function createSmallData(): Promise<SmallData> {
  const folder = await mkdtemp(join(tmpdir(), 'annulus-small-'));
  const path = (name: string): string => join(folder, name);
  const frames = [1, 2, 3].map(simulate);
  await writeFile(path('a.tif'), writeTiff(frames[0]!));
  await writeFile(path('b.tif'), writeTiff(frames[1]!));
  await writeFile(
    path('stack.npy'),
    Buffer.concat([
      formatNpyHeader('int32', [3, ROWS, COLUMNS]),
      ...frames.map(({ samples }) => new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)),
    ]),
  );
  await writeFile(path('setup.poni'), formatCalibration(calibration, 'poni'));
  return { folder, path, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A mask that ignores the first rows. */
export function rowMask(rows: number, shape: readonly [number, number] = [ROWS, COLUMNS]): Uint8Array {
  const samples = new Uint8Array(shape[0] * shape[1]);
  samples.fill(1, 0, rows * shape[1]);
  return writeNpy({ samples, shape });
}
