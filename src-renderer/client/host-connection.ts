import type { Ref } from 'vue';
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
