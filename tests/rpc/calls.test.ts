import { getEventListeners, setMaxListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { Router } from '../../src-main/rpc/router.ts';
import type { ErrorLog } from '../../src-main/rpc/serve-calls.ts';
import { serveCalls } from '../../src-main/rpc/serve-calls.ts';
import { AppError, FormatError } from '../../src-shared/model/app-error.ts';
import { messagePort, webSocketPort } from '../../src-shared/rpc/byte-port.ts';
import type { MessagePortLike } from '../../src-shared/rpc/byte-port.ts';
import { encodeFrame } from '../../src-shared/rpc/byte-codec.ts';
import type { BytePort } from '../../src-shared/rpc/call-message.ts';
import { createCallClient } from '../../src-shared/rpc/client.ts';
import type { CallContext } from '../../src-shared/rpc/contract.ts';

interface Pair {
  readonly client: BytePort;
  readonly server: BytePort;
}

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});

function overMessageChannel(): Promise<Pair> {
  const { port1, port2 } = new MessageChannel();
  cleanups.push(() => port1.close());
  return Promise.resolve({
    client: messagePort(port1 as unknown as MessagePortLike),
    server: messagePort(port2 as unknown as MessagePortLike),
  });
}

async function overWebSocket(): Promise<Pair> {
  const listener = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  cleanups.push(() => listener.close());
  const accepted = new Promise<WebSocket>((resolve) => listener.once('connection', resolve));
  await new Promise((resolve) => listener.once('listening', resolve));
  const socket = new WebSocket(`ws://127.0.0.1:${(listener.address() as AddressInfo).port}`);
  cleanups.push(() => socket.terminate());
  await new Promise((resolve) => socket.once('open', resolve));
  return { client: webSocketPort(socket), server: webSocketPort(await accepted) };
}

const never = new AbortController().signal;
setMaxListeners(0, never);
const silent: ErrorLog = () => undefined;
const settled = (promise: Promise<unknown>): Promise<unknown> => promise.catch((cause: unknown) => cause);

/** Resolves when the caller gives up. */
const untilAborted = ({ signal }: CallContext): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('stop', 'AbortError')), { once: true });
  });

describe.each([
  ['a MessageChannel', overMessageChannel],
  ['a WebSocket', overWebSocket],
])('calls over %s', (_name, connect) => {
  async function start(router: Router, log = silent) {
    const pair = await connect();
    const served = serveCalls(pair.server, router, log);
    const client = createCallClient(pair.client);
    return { ...pair, served, client };
  }

  it('carry parameters there and typed arrays back', async () => {
    const { client } = await start(async (method, params) => ({ method, params, radial: Float64Array.of(1, NaN) }));
    const result = await client.call('image.close', { imageId: 'a' }, { signal: never });
    expect(result).toStrictEqual({
      method: 'image.close',
      params: { imageId: 'a' },
      radial: Float64Array.of(1, NaN),
    });
  });

  it('may finish in another order than they began', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const { client } = await start(async (method) => {
      if (method === 'app.info') await gate;
      else release();
      return method;
    });
    const finished: unknown[] = [];
    const context = { signal: never };
    await Promise.all([
      client.call('app.info', {}, context).then((result) => finished.push(result)),
      client.call('detector.list', {}, context).then((result) => finished.push(result)),
    ]);
    expect(finished).toEqual(['detector.list', 'app.info']);
  });

  it('bring errors back with code and message', async () => {
    const { client } = await start(async () => {
      throw new FormatError('edf', 'No end of header.');
    });
    const error = await settled(client.call('app.info', {}, { signal: never }));
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'format', message: 'No end of header.' });
  });

  it('turn an unexpected error into one sentence and log its stack', async () => {
    const logged: unknown[] = [];
    const failure = new TypeError('x is undefined\nat secret');
    const { client } = await start(
      async () => {
        throw failure;
      },
      (context, cause) => logged.push(context, cause),
    );
    const error = await settled(client.call('app.info', {}, { signal: never }));
    expect(error).toMatchObject({
      code: 'internal',
      message: 'app.info failed in a way nobody expected (x is undefined); the log has the details.',
    });
    expect(logged).toEqual(['app.info', failure]);
  });

  it('report a result that cannot be sent as a failure of the method', async () => {
    const { client } = await start(async () => new Map());
    const error = await settled(client.call('app.info', {}, { signal: never }));
    expect(error).toMatchObject({ code: 'internal' });
    expect(String(error)).toContain('An instance of Map cannot be sent');
  });

  it('report progress before the result', async () => {
    const { client } = await start(async (_method, _params, { onProgress }) => {
      for (const fraction of [0.25, 0.2501, 0.5, 1]) onProgress?.(fraction);
      return 'done';
    });
    const seen: unknown[] = [];
    seen.push(await client.call('app.info', {}, { signal: never, onProgress: (fraction) => seen.push(fraction) }));
    expect(seen).toEqual([0.25, 0.5, 1, 'done']); // 0.2501 is too small a step to show
  });

  it('are cancelled here at once and there soon', async () => {
    let stopped = (): void => undefined;
    const stoppedThere = new Promise<void>((resolve) => (stopped = resolve));
    let began = (): void => undefined;
    const begun = new Promise<void>((resolve) => (began = resolve));
    const { client } = await start(async (method, _params, context) => {
      if (method !== 'app.info') return 'still answering';
      context.signal.addEventListener('abort', stopped, { once: true });
      began();
      return untilAborted(context);
    });
    const controller = new AbortController();
    const call = settled(client.call('app.info', {}, { signal: controller.signal }));
    await begun;
    controller.abort();
    expect(await call).toMatchObject({ code: 'cancelled' });
    await stoppedThere;
    expect(await client.call('detector.list', {}, { signal: never })).toBe('still answering');
  });

  it('let go of the signal when they are over', async () => {
    const { client } = await start(async (method) => {
      if (method === 'app.info') throw new AppError('not-found', 'gone');
      return method;
    });
    const { signal } = new AbortController();
    await settled(client.call('app.info', {}, { signal }));
    await client.call('detector.list', {}, { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('are not even sent when cancelled before', async () => {
    const methods: string[] = [];
    const { client } = await start(async (method) => methods.push(method));
    const error = await settled(client.call('app.info', {}, { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ code: 'cancelled' });
    await client.call('detector.list', {}, { signal: never });
    expect(methods).toEqual(['detector.list']);
  });

  it('deliver host events, also those that came before anyone listened', async () => {
    const { client, served } = await start(async () => 'pong');
    served.emit('command.invoked', { commandId: 'view.theme' });
    await client.call('app.info', {}, { signal: never });
    const seen: string[] = [];
    const stop = client.on('command.invoked', ({ commandId }) => seen.push(commandId));
    served.emit('command.invoked', { commandId: 'edit.undo' });
    await client.call('app.info', {}, { signal: never });
    stop();
    expect(seen).toEqual(['view.theme', 'edit.undo']);
  });

  it('are rejected when the connection breaks, stopped on the other side, and work over the next one', async () => {
    let stopped = (): void => undefined;
    const stoppedThere = new Promise<void>((resolve) => (stopped = resolve));
    let began = (): void => undefined;
    const begun = new Promise<void>((resolve) => (began = resolve));
    const { client, server } = await start(async (_method, _params, context) => {
      context.signal.addEventListener('abort', stopped, { once: true });
      began();
      return untilAborted(context);
    });
    const call = settled(client.call('app.info', {}, { signal: never }));
    await begun;
    server.close();
    expect(await call).toMatchObject({ code: 'unavailable' });
    await stoppedThere;
    expect(await settled(client.call('app.info', {}, { signal: never }))).toMatchObject({ code: 'unavailable' });

    const next = await connect();
    serveCalls(next.server, async () => 'back', silent);
    client.attach(next.client);
    expect(await client.call('app.info', {}, { signal: never })).toBe('back');
  });

  it('wait for the first connection', async () => {
    const client = createCallClient();
    const call = client.call('app.info', {}, { signal: never });
    const pair = await connect();
    serveCalls(pair.server, async () => 'here', silent);
    client.attach(pair.client);
    expect(await call).toBe('here');
  });

  it('end with the connection when a message makes no sense', async () => {
    const logged: unknown[] = [];
    const { client, server } = await connect();
    serveCalls(
      server,
      async () => 'never',
      (context) => logged.push(context),
    );
    const closed = new Promise<void>((resolve) => client.onClose(resolve));
    client.send(encodeFrame({ kind: 'call', id: 'one' }));
    await closed;
    expect(logged).toEqual(['message']);
  });

  it('are limited to 256 at a time', async () => {
    const { client } = await start(async (_method, _params, context) => untilAborted(context));
    const controller = new AbortController();
    setMaxListeners(256, controller.signal);
    const calls = Array.from({ length: 256 }, () => settled(client.call('app.info', {}, controller)));
    const refused = await settled(client.call('app.info', {}, { signal: never }));
    expect(refused).toMatchObject({ code: 'unavailable' });
    controller.abort();
    expect(await Promise.all(calls)).toHaveLength(256);
  });
});
