import { formatXy } from '../../src-shared/format/pattern-xy.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Handlers } from '../../src-shared/rpc/contract.ts';
import type { FileAccess } from '../file/file-access.ts';
import { refuseToReplace, writeWhole } from '../file/atomic-write.ts';
import { openPattern } from '../file/open-pattern.ts';

/** Reads patterns of files, to be laid over others, and writes what is drawn. */
export function createPatternService(files: FileAccess) {
  return {
    'pattern.open': async ({ ref, frame }, { signal }) => openPattern(await files.resolve(ref), frame ?? 0, signal),
    'pattern.save': async ({ directory, files: wanted, overwrite }) => {
      const targets = await Promise.all(
        wanted.map(async ({ name, x, y }) => {
          if (x.length !== y.length)
            throw new AppError('contract', `The columns of ${name} were expected to have the same length.`);
          const ref = `${directory.replace(/\/$/, '')}/${name}`;
          return { ref, name, text: formatXy(x, y), path: await files.resolve(ref, 'write') };
        }),
      );
      if (!overwrite) await refuseToReplace(targets.map(({ path }) => path));
      for (const { path, text } of targets) await writeWhole(path, text, { overwrite });
      return { files: targets.map(({ ref, name }) => ({ ref, name })) };
    },
  } satisfies Partial<Handlers>;
}
