import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { stateFolderPath } from './state-folder.ts';

/**
 * Keeps what only a developer can use: time, stack and causes of an unexpected error.
 *
 * @returns path of the log
 */
export async function writeErrorLog(cause: unknown, folder = stateFolderPath()): Promise<string> {
  const path = join(folder, 'annulus.log');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lines = [new Date().toISOString(), process.argv.slice(2).join(' ')];
  for (let error: unknown = cause; error !== undefined; error = error instanceof Error ? error.cause : undefined)
    lines.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  await appendFile(path, `${lines.join('\n')}\n\n`, { mode: 0o600 });
  return path;
}
