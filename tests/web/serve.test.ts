import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { ServeOptions } from '../../src-main/web/server.ts';
import { serve } from '../../src-main/web/server.ts';
import { webSocketPort } from '../../src-shared/rpc/byte-port.ts';
import { createCallClient } from '../../src-shared/rpc/client.ts';

const signal = new AbortController().signal;
let base: string;
let printed: string;
let warned: string;
let stop: AbortController;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'annulus-serve-'));
  await writeFile(join(base, 'index.html'), '<!doctype html>');
  await writeFile(join(base, 'scan.tif'), 'x');
  printed = '';
  warned = '';
  stop = new AbortController();
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((warned += String(text)), true));
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  stop.abort();
  await rm(base, { recursive: true, force: true });
});

const start = (options: Partial<ServeOptions> = {}) =>
  serve({
    port: 0,
    roots: [{ path: base, label: 'Data', writable: true }],
    workers: 1,
    stateFolder: join(base, '.state'),
    rendererFolder: base,
    signal: stop.signal,
    ...options,
  });
const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((cause: unknown) => cause);

async function enter(url: string) {
  const { origin, host, hash } = new URL(url);
  const protocols = ['annulus', `token.${hash.slice('#token='.length)}`, `session.${'s'.repeat(32)}`];
  const socket = new WebSocket(`ws://${host}/rpc`, protocols, { origin });
  await new Promise((resolve) => socket.once('open', resolve));
  return { socket, client: createCallClient(webSocketPort(socket)) };
}

describe('serve', () => {
  it('prints one line with the address, which leads to the program', async () => {
    const server = await start();
    expect(printed).toBe(`Annulus is at ${server.url} (Ctrl+C stops it)\n`);
    expect(warned).toBe('');
    const { client, socket } = await enter(server.url);
    const info = await client.call('app.info', {}, { signal });
    expect(info.host).toBe('serve');
    expect(info.roots.map(({ label }) => label)).toEqual(['Data']);
    const { entries } = await client.call('file.list', { directory: info.roots[0]!.ref }, { signal });
    expect(entries.map(({ name }) => name)).toEqual(['index.html', 'scan.tif']);
    const upload = { name: 'a.poni', bytes: new TextEncoder().encode('Distance: 1\n') };
    expect(await client.call('file.upload', upload, { signal })).toMatchObject({ kind: 'calibration', size: 12 });
    const stolen = client.call('file.identify', { refs: ['etc:/passwd'] }, { signal });
    expect(await failure(stolen)).toMatchObject({ code: 'forbidden' });

    const gone = new Promise((resolve) => socket.once('close', resolve));
    stop.abort();
    await server.closed;
    expect(await gone).toBe(1001);
  });

  it('prints JSON when asked to', async () => {
    const server = await start({ json: true });
    expect(JSON.parse(printed)).toEqual({
      url: server.url,
      host: '127.0.0.1',
      port: server.port,
      token: server.url.split('token=')[1],
    });
    await server.close();
  });

  it('takes a new token of 192 bits each time, or the one it is given', async () => {
    const tokenOf = async (): Promise<string> => {
      const server = await start();
      await server.close();
      return server.url.split('token=')[1] ?? '';
    };
    const [one, two] = [await tokenOf(), await tokenOf()];
    expect(one).toMatch(/^[A-Za-z0-9_-]{32}$/); // 6 bits a letter
    expect(one).not.toBe(two);
    vi.stubEnv('ANNULUS_TOKEN', 'x'.repeat(22));
    expect(await tokenOf()).toBe('x'.repeat(22));
    vi.stubEnv('ANNULUS_TOKEN', 'short');
    expect(await failure(start())).toMatchObject({ code: 'usage' });
  });

  it('says what to do when the window is not built', async () => {
    expect(await failure(start({ rendererFolder: join(base, 'nosuch') }))).toMatchObject({
      code: 'unavailable',
      message: 'The window is not built yet: run `npm run build`, then `annulus serve` again.',
    });
  });

  it('says when a root is missing or the port is taken', async () => {
    const missing = start({ roots: [{ path: join(base, 'nosuch'), label: 'x', writable: true }] });
    expect(await failure(missing)).toMatchObject({ code: 'not-found' });
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    expect(await failure(start({ port }))).toMatchObject({
      code: 'usage',
      message: `Port ${port} is in use: choose another with --port, or leave it out.`,
    });
    other.close();
  });

  it('warns when other machines can reach it', async () => {
    const server = await start({ host: '0.0.0.0' });
    expect(warned).toContain('0.0.0.0 can be reached from other machines');
    expect(server.url).toContain('http://localhost:');
    await server.close();
  });
});
