import type { Handlers } from '../../src-shared/rpc/contract.ts';

/** One window's view of the program: its own open images and uploads. */
export interface HostSession {
  readonly handlers: Handlers;
  /** Frees what the session holds. */
  close(): void | Promise<void>;
}

/** What a host (Electron, serve) needs of the program. */
export interface SessionSource {
  createSession(): HostSession;
  close(): void | Promise<void>;
}
