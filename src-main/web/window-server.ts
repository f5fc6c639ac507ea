import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Ajv } from 'ajv';
import sirv from 'sirv';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { HostSession } from '../rpc/host-session.ts';
import type { ErrorLog } from '../rpc/serve-calls.ts';
import { allowedHostNames, isSameOrigin, isSameSecret, trustedHost } from './request-check.ts';
import { securityHeaders } from './security-headers.ts';
import { createWindowSessions, REFUSED } from './window-sessions.ts';

export interface WindowServerOptions {
  /** Address to listen on, e.g. 127.0.0.1. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Folder with the built window. */
  readonly rendererFolder: string;
  readonly createSession: () => HostSession;
  readonly ajv: Ajv;
  readonly log: ErrorLog;
  /** Absent: a new random one. */
  readonly token?: string | undefined;
  /** ms that a session outlives its connection (default one minute). */
  readonly graceTime?: number;
}

export interface WindowServer {
  readonly port: number;
  readonly token: string;
  /** A path that leads to the window once, for the browser's command line, which other users of the machine can read. */
  openingPath(): string;
  /** Sessions alive, connected or not. */
  readonly sessionCount: () => number;
  close(): Promise<void>;
}

const MAX_MESSAGE = 513 * 2 ** 20; // an upload of 512 MB and its envelope
const PING_EVERY = 20_000; // ms
const OPENING_TIME = 60_000; // ms in which the browser must have come
const SESSION_KEY = /^[A-Za-z0-9_-]{16,64}$/;

/**
 * Serves the window: its files to everyone who names the server properly, calls only to who has the token.
 *
 * @throws  the listen error (EADDRINUSE, EACCES) of the address
 */
export async function startWindowServer(options: WindowServerOptions): Promise<WindowServer> {
  const { createSession, ajv, log, graceTime = 60_000 } = options;
  const token = options.token ?? randomBytes(24).toString('base64url');
  const names = allowedHostNames(options.host);
  const sessions = createWindowSessions({ createSession, ajv, log, graceTime });
  const files = sirv(options.rendererFolder, { etag: true, dev: false });
  const handleProtocols = (offered: Set<string>): string | false => offered.has('annulus') && 'annulus';
  const calls = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE,
    perMessageDeflate: false,
    handleProtocols,
  });
  const refusals = new WebSocketServer({ noServer: true, maxPayload: 1, handleProtocols });
  const openings = new Map<string, number>();

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const host = trustedHost(request, names);
    for (const [name, value] of Object.entries(securityHeaders(host ? [`ws://${host}`] : [])))
      response.setHeader(name, value);
    if (!host) return finish(response, 403, 'This server answers only under its own name.');
    if (request.method !== 'GET' && request.method !== 'HEAD') return finish(response, 405, 'Only GET is answered.');
    const code = /^\/open\/([A-Za-z0-9_-]+)$/.exec(request.url ?? '')?.[1];
    if (code !== undefined) return redirect(response, code);
    // The page itself must be asked for anew after an update; its parts have names that change with their content.
    if (!/^\/assets\//.test(request.url ?? '')) response.setHeader('Cache-Control', 'no-cache');
    files(request, response, () => finish(response, 404, 'There is no such file.'));
  }

  function redirect(response: ServerResponse, code: string): void {
    const until = openings.get(code) ?? 0;
    openings.delete(code);
    if (until < Date.now()) return finish(response, 410, 'This link worked once: open the address that was printed.');
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Location', `/#token=${token}`);
    finish(response, 302, '');
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const host = trustedHost(request, names);
    if (!host || !isSameOrigin(request, host) || request.url !== '/rpc') {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((item) => item.trim());
    const given = valueOf(offered, 'token.') ?? '';
    const key = valueOf(offered, 'session.') ?? '';
    if (!isSameSecret(given, token) || !SESSION_KEY.test(key))
      // Completed only to say why: a browser does not show a page the status of a failed handshake.
      return refusals.handleUpgrade(request, socket, head, (refused) => {
        refused.on('error', () => refused.terminate());
        refused.close(REFUSED, 'token');
        setTimeout(() => refused.terminate(), 1000).unref();
      });
    calls.handleUpgrade(request, socket, head, (accepted) => {
      accepted.on('error', (cause) => log('connection', cause));
      watchPulse(accepted, request.socket);
      sessions.connect(key, accepted);
    });
  }

  const patience = {
    headersTimeout: 3000,
    requestTimeout: 5000,
    keepAliveTimeout: 5000,
    connectionsCheckingInterval: 1000,
  };
  const server = createServer(patience, answer);
  server.maxConnections = 512;
  server.on('upgrade', upgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });

  return {
    port: (server.address() as AddressInfo).port,
    token,
    openingPath() {
      const code = randomBytes(18).toString('base64url');
      openings.set(code, Date.now() + OPENING_TIME);
      return `/open/${code}`;
    },
    sessionCount: () => sessions.size,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const client of calls.clients) client.close(1001, 'shutting down');
      await sessions.close();
      const impatience = setTimeout(() => {
        for (const client of calls.clients) client.terminate();
        server.closeAllConnections();
      }, 500);
      server.closeIdleConnections();
      await closed;
      clearTimeout(impatience);
    },
  };
}

function finish(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(text);
}

function valueOf(offered: readonly string[], prefix: string): string | undefined {
  return offered.find((item) => item.startsWith(prefix))?.slice(prefix.length);
}

/** Ends a connection whose other side has silently gone. */
function watchPulse(socket: WebSocket, transport: Socket): void {
  let heard = -1; // any byte is a sign of life: a pong waits behind a large upload
  const timer = setInterval(() => {
    if (transport.bytesRead === heard) return socket.terminate();
    heard = transport.bytesRead;
    socket.ping();
  }, PING_EVERY);
  socket.on('close', () => clearInterval(timer));
}
