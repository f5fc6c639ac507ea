import type { CakeLayoutId } from '../../src-shared/format/cake-format.ts';
import type { Cake } from '../../src-shared/model/cake.ts';
import { createCakeHdf5Writer } from '../file/cake-hdf5-writer.ts';
import type { IntegrationEngine } from '../worker/integration-engine.ts';
import type { BatchWriter } from './frame-result.ts';
import { createStackWriter } from './stack-writer.ts';
import { writeFormatted } from './write-formatted.ts';

/** Files that belong to a cake: its layouts, and the one beside them. */
export type CakeOutputId = CakeLayoutId | 'sidecar';

/** @param overwrite  replace files that exist; those of this run are replaced in any case */
export function createCakeWriter(engine: IntegrationEngine, overwrite: boolean): BatchWriter<Cake, CakeOutputId> {
  const written = new Set<string>();
  const mayReplace = (path: string): boolean => overwrite || written.has(path);
  const stacks = createStackWriter(
    (path) => createCakeHdf5Writer(path, mayReplace(path)),
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
    finish: stacks.finish,
    abandon: stacks.abandon,
  };
}
