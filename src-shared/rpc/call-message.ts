import type { ErrorJson } from '../model/app-error.ts';
import type { HostEvents } from './contract.ts';
import { decodeFrame, encodeFrame } from './byte-codec.ts';
import { AppError } from '../model/app-error.ts';

/** A two-way stream of whole messages: MessagePort, WebSocket, or two functions in a test. */
export interface BytePort {
  send(bytes: Uint8Array): void;
  onMessage(listener: (bytes: Uint8Array) => void): void;
  /** Called once, when nothing can be sent or received any more. */
  onClose(listener: () => void): void;
  close(): void;
}

export type ClientMessage =
  | { readonly kind: 'call'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly kind: 'cancel'; readonly id: number };

export type ServerMessage =
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: ErrorJson }
  | { readonly kind: 'progress'; readonly id: number; readonly fraction: number; readonly stage?: string }
  | { readonly kind: 'event'; readonly name: keyof HostEvents; readonly data: unknown };

export const encodeMessage: (message: ClientMessage | ServerMessage) => Uint8Array<ArrayBuffer> = encodeFrame;

/** @throws AppError  "contract" if the bytes are not a message of a client */
export function decodeClientMessage(bytes: Uint8Array): ClientMessage {
  const message = decodeFrame(bytes);
  if (hasKind(message) && isId(message)) {
    if (message.kind === 'cancel') return { kind: 'cancel', id: message.id };
    if (message.kind === 'call' && 'method' in message && typeof message.method === 'string')
      return {
        kind: 'call',
        id: message.id,
        method: message.method,
        params: 'params' in message ? message.params : {},
      };
  }
  throw new AppError('contract', 'A message arrived that is neither a call nor a cancellation.');
}

/** @throws AppError  "contract" if the bytes are no frame; the server is trusted beyond that */
export function decodeServerMessage(bytes: Uint8Array): ServerMessage {
  const message = decodeFrame(bytes);
  if (!hasKind(message)) throw new AppError('contract', 'A message arrived that is not an answer.');
  return message as ServerMessage;
}

function hasKind(message: unknown): message is { kind: unknown } {
  return typeof message === 'object' && message !== null && 'kind' in message;
}

function isId<T extends object>(message: T): message is T & { id: number } {
  return 'id' in message && Number.isSafeInteger(message.id);
}
