import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { npyWriter } from '../../src-shared/format/npy-writer.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { KERNEL_CASE } from './kernel-case.ts';
import { lowest, timeOf } from './times.ts';

export interface CommandLineTimes {
  readonly files: number;
  /** From start to end of the process. */
  readonly seconds: number;
  /** What each further file takes: reading, integrating, writing text. */
  readonly msPerFile: number;
}

const FILES = 50;

/** The whole `annulus integrate` on some files and on one; null where the command line is not built. */
export async function measureCommandLine(image: DetectorImage): Promise<CommandLineTimes | null> {
  if (!existsSync('out/main/cli.mjs')) return null;
  const folder = await mkdtemp(join(tmpdir(), 'annulus-bench-'));
  try {
    const { geometry, detector } = KERNEL_CASE.calibration;
    const poni = join(folder, 'case.poni');
    const config = JSON.stringify({ pixel1: detector.pixel1, pixel2: detector.pixel2 });
    const lines = [
      'poni_version: 2',
      'Detector: Detector',
      `Detector_config: ${config}`,
      `Distance: ${geometry.dist}`,
      `Poni1: ${geometry.poni1}`,
      `Poni2: ${geometry.poni2}`,
      `Rot1: ${geometry.rot1}`,
      `Rot2: ${geometry.rot2}`,
      `Rot3: ${geometry.rot3}`,
      `Wavelength: ${geometry.wavelength}`,
    ];
    await writeFile(poni, `${lines.join('\n')}\n`);
    const bytes = npyWriter.write(image);
    const files = Array.from({ length: FILES }, (_, i) => join(folder, `frame-${i}.npy`));
    for (const file of files) await writeFile(file, bytes);
    const { npt, split } = KERNEL_CASE.settings;
    const options = ['--poni', poni, '--npt', String(npt), '--split', split, '--out', join(folder, 'out')];
    const run = (images: readonly string[]): Promise<number> =>
      timeOf(() =>
        promisify(execFile)(process.execPath, ['bin/annulus.mjs', 'integrate', ...images, ...options, '--overwrite']),
      );
    const all = lowest([await run(files), await run(files), await run(files)]);
    const one = lowest([await run(files.slice(0, 1)), await run(files.slice(0, 1)), await run(files.slice(0, 1))]);
    return { files: FILES, seconds: all / 1000, msPerFile: (all - one) / (FILES - 1) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
