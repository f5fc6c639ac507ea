import { AppError } from '../model/app-error.ts';
import type { BytePort, ServerMessage } from './call-message.ts';
import { decodeServerMessage, encodeMessage } from './call-message.ts';
import type { Call, CallContext, HostEvents } from './contract.ts';

type Listener<E extends keyof HostEvents> = (data: HostEvents[E]) => void;

export interface CallClient {
  /**
   * Runs a method of the host. Cancelling `signal` rejects at once and tells the host to stop.
   *
   * Before the first `attach`, calls wait; after a lost connection they are refused until the next one.
   *
   * @throws AppError  with the host's code and message, "cancelled", or "unavailable" without a connection
   */
  readonly call: Call;
  /** Listens to one kind of host event. Events that came before anyone listened are delivered then. @returns the way to stop */
  on<E extends keyof HostEvents>(name: E, listener: Listener<E>): () => void;
  /** Starts using this connection, in place of any earlier one, whose pending calls are rejected. */
  attach(port: BytePort): void;
  /** Stops for good: pending and later calls are rejected with `reason`. */
  close(reason?: string): void;
}

interface PendingCall {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: AppError) => void;
  readonly onProgress: CallContext['onProgress'];
}

const LOST = 'The connection to the Annulus program was lost: wait until it is back and try again.';
const MAX_UNHEARD = 32; // events kept until someone listens

/** The client's half of the calls in the contract, over any port. */
export function createCallClient(firstPort?: BytePort): CallClient {
  const pending = new Map<number, PendingCall>();
  const waiting = new Set<() => void>();
  const listeners = new Map<string, Set<(data: unknown) => void>>();
  const unheard: { readonly name: string; readonly data: unknown }[] = [];
  let port: BytePort | undefined;
  let refusal: string | undefined; // why calls are refused; undefined: they are sent, or wait for the first port
  let lastId = 0;

  function lose(reason: string): void {
    port = undefined;
    refusal = reason;
    const calls = [...pending.values()];
    pending.clear();
    for (const { reject } of calls) reject(new AppError('unavailable', reason));
    for (const start of waiting) start();
  }

  function receive(message: ServerMessage): void {
    if (message.kind === 'event') return deliver(message.name, message.data);
    const call = pending.get(message.id);
    if (!call) return; // cancelled: nobody waits for the answer
    if (message.kind === 'progress') return call.onProgress?.(message.fraction, message.stage);
    pending.delete(message.id);
    if (message.kind === 'result') call.resolve(message.result);
    else call.reject(AppError.from(message.error));
  }

  function deliver(name: string, data: unknown): void {
    const heard = listeners.get(name);
    if (heard?.size) for (const listener of heard) listener(data);
    else if (unheard.push({ name, data }) > MAX_UNHEARD) unheard.shift();
  }

  function attach(next: BytePort): void {
    const previous = port;
    if (previous) lose(LOST);
    previous?.close();
    port = next;
    refusal = undefined;
    next.onMessage((bytes) => {
      if (port !== next) return;
      try {
        receive(decodeServerMessage(bytes));
      } catch (cause) {
        // Answers can no longer be told apart: without this, calls would wait for ever.
        lose(AppError.from(cause).message);
        next.close();
      }
    });
    next.onClose(() => {
      if (port === next) lose(LOST);
    });
    for (const start of waiting) start();
  }

  const run = (method: string, params: unknown, { signal, onProgress }: CallContext): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      const settle = (): void => {
        pending.delete(id);
        waiting.delete(start);
        signal.removeEventListener('abort', cancel);
      };
      const refuse = (error: AppError): void => {
        settle();
        reject(error);
      };
      const cancel = (): void => {
        if (pending.has(id)) port?.send(encodeMessage({ kind: 'cancel', id }));
        refuse(new AppError('cancelled', 'Cancelled.'));
      };
      const start = (): void => {
        if (refusal !== undefined) return refuse(new AppError('unavailable', refusal));
        if (!port) return void waiting.add(start);
        waiting.delete(start);
        const succeed = (result: unknown): void => {
          settle();
          resolve(result);
        };
        try {
          const bytes = encodeMessage({ kind: 'call', id, method, params });
          pending.set(id, { resolve: succeed, reject: refuse, onProgress });
          port.send(bytes);
        } catch (cause) {
          refuse(AppError.from(cause));
        }
      };
      if (signal.aborted) return reject(new AppError('cancelled', 'Cancelled.'));
      signal.addEventListener('abort', cancel, { once: true });
      start();
    });

  if (firstPort) attach(firstPort);
  return {
    call: run as Call,
    on(name, listener) {
      const heard = listeners.get(name) ?? new Set();
      listeners.set(name, heard);
      const entry = listener as (data: unknown) => void;
      heard.add(entry);
      for (const event of unheard.splice(0)) deliver(event.name, event.data);
      return () => void heard.delete(entry);
    },
    attach,
    close(reason = 'The window was closed.') {
      const last = port;
      lose(reason);
      last?.close();
    },
  };
}
