import type { BytePort } from './call-message.ts';

/** What a WebSocket of the browser and one of `ws` have in common. */
export interface WebSocketLike {
  binaryType: string;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
}

/** What a MessagePort of the browser and one of Node have in common. */
export interface MessagePortLike {
  postMessage(message: unknown): void;
  start?(): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
}

/** An open WebSocket as a port. Text messages are ignored: calls are binary. */
export function webSocketPort(socket: WebSocketLike): BytePort {
  socket.binaryType = 'arraybuffer';
  return {
    send: (bytes) => socket.send(bytes as Uint8Array<ArrayBuffer>),
    onMessage: (listener) =>
      socket.addEventListener('message', ({ data }) => {
        if (data instanceof ArrayBuffer) listener(new Uint8Array(data));
      }),
    onClose: (listener) => socket.addEventListener('close', listener),
    close: () => socket.close(),
  };
}

/** A MessagePort as a port. The bytes are copied, not transferred: Electron loses what is transferred (electron#34905). */
export function messagePort(port: MessagePortLike): BytePort {
  return {
    send: (bytes) => port.postMessage(bytes),
    onMessage: (listener) => {
      port.addEventListener('message', ({ data }) => {
        if (data instanceof Uint8Array) listener(data);
      });
      port.start?.();
    },
    onClose: (listener) => port.addEventListener('close', listener),
    close: () => port.close(),
  };
}
