import { shallowReadonly, shallowRef } from 'vue';
import { messagePort, webSocketPort } from '../../src-shared/rpc/byte-port.ts';
import { createCallClient } from '../../src-shared/rpc/client.ts';
import type { CallClient } from '../../src-shared/rpc/client.ts';
import type { ConnectionState, HostConnection } from './host-connection.ts';
import { takeSessionKey, takeToken } from './session-secrets.ts';

const FIRST_DELAY = 250; // ms until the first new attempt
const LONGEST_DELAY = 5000;
const REFUSED = 4001; // close codes of the server, see src-main/web/window-server.ts
const TAKEN_OVER = 4002;

/** Connects to the program: over a MessagePort in Electron, else over a WebSocket that is restored when it breaks. */
export function connectToHost(): HostConnection {
  const client = createCallClient();
  const state = shallowRef<ConnectionState>('connecting');
  const setState = (next: ConnectionState): void => void (state.value = next);
  const stop = location.protocol === 'app:' ? connectPort(client, setState) : connectSocket(client, setState);
  return {
    call: client.call,
    on: client.on,
    state: shallowReadonly(state),
    close() {
      stop();
      client.close();
    },
  };
}

/** Asks the preload script for the port; see src-main/electron/preload.ts. */
function connectPort(client: CallClient, setState: (state: ConnectionState) => void): () => void {
  const receive = (event: MessageEvent): void => {
    const port = event.ports[0];
    if (event.source !== window || event.origin !== location.origin || event.data !== 'annulus:port' || !port) return;
    const bytes = messagePort(port);
    bytes.onClose(() => setState('lost'));
    client.attach(bytes);
    setState('connected');
  };
  window.addEventListener('message', receive);
  window.postMessage('annulus:connect', location.origin);
  return () => window.removeEventListener('message', receive);
}

function connectSocket(client: CallClient, setState: (state: ConnectionState) => void): () => void {
  const token = takeToken();
  if (!token) {
    setState('refused');
    client.close('This address lacks its token: open the one that `annulus serve` printed.');
    return () => undefined;
  }
  const key = takeSessionKey();
  const address = new URL('rpc', location.href.replace(/^http/, 'ws'));
  address.hash = '';
  let delay = FIRST_DELAY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let socket: WebSocket | undefined;
  let isStopped = false;

  function open(): void {
    const next = new WebSocket(address, ['annulus', `token.${token}`, `session.${key}`]);
    socket = next;
    next.addEventListener('open', () => {
      delay = FIRST_DELAY;
      client.attach(webSocketPort(next));
      setState('connected');
    });
    next.addEventListener('close', ({ code }) => {
      if (isStopped) return;
      if (code === REFUSED || code === TAKEN_OVER) {
        isStopped = true;
        setState('refused');
        client.close(
          code === REFUSED
            ? 'This address is no longer valid: open the one that `annulus serve` printed last.'
            : 'This session was taken over by another tab: go on there, or reload this one.',
        );
        return;
      }
      setState('lost');
      timer = setTimeout(open, delay);
      delay = Math.min(2 * delay, LONGEST_DELAY);
    });
  }

  open();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    socket?.close();
  };
}
