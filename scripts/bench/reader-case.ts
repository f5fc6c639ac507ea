import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { builtInWriters } from '../../src-shared/format/built-in-writers.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { readImage } from '../../src-main/file/open-image.ts';
import { lowest, timeOf } from './times.ts';

export interface ReaderTime {
  readonly format: string;
  readonly milliseconds: number;
  readonly megabytes: number;
}

const FORMATS = ['tiff', 'edf', 'cbf', 'npy'];

/** Opens, reads and closes one frame, file in the cache of the system, best of five. */
export async function measureReaders(image: DetectorImage): Promise<ReaderTime[]> {
  const folder = await mkdtemp(join(tmpdir(), 'annulus-bench-'));
  try {
    const times: ReaderTime[] = [];
    for (const writer of builtInWriters) {
      if (!FORMATS.includes(writer.id)) continue;
      const path = join(folder, `frame${writer.suffixes[0] ?? ''}`);
      await writeFile(path, writer.write(image));
      times.push(await measure(writer.label, path));
    }
    const packed = join(folder, 'frame.edf.gz');
    const edf = builtInWriters.find(({ id }) => id === 'edf');
    if (edf) {
      await writeFile(packed, gzipSync(edf.write(image), { level: 1 }));
      times.push(await measure('EDF, gzip', packed));
    }
    return times;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(format: string, path: string): Promise<ReaderTime> {
  const rounds: number[] = [];
  for (let i = 0; i < 5; i++) rounds.push(await timeOf(() => readImage(path)));
  return { format, milliseconds: lowest(rounds), megabytes: (await stat(path)).size / 1e6 };
}
