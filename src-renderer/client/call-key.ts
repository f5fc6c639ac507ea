import { inject } from 'vue';
import type { InjectionKey, Ref } from 'vue';
import type { CallClient } from '../../src-shared/rpc/client.ts';
import type { Call } from '../../src-shared/rpc/contract.ts';

/** How the window stands to its host. "refused": the address is no longer valid, trying again is no use. */
export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'refused';

export interface HostConnection {
  readonly call: Call;
  /** Listens to a host event; returns the way to stop. */
  readonly on: CallClient['on'];
  readonly state: Readonly<Ref<ConnectionState>>;
  readonly close: () => void;
}

export const callKey: InjectionKey<Call> = Symbol('call');
export const hostKey: InjectionKey<HostConnection> = Symbol('host connection');

/** The call function that App.vue provides. */
export function useCall(): Call {
  const call = inject(callKey);
  if (!call) throw new Error('useCall needs a component below one that provides callKey');
  return call;
}

/** The connection that App.vue provides: its state and the host's events. */
export function useHostConnection(): HostConnection {
  const connection = inject(hostKey);
  if (!connection) throw new Error('useHostConnection needs a component below one that provides hostKey');
  return connection;
}
