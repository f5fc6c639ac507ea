import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../src-shared/model/app-error.ts';
import { createAnnulus } from '../assemble.ts';
import { writeErrorLog } from '../file/error-log.ts';
import { createHostFiles } from '../file/file-access.ts';
import type { RootFolder } from '../file/file-roots.ts';
import { createStateFolder } from '../file/state-folder.ts';
import { loadValidator } from '../rpc/schema-validation.ts';
import { openBrowser } from './open-browser.ts';
import { isLoopback } from './request-check.ts';
import type { WindowServer, WindowServerOptions } from './window-server.ts';
import { startWindowServer } from './window-server.ts';

export interface ServeOptions {
  /** Absent: 8417, or any free port if that is taken. */
  readonly port?: number | undefined;
  /** Address to listen on (127.0.0.1). */
  readonly host?: string | undefined;
  /** Folders that the window may see. */
  readonly roots: readonly RootFolder[];
  /** Open the browser (default false). */
  readonly open?: boolean | undefined;
  /** Print one JSON object instead of a sentence. */
  readonly json?: boolean | undefined;
  readonly workers?: number | undefined;
  readonly stateFolder?: string | undefined;
  readonly rendererFolder?: string | undefined;
  /** Stops the server. */
  readonly signal?: AbortSignal | undefined;
}

export interface RunningServer {
  /** Address of the window, with its token. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
  /** Resolves when the server has stopped, by `close` or by the signal. */
  readonly closed: Promise<void>;
}

const USUAL_PORT = 8417;
const TOKEN = /^[A-Za-z0-9_-]{22,}$/; // 128 bits and more, as base64url

/**
 * Serves the window to a browser until it is stopped.
 *
 * The token may be given as ANNULUS_TOKEN, for a server that is restarted under an open window.
 *
 * @throws AppError  if the window is not built, a root does not exist, the port is taken
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const host = options.host ?? '127.0.0.1';
  const rendererFolder = options.rendererFolder ?? fileURLToPath(new URL('../renderer/', import.meta.url));
  if (!existsSync(`${rendererFolder}/index.html`))
    throw new AppError('unavailable', 'The window is not built yet: run `npm run build`, then `annulus serve` again.');
  if (!isLoopback(host))
    process.stderr.write(
      `annulus: warning: ${host} can be reached from other machines, and the connection is not encrypted; an ssh tunnel to 127.0.0.1 is safer.\n`,
    );

  const state = createStateFolder(options.stateFolder);
  const files = await createHostFiles(options.roots, state.path);
  const annulus = await createAnnulus({ files, stateFolder: state, workers: options.workers });
  const log = (context: string, cause: unknown): void =>
    void writeErrorLog(new Error(context, { cause }), state.path).catch(() => undefined); // a full disk must not stop it
  let server: WindowServer;
  try {
    const fixed = { host, rendererFolder, createSession: annulus.createSession, ajv: await loadValidator(), log };
    server = await listen({ ...fixed, token: givenToken() }, options.port);
  } catch (cause) {
    await annulus.close();
    throw cause;
  }

  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const base = `http://${name}:${server.port}`;
  const url = `${base}/#token=${server.token}`;
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ url, host, port: server.port, token: server.token })}\n`
      : `Annulus is at ${url} (Ctrl+C stops it)\n`,
  );
  if (options.open) openBrowser(base + server.openingPath());

  let stopping: Promise<void> | undefined;
  let announce = (): void => undefined;
  const closed = new Promise<void>((resolve) => (announce = resolve));
  async function stop(): Promise<void> {
    options.signal?.removeEventListener('abort', onAbort);
    await server.close();
    await annulus.close();
    announce();
  }
  const close = (): Promise<void> => (stopping ??= stop());
  const onAbort = (): void => void close();
  options.signal?.addEventListener('abort', onAbort, { once: true });
  if (options.signal?.aborted) onAbort();
  return { url, port: server.port, close, closed };
}

async function listen(options: Omit<WindowServerOptions, 'port'>, port: number | undefined): Promise<WindowServer> {
  try {
    return await startWindowServer({ ...options, port: port ?? USUAL_PORT });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'EADDRINUSE' && port === undefined) return startWindowServer({ ...options, port: 0 });
    if (code === 'EADDRINUSE')
      throw new AppError('usage', `Port ${port} is in use: choose another with --port, or leave it out.`, { cause });
    if (code === 'EACCES')
      throw new AppError('usage', `Port ${port} needs more rights than you have: choose one above 1023.`, { cause });
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new AppError('usage', `"${options.host}" is no address of this machine: leave --host out.`, { cause });
    throw cause;
  }
}

function givenToken(): string | undefined {
  const token = process.env['ANNULUS_TOKEN'];
  if (!token) return undefined;
  if (!TOKEN.test(token))
    throw new AppError('usage', 'ANNULUS_TOKEN must have 22 or more letters, digits, "-" or "_": leave it unset.');
  return token;
}
