import type { CakeLayoutId } from '../../src-shared/format/cake-format.ts';
import type { Cake } from '../../src-shared/model/cake.ts';
import { createCakeContent } from '../file/cake-hdf5-writer.ts';
import type { IntegrationEngine } from '../worker/integration-engine.ts';
import type { BatchWriter } from './frame-result.ts';
import { createResultWriter } from './result-writer.ts';
import type { StackResume } from './stack-writer.ts';
import { writeFormatted } from './write-formatted.ts';

/** Files that belong to a cake: its layouts, and the one beside them. */
export type CakeOutputId = CakeLayoutId | 'sidecar';

/** As `createResultWriter`. */
export function createCakeWriter(
  engine: IntegrationEngine,
  overwrite: boolean,
  resume?: StackResume,
): BatchWriter<Cake, CakeOutputId> {
  return createResultWriter<Cake, CakeOutputId>(
    {
      createContent: createCakeContent,
      writeFiles(outputs, cake, mayReplace) {
        // The sidecar comes last: where it is, the cake is.
        const inOrder = [...outputs].sort((a, b) => Number(a.format === 'sidecar') - Number(b.format === 'sidecar'));
        return writeFormatted(inOrder, mayReplace, (files, use) => engine.formatFiles({ cake, files }, use));
      },
    },
    overwrite,
    resume,
  );
}
