import { basename } from 'node:path';
import { writeWhole } from '../file/atomic-write.ts';
import type { FormattedFiles } from '../worker/format-task.ts';
import type { WriteTimes } from './frame-result.ts';

/**
 * Lets a thread make the contents of files, and writes them in their order: where the last is, all are.
 *
 * @throws AppError  "exists", "forbidden" or "disk"
 */
export async function writeFormatted<F extends string>(
  outputs: readonly { readonly format: F; readonly path: string }[],
  mayReplace: (path: string) => boolean,
  formatFiles: (
    files: readonly { readonly format: F; readonly name: string }[],
    use: (files: FormattedFiles) => Promise<WriteTimes>,
  ) => Promise<WriteTimes>,
): Promise<WriteTimes> {
  if (outputs.length === 0) return { bytes: 0 };
  const files = outputs.map(({ format, path }) => ({ format, name: basename(path) }));
  return formatFiles(files, async ({ contents, ms }) => {
    const started = performance.now();
    let bytes = 0;
    for (const [i, { path }] of outputs.entries()) {
      const content = contents[i]!;
      await writeWhole(path, content, { overwrite: mayReplace(path) });
      bytes += content.length;
    }
    return { bytes, format: ms, write: performance.now() - started };
  });
}
