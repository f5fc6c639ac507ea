import { basename, resolve } from 'node:path';
import { serve } from '../web/server.ts';
import { EXIT_DONE } from './exit-code.ts';

export interface ServeRunOptions {
  readonly port?: number;
  readonly host?: string;
  readonly root?: readonly string[];
  readonly open: boolean;
  readonly json?: boolean;
  readonly workers?: number;
}

export async function runServe({ root = ['.'], ...options }: ServeRunOptions, signal: AbortSignal): Promise<number> {
  const roots = root.map((folder) => {
    const path = resolve(folder);
    return { path, label: basename(path) || path, writable: true };
  });
  const server = await serve({ ...options, roots, signal });
  await server.closed;
  return EXIT_DONE;
}
