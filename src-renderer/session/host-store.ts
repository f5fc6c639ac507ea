import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { ConnectionState } from '../client/host-connection.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { AppInfo, Call, CallContext, Method, Params, Result } from '../../src-shared/rpc/contract.ts';

export interface RunningCall {
  readonly id: number;
  readonly method: Method;
  readonly startedAt: number;
  /** 0…1; absent while nothing is known. */
  readonly fraction?: number;
  readonly cancel: () => void;
}

/** The host that computes: its calls, what runs there now, and whether it can be reached. */
export const useHostStore = defineStore('host', () => {
  let transport: Call | undefined;
  let lastId = 0;
  const running = shallowRef<readonly RunningCall[]>([]);
  const connection = shallowRef<ConnectionState>('connecting');
  const info = shallowRef<AppInfo>();
  let letStart: () => void = () => undefined;
  const started = new Promise<void>((resolve) => (letStart = resolve));

  /** Calls the host; the call shows in the status line and can be cancelled there. */
  async function call<M extends Method>(
    method: M,
    params: Params<M>,
    context: Partial<CallContext> = {},
  ): Promise<Result<M>> {
    if (!transport) throw new AppError('unavailable', 'The program that computes cannot be reached yet.');
    const controller = new AbortController();
    const abort = (): void => controller.abort(context.signal?.reason);
    if (context.signal?.aborted) abort();
    context.signal?.addEventListener('abort', abort, { once: true });
    const id = ++lastId;
    running.value = [...running.value, { id, method, startedAt: Date.now(), cancel: () => controller.abort() }];
    try {
      return await transport(method, params, {
        signal: controller.signal,
        onProgress: (fraction, stage) => {
          running.value = running.value.map((entry) => (entry.id === id ? { ...entry, fraction } : entry));
          context.onProgress?.(fraction, stage);
        },
      });
    } catch (cause) {
      throw AppError.from(cause);
    } finally {
      context.signal?.removeEventListener('abort', abort);
      running.value = running.value.filter((entry) => entry.id !== id);
    }
  }

  return {
    running,
    connection,
    info,
    isDesktop: computed(() => info.value?.host === 'electron'),
    call,
    /**
     * Resolves once the window has learnt what its host offers and the last session is back. Files opened before that
     * would be overrun by it.
     */
    whenStarted: (): Promise<void> => started,
    /** The start is over, well or not. */
    finishStart: (): void => letStart(),
    attach(newTransport: Call): void {
      transport = newTransport;
    },
  };
});
