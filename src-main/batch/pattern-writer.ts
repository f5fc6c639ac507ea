import { NXCANSAS_PATTERN } from '../../src-shared/format/pattern-formats.ts';
import type { PatternFormatId } from '../../src-shared/format/pattern-format.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import { writeNxcansas } from '../file/nxcansas-writer.ts';
import { createPatternContent } from '../file/pattern-hdf5-writer.ts';
import { createHdf5PartWriter } from '../file/hdf5-part-writer.ts';
import type { IntegrationEngine } from '../worker/integration-engine.ts';
import type { BatchWriter } from './frame-result.ts';
import type { FrameTable } from './frame-table.ts';
import { createStackWriter, NO_RESUME, type StackResume } from './stack-writer.ts';
import { writeFormatted } from './write-formatted.ts';

/**
 * @param overwrite  replace files that exist; those of this run are replaced in any case
 * @param resume  what an earlier run left
 * @param table  takes every frame too; whoever made it closes it
 */
export function createPatternWriter(
  engine: IntegrationEngine,
  overwrite: boolean,
  { restored, keepsParts }: StackResume = NO_RESUME,
  table?: FrameTable,
): BatchWriter<Pattern1d, PatternFormatId> {
  const written = new Set<string>();
  const mayReplace = (path: string): boolean => overwrite || written.has(path);
  const stacks = createStackWriter(
    (path) =>
      createHdf5PartWriter(path, {
        overwrite: mayReplace(path),
        createContent: createPatternContent,
        restored: restored.get(path) ?? new Set(),
      }),
    (path) => written.add(path),
  );

  return {
    written,
    async write(job, pattern) {
      const row = Promise.all([stacks.append(job.file, pattern), table?.add(job, pattern)]);
      row.catch(() => undefined); // heard below
      const texts = job.outputs.filter(({ format }) => format !== NXCANSAS_PATTERN.id);
      const times = await writeFormatted(texts, mayReplace, (files) => engine.formatFiles({ pattern, files }));
      for (const { format, path } of job.outputs)
        if (format === NXCANSAS_PATTERN.id) await writeNxcansas(path, pattern, mayReplace(path));
      await row;
      for (const { path } of job.outputs) written.add(path);
      return times;
    },
    async finish(isLast) {
      await stacks.finish();
      if (isLast) for (const path of (await table?.write()) ?? []) written.add(path);
    },
    flush: stacks.flush,
    abandon: () => stacks.abandon(keepsParts),
  };
}
