import { HDF5_CAKE } from '../../src-shared/format/cake-formats.ts';
import type { CakeLayoutId } from '../../src-shared/format/cake-format.ts';
import { HDF5_PATTERN, NXCANSAS_PATTERN } from '../../src-shared/format/pattern-formats.ts';
import type { PatternFormatId } from '../../src-shared/format/pattern-format.ts';
import { cakeContent, patternContent } from '../../src-shared/figure/result-content.ts';
import type { Cake } from '../../src-shared/model/cake.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { createCakeHdf5Writer } from '../file/cake-hdf5-writer.ts';
import type { Hdf5FileWriter } from '../file/hdf5-file-writer.ts';
import { writeNxcansas } from '../file/nxcansas-writer.ts';
import { createPatternHdf5Writer } from '../file/pattern-hdf5-writer.ts';

/**
 * Writes one pattern to a file of its own.
 *
 * @param name  of the file, for formats that repeat it
 * @throws AppError  as `writeWhole`, or where the format cannot hold the pattern
 */
export async function writePattern(
  format: PatternFormatId,
  pattern: Pattern1d,
  path: string,
  name: string,
  overwrite: boolean,
): Promise<void> {
  const content = patternContent(format, pattern, name);
  if (content !== undefined) await writeWhole(path, content, { overwrite });
  else if (format === HDF5_PATTERN.id) await writeAlone(createPatternHdf5Writer(path, overwrite), pattern);
  else if (format === NXCANSAS_PATTERN.id) await writeNxcansas(path, pattern, overwrite);
}

/** As `writePattern`. */
export async function writeCake(layout: CakeLayoutId, cake: Cake, path: string, overwrite: boolean): Promise<void> {
  const content = cakeContent(layout, cake);
  if (content !== undefined) await writeWhole(path, content, { overwrite });
  else if (layout === HDF5_CAKE.id) await writeAlone(createCakeHdf5Writer(path, overwrite), cake);
}

async function writeAlone<T>(writer: Hdf5FileWriter<T>, result: T): Promise<void> {
  try {
    await writer.append(result);
    await writer.finish();
  } finally {
    await writer.abandon();
  }
}
