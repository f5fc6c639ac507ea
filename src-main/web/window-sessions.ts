import type { Ajv } from 'ajv';
import type { WebSocket } from 'ws';
import { webSocketPort } from '../../src-shared/rpc/byte-port.ts';
import type { HostSession } from '../rpc/host-session.ts';
import { createRouter } from '../rpc/router.ts';
import type { ErrorLog, ServedCalls } from '../rpc/serve-calls.ts';
import { serveCalls } from '../rpc/serve-calls.ts';

interface WindowSession {
  readonly session: HostSession;
  connection: { readonly socket: WebSocket; readonly calls: ServedCalls } | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export interface WindowSessions {
  /** Gives the socket the session of its key, or a new one. */
  connect(key: string, socket: WebSocket): void;
  readonly size: number;
  close(): Promise<void>;
}

interface Dependencies {
  readonly createSession: () => HostSession;
  readonly ajv: Ajv;
  readonly log: ErrorLog;
  /** ms that a session outlives its connection, so that a reload or a broken network loses nothing. */
  readonly graceTime: number;
}

/** Close codes that tell the window not to try again; see src-renderer/client/connect-to-host.ts. */
export const REFUSED = 4001;
export const TAKEN_OVER = 4002;
const TOO_MANY = 1013; // "try again later"
const FAILED = 1011; // "internal error"
const MAX_SESSIONS = 64;

/** One session per browser tab, found again by its key when the connection breaks. */
export function createWindowSessions({ createSession, ajv, log, graceTime }: Dependencies): WindowSessions {
  const sessions = new Map<string, WindowSession>();

  async function forget(key: string): Promise<void> {
    const found = sessions.get(key);
    if (!found) return;
    sessions.delete(key);
    clearTimeout(found.timer);
    found.connection?.calls.close();
    try {
      await found.session.close();
    } catch (cause) {
      log('closing a session', cause);
    }
  }

  return {
    get size() {
      return sessions.size;
    },
    connect(key, socket) {
      let found = sessions.get(key);
      if (!found) {
        if (sessions.size >= MAX_SESSIONS) return socket.close(TOO_MANY, 'too many windows');
        try {
          found = { session: createSession(), connection: undefined, timer: undefined };
        } catch (cause) {
          log('opening a session', cause);
          return socket.close(FAILED, 'the session could not be opened');
        }
        sessions.set(key, found);
      }
      const current = found;
      clearTimeout(current.timer);
      if (current.connection) {
        current.connection.socket.close(TAKEN_OVER, 'taken over'); // back before the old connection was missed
        current.connection.calls.close();
      }
      const calls = serveCalls(webSocketPort(socket), createRouter(current.session.handlers, ajv), log);
      current.connection = { socket, calls };
      socket.on('close', () => {
        if (current.connection?.socket !== socket) return;
        current.connection = undefined;
        current.timer = setTimeout(() => void forget(key), graceTime);
        current.timer.unref();
      });
    },
    async close() {
      await Promise.all([...sessions.keys()].map(forget));
    },
  };
}
