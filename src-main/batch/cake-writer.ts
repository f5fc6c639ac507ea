import type { CakeLayoutId } from '../../src-shared/format/cake-format.ts';
import type { Cake } from '../../src-shared/model/cake.ts';
import { createCakeContent } from '../file/cake-hdf5-writer.ts';
import { createHdf5PartWriter } from '../file/hdf5-part-writer.ts';
import type { IntegrationEngine } from '../worker/integration-engine.ts';
import type { BatchWriter } from './frame-result.ts';
import { createStackWriter, NO_RESUME, type StackResume } from './stack-writer.ts';
import { writeFormatted } from './write-formatted.ts';

/** Files that belong to a cake: its layouts, and the one beside them. */
export type CakeOutputId = CakeLayoutId | 'sidecar';

/**
 * @param overwrite  replace files that exist; those of this run are replaced in any case
 * @param resume  what an earlier run left
 */
export function createCakeWriter(
  engine: IntegrationEngine,
  overwrite: boolean,
  { restored, keepsParts }: StackResume = NO_RESUME,
): BatchWriter<Cake, CakeOutputId> {
  const written = new Set<string>();
  const mayReplace = (path: string): boolean => overwrite || written.has(path);
  const stacks = createStackWriter(
    (path) =>
      createHdf5PartWriter(path, {
        overwrite: mayReplace(path),
        createContent: createCakeContent,
        restored: restored.get(path) ?? new Set(),
      }),
    (path) => written.add(path),
  );

  return {
    written,
    async write(job, cake) {
      const row = stacks.append(job.file, cake);
      // The sidecar comes last: where it is, the cake is.
      const outputs = [...job.outputs].sort((a, b) => Number(a.format === 'sidecar') - Number(b.format === 'sidecar'));
      const times = await writeFormatted(outputs, mayReplace, (files) => engine.formatFiles({ cake, files }));
      await row;
      for (const { path } of outputs) written.add(path);
      return times;
    },
    finish: () => stacks.finish(),
    flush: stacks.flush,
    abandon: () => stacks.abandon(keepsParts),
  };
}
