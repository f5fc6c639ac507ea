import type { Handlers } from '../../src-shared/rpc/contract.ts';
import type { FileAccess } from '../file/file-access.ts';
import { openPattern } from '../file/open-pattern.ts';

/** Reads patterns of files, to be laid over others. */
export function createPatternService(files: FileAccess) {
  return {
    'pattern.open': async ({ ref, frame }, { signal }) => openPattern(await files.resolve(ref), frame ?? 0, signal),
  } satisfies Partial<Handlers>;
}
