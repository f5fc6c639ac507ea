import { AppError } from '../../src-shared/model/app-error.ts';
import type { FilePickParams } from '../../src-shared/model/schema-types.generated.ts';
import type { FileRef, Handlers } from '../../src-shared/rpc/contract.ts';
import type { FileAccess } from '../file/file-access.ts';
import { identifyFile } from './identify-file.ts';

/** Shows the native dialog of the host; the files chosen are granted to the window. */
export type PickFiles = (params: FilePickParams) => Promise<readonly FileRef[]>;

const IDENTIFIED_AT_A_TIME = 8;

export function createFileService(files: FileAccess, pickFiles: PickFiles | undefined) {
  return {
    'file.list': async ({ directory }, { signal }) => files.list(directory, signal),
    'file.upload': async ({ name, bytes }) => files.upload(name, bytes),
    'file.identify': async ({ refs }, { signal }) => {
      const found = [];
      for (let i = 0; i < refs.length; i += IDENTIFIED_AT_A_TIME) {
        signal.throwIfAborted();
        const some = refs.slice(i, i + IDENTIFIED_AT_A_TIME);
        found.push(
          ...(await Promise.all(
            some.map(async (ref) => {
              const entry = await files.entry(ref);
              if (entry.kind === 'directory')
                return { ref, name: entry.name, kind: entry.kind, summary: 'A folder.' } as const;
              const { kind, summary } = await identifyFile(await files.resolve(ref), signal);
              return { ref, name: entry.name, kind, summary };
            }),
          )),
        );
      }
      return { files: found };
    },
    'file.pick': async (params) => {
      if (!pickFiles)
        throw new AppError('unavailable', 'There is no file dialog in the browser: use the list of files instead.');
      return { refs: await pickFiles(params) };
    },
  } satisfies Partial<Handlers>;
}
