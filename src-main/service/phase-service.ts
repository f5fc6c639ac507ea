import type { Handlers } from '../../src-shared/rpc/contract.ts';
import type { FileAccess } from '../file/file-access.ts';
import { readTextFile } from '../file/text-file.ts';
import { phaseOf } from './phase-of.ts';

/** Lines of crystalline phases. */
export function createPhaseService(files: FileAccess) {
  return {
    'phase.open': async ({ ref, pressure, temperature, wavelength }) => {
      const { name } = await files.entry(ref);
      return phaseOf(name, await readTextFile(await files.resolve(ref)), { pressure, temperature, wavelength });
    },
  } satisfies Partial<Handlers>;
}
