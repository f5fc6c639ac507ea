import { NXCANSAS_PATTERN } from '../../src-shared/format/pattern-formats.ts';
import type { PatternFormatId } from '../../src-shared/format/pattern-format.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import { writeNxcansas } from '../file/nxcansas-writer.ts';
import { createPatternHdf5Writer } from '../file/pattern-hdf5-writer.ts';
import type { IntegrationEngine } from '../worker/integration-engine.ts';
import type { BatchWriter } from './frame-result.ts';
import { createStackWriter } from './stack-writer.ts';
import { writeFormatted } from './write-formatted.ts';

/** @param overwrite  replace files that exist; those of this run are replaced in any case */
export function createPatternWriter(
  engine: IntegrationEngine,
  overwrite: boolean,
): BatchWriter<Pattern1d, PatternFormatId> {
  const written = new Set<string>();
  const mayReplace = (path: string): boolean => overwrite || written.has(path);
  const stacks = createStackWriter(
    (path) => createPatternHdf5Writer(path, mayReplace(path)),
    (path) => written.add(path),
  );

  return {
    written,
    async write(job, pattern) {
      const row = stacks.append(job.file, pattern);
      const texts = job.outputs.filter(({ format }) => format !== NXCANSAS_PATTERN.id);
      const times = await writeFormatted(texts, mayReplace, (files) => engine.formatFiles({ pattern, files }));
      for (const { format, path } of job.outputs)
        if (format === NXCANSAS_PATTERN.id) await writeNxcansas(path, pattern, mayReplace(path));
      await row;
      for (const { path } of job.outputs) written.add(path);
      return times;
    },
    finish: stacks.finish,
    abandon: stacks.abandon,
  };
}
