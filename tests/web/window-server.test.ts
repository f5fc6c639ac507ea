import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { loadValidator } from '../../src-main/rpc/schema-validation.ts';
import type { WindowServer } from '../../src-main/web/window-server.ts';
import { startWindowServer } from '../../src-main/web/window-server.ts';
import { webSocketPort } from '../../src-shared/rpc/byte-port.ts';
import { createCallClient } from '../../src-shared/rpc/client.ts';
import type { CallClient } from '../../src-shared/rpc/client.ts';
import type { Handlers } from '../../src-shared/rpc/contract.ts';

const KEY = 'k'.repeat(32);
const OTHER_KEY = 'o'.repeat(32);
const signal = new AbortController().signal;
const ajv = await loadValidator();

let renderer: string;
let server: WindowServer;
let sessions: string[]; // what happened to sessions, in order
let started: number;
let isBroken: boolean; // whether sessions fail to open
const logged: string[] = [];
const sockets: WebSocket[] = [];

beforeAll(async () => {
  renderer = await mkdtemp(join(tmpdir(), 'annulus-window-'));
  await mkdir(join(renderer, 'assets'));
  await writeFile(join(renderer, 'index.html'), '<!doctype html><title>Annulus</title>');
  await writeFile(join(renderer, 'assets/main-1234.js'), 'export {};');
  await writeFile(join(renderer, '..', 'annulus-outside.txt'), 'secret');
});
afterAll(async () => {
  await rm(renderer, { recursive: true });
  await rm(join(renderer, '..', 'annulus-outside.txt'));
});

async function start(graceTime = 60_000): Promise<WindowServer> {
  sessions = [];
  started = 0;
  isBroken = false;
  logged.length = 0;
  server = await startWindowServer({
    host: '127.0.0.1',
    port: 0,
    rendererFolder: renderer,
    ajv,
    log: (what, cause) => logged.push(`${what}: ${String(cause)}`),
    graceTime,
    createSession: () => {
      const name = `session ${++started}`;
      if (isBroken) throw new Error('no session today');
      let calls = 0;
      const handlers = {
        'app.info': async () => `${name}, call ${++calls}`,
        'file.upload': async ({ bytes }: { bytes: Uint8Array }) => bytes.length,
      } as unknown as Handlers;
      return { handlers, close: () => void sessions.push(`${name} closed`) };
    },
  });
  return server;
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await server.close();
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: server.port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    call.on('error', reject);
    call.end();
  });
}

interface Knock {
  readonly host?: string;
  readonly origin?: string | null;
  readonly protocols?: readonly string[];
  readonly path?: string;
}

/** Opens a WebSocket and waits until it is open, or says how it was turned away. */
function knock({ host, origin, protocols, path = '/rpc' }: Knock): Promise<WebSocket | string> {
  const name = host ?? `127.0.0.1:${server.port}`;
  const from = origin === undefined ? `http://${name}` : origin;
  const headers = { Host: name, ...(from === null ? {} : { Origin: from }) };
  const offered = protocols ?? ['annulus', `token.${server.token}`, `session.${KEY}`];
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, [...offered], { headers });
  sockets.push(socket);
  return new Promise((resolve) => {
    let isOpen = false;
    socket.on('open', () => {
      isOpen = true;
      // A refused one is closed right after; the right one stays.
      setTimeout(() => resolve(socket), 50);
    });
    socket.on('unexpected-response', (_request, response) => resolve(`status ${response.statusCode}`));
    socket.on('close', (code) => isOpen && resolve(`closed ${code}`));
    socket.on('error', () => undefined);
  });
}

async function enter(key = KEY): Promise<{ socket: WebSocket; client: CallClient; info: () => Promise<unknown> }> {
  const socket = await knock({ protocols: ['annulus', `token.${server.token}`, `session.${key}`] });
  if (typeof socket === 'string') throw new Error(socket);
  const client = createCallClient(webSocketPort(socket));
  return { socket, client, info: () => client.call('app.info', {}, { signal }) };
}

const closing = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.on('close', resolve));

describe('the files of the window', () => {
  it('come with a policy that allows only the page itself', async () => {
    await start();
    const { status, headers, body } = await ask('/');
    expect(status).toBe(200);
    expect(body).toContain('<title>Annulus</title>');
    const policy = new Map(
      String(headers['content-security-policy'])
        .split('; ')
        .map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]),
    );
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self' data: blob:",
      'connect-src': `'self' ws://127.0.0.1:${server.port}`,
      'font-src': "'self'",
      'worker-src': "'self' blob:",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    });
  });

  it('carry the same headers when something is missing or refused', async () => {
    await start();
    for (const answer of [
      await ask('/nosuch.js'),
      await ask('/', { Host: 'evil.example' }),
      await ask('/', {}, 'POST'),
    ])
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('are answered under loopback names only, on any port', async () => {
    await start();
    const statusFor = async (host: string): Promise<number> => (await ask('/', { Host: host })).status;
    for (const host of ['localhost', 'localhost:9000', '127.0.0.1:1', '[::1]:8417', 'LOCALHOST:80'])
      expect(await statusFor(host), host).toBe(200);
    for (const host of [
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.nip.io:8417',
      '192.168.0.1',
      'localhost:x',
      '[::2]',
    ])
      expect(await statusFor(host), host).toBe(403);
  });

  it('end at the folder', async () => {
    await start();
    for (const path of [
      '/../annulus-outside.txt',
      '/%2e%2e/annulus-outside.txt',
      '/..%2fannulus-outside.txt',
      '/assets/../../annulus-outside.txt',
      '//etc/passwd',
    ]) {
      const { status, body } = await ask(path);
      expect(status, path).toBe(404);
      expect(body).not.toContain('secret');
    }
  });

  it('are not written to', async () => {
    await start();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await ask('/', {}, method)).status).toBe(405);
  });
});

describe('the opening link', () => {
  it('leads to the token once', async () => {
    await start();
    const path = server.openingPath();
    const first = await ask(path);
    expect(first.status).toBe(302);
    expect(first.headers.location).toBe(`/#token=${server.token}`);
    const second = await ask(path);
    expect(second.status).toBe(410);
    expect(second.headers.location).toBeUndefined();
    expect((await ask('/open/guess')).status).toBe(410);
  });
});

describe('a connection', () => {
  it('with the token of this page is served', async () => {
    await start();
    expect(await (await enter()).info()).toBe('session 1, call 1');
  });

  it('never tells the token back', async () => {
    await start();
    expect((await enter()).socket.protocol).toBe('annulus');
  });

  it('through an ssh tunnel, on another port, is served', async () => {
    await start();
    expect(await knock({ host: 'localhost:9000' })).toBeInstanceOf(WebSocket);
  });

  it('without the token is closed and creates no session', async () => {
    await start();
    const wrong = [`token.${server.token}x`, `token.${server.token.slice(0, -1)}`, 'token.', 'other'];
    for (const token of wrong)
      expect(await knock({ protocols: ['annulus', token, `session.${KEY}`] }), token).toBe('closed 4001');
    for (const key of ['short', `${KEY}.${KEY}`, ''])
      expect(
        await knock({ protocols: ['annulus', `token.${server.token}`, `session.${key}`] }).catch(() => 'refused'),
      ).not.toBeInstanceOf(WebSocket);
    expect(started).toBe(0);
  });

  it('from another page or to another name is refused', async () => {
    await start();
    expect(await knock({ origin: 'http://evil.example' })).toBe('status 403');
    expect(await knock({ origin: `https://127.0.0.1:${server.port}` })).toBe('status 403');
    expect(await knock({ origin: 'http://127.0.0.1:1' })).toBe('status 403');
    expect(await knock({ origin: 'null' })).toBe('status 403');
    expect(await knock({ origin: null })).toBe('status 403');
    expect(await knock({ host: 'evil.example' })).toBe('status 403');
    expect(await knock({ path: '/other' })).toBe('status 403');
    expect(started).toBe(0);
  });

  it('that says nothing is closed', async () => {
    await start();
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    await new Promise((resolve) => socket.on('close', resolve)); // would time out the test if it stayed open
    expect(started).toBe(0);
  });

  it('takes a message of 32 MB', async () => {
    await start();
    const { client } = await enter();
    const upload = { name: 'a.tif', bytes: new Uint8Array(32 * 2 ** 20) };
    expect(await client.call('file.upload', upload, { signal })).toBe(32 * 2 ** 20);
  });
});

describe('sessions', () => {
  it('are one for each tab', async () => {
    await start();
    const [one, two] = [await enter(), await enter(OTHER_KEY)];
    expect([await one.info(), await two.info(), await one.info()]).toEqual([
      'session 1, call 1',
      'session 2, call 1',
      'session 1, call 2',
    ]);
  });

  it('are found again after the connection broke', async () => {
    await start();
    const first = await enter();
    await first.info();
    first.socket.terminate();
    const second = await enter();
    expect(await second.info()).toBe('session 1, call 2');
    expect(sessions).toEqual([]);
  });

  it('are taken over from a connection that was not yet missed', async () => {
    await start();
    const first = await enter();
    const closed = closing(first.socket);
    const second = await enter();
    expect(await closed).toBe(4002);
    expect(await second.info()).toBe('session 1, call 1');
  });

  it('are closed when nobody comes back', async () => {
    await start(20);
    const { socket } = await enter();
    socket.terminate();
    while (sessions.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(sessions).toEqual(['session 1 closed']);
    expect(server.sessionCount()).toBe(0);
    expect(await (await enter()).info()).toBe('session 2, call 1');
  });

  it('stay open for who came back in time', async () => {
    await start(60);
    const first = await enter();
    first.socket.terminate();
    const second = await enter();
    await new Promise((resolve) => setTimeout(resolve, 150)); // longer than the time of grace
    expect(sessions).toEqual([]);
    expect(await second.info()).toBe('session 1, call 1');
  });

  it('that cannot be opened close their connection, and the server goes on', async () => {
    await start();
    isBroken = true;
    expect(await knock({})).toBe('closed 1011');
    expect(logged).toEqual(['opening a session: Error: no session today']);
    isBroken = false;
    expect(await (await enter()).info()).toBe('session 2, call 1');
  });

  it('are limited to 64', async () => {
    await start();
    const keys = Array.from({ length: 65 }, (_, i) => `key-${String(i).padStart(20, '0')}`);
    const results = await Promise.all(
      keys.map((key) => knock({ protocols: ['annulus', `token.${server.token}`, `session.${key}`] })),
    );
    expect(results.filter((result) => result === 'closed 1013')).toHaveLength(1);
    expect(server.sessionCount()).toBe(64);
  });

  it('are closed with the server, and the windows are told', async () => {
    await start();
    const { socket } = await enter();
    const closed = closing(socket);
    await server.close();
    expect(await closed).toBe(1001);
    expect(sessions).toEqual(['session 1 closed']);
  });
});
