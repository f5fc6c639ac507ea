import { NXCANSAS_PATTERN } from '../../src-shared/format/pattern-formats.ts';
import type { PatternFormatId } from '../../src-shared/format/pattern-format.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import { writeNxcansas } from '../file/nxcansas-writer.ts';
import { createPatternContent } from '../file/pattern-hdf5-writer.ts';
import type { IntegrationEngine } from '../worker/integration-engine.ts';
import type { BatchWriter } from './frame-result.ts';
import type { FrameTable } from './frame-table.ts';
import { createResultWriter } from './result-writer.ts';
import type { StackResume } from './stack-writer.ts';
import { writeFormatted } from './write-formatted.ts';

/** As `createResultWriter`. @param table  takes every frame too; whoever made it closes it */
export function createPatternWriter(
  engine: IntegrationEngine,
  overwrite: boolean,
  resume?: StackResume,
  table?: FrameTable,
): BatchWriter<Pattern1d, PatternFormatId> {
  return createResultWriter<Pattern1d, PatternFormatId>(
    {
      createContent: createPatternContent,
      async writeFiles(outputs, pattern, mayReplace) {
        const texts = outputs.filter(({ format }) => format !== NXCANSAS_PATTERN.id);
        const times = await writeFormatted(texts, mayReplace, (files, use) =>
          engine.formatFiles({ pattern, files }, use),
        );
        for (const { format, path } of outputs)
          if (format === NXCANSAS_PATTERN.id) await writeNxcansas(path, pattern, mayReplace(path));
        return times;
      },
      ...(table && { table }),
    },
    overwrite,
    resume,
  );
}
