import { AppError } from '../../src-shared/model/app-error.ts';
import type { BytePort, ServerMessage } from '../../src-shared/rpc/call-message.ts';
import { decodeClientMessage, encodeMessage } from '../../src-shared/rpc/call-message.ts';
import type { HostEvents } from '../../src-shared/rpc/contract.ts';
import type { Router } from './router.ts';

/** Takes what went wrong unexpectedly, stack and all. */
export type ErrorLog = (context: string, cause: unknown) => void;

export interface ServedCalls {
  emit<E extends keyof HostEvents>(name: E, data: HostEvents[E]): void;
  /** Cancels what is running and closes the port. */
  close(): void;
}

const MAX_ACTIVE = 256; // calls of one client at a time
const PROGRESS_STEP = 0.002; // finer steps nobody sees

/**
 * Answers the calls that come in at a port until it closes; closing cancels what is running.
 *
 * A message that cannot be understood closes the port: after it, answers could no longer be matched to calls.
 */
export function serveCalls(port: BytePort, router: Router, log: ErrorLog): ServedCalls {
  const active = new Map<number, AbortController>();
  let isOpen = true;

  function send(message: ServerMessage): void {
    if (isOpen) port.send(encodeMessage(message));
  }

  function close(): void {
    isOpen = false;
    for (const controller of active.values()) controller.abort();
    active.clear();
  }

  function forPeople(method: string, cause: unknown): AppError {
    if (cause instanceof AppError && cause.code !== 'internal') return cause;
    if (cause instanceof Error && cause.name === 'AbortError') return new AppError('cancelled', 'Cancelled.');
    log(method, cause);
    if (cause instanceof AppError) return cause;
    const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0];
    return new AppError('internal', `${method} failed in a way nobody expected (${reason}); the log has the details.`);
  }

  async function run(id: number, method: string, params: unknown): Promise<void> {
    if (active.has(id)) throw new AppError('contract', `Call ${id} is running already.`);
    if (active.size >= MAX_ACTIVE) {
      const error = new AppError('unavailable', `More than ${MAX_ACTIVE} requests at a time: wait for some to finish.`);
      return send({ kind: 'error', id, error: error.toJSON() });
    }
    const controller = new AbortController();
    const { signal } = controller;
    active.set(id, controller);
    let reported = 0;
    let reportedStage: string | undefined;
    const onProgress = (fraction: number, stage?: string): void => {
      if (active.get(id) !== controller) return;
      if (stage === reportedStage && Math.abs(fraction - reported) < PROGRESS_STEP) return;
      reported = fraction;
      reportedStage = stage;
      send({ kind: 'progress', id, fraction, ...(stage === undefined ? {} : { stage }) });
    };
    try {
      const result = await router(method, params, { signal, onProgress });
      // Encoding may refuse what the handler returned; that is the handler's failure.
      if (active.get(id) === controller) send({ kind: 'result', id, result: result ?? null });
    } catch (cause) {
      const error = signal.aborted ? new AppError('cancelled', 'Cancelled.') : forPeople(method, cause);
      if (active.get(id) === controller) send({ kind: 'error', id, error: error.toJSON() });
    } finally {
      if (active.get(id) === controller) active.delete(id);
    }
  }

  async function receive(bytes: Uint8Array): Promise<void> {
    const message = decodeClientMessage(bytes);
    if (message.kind === 'call') return run(message.id, message.method, message.params);
    active.get(message.id)?.abort();
  }

  port.onMessage((bytes) => {
    receive(bytes).catch((cause: unknown) => {
      log('message', cause);
      close();
      port.close();
    });
  });
  port.onClose(close);

  return {
    emit: (name, data) => send({ kind: 'event', name, data }),
    close() {
      close();
      port.close();
    },
  };
}
