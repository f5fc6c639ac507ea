import type { MessagePortMain } from 'electron';
import type { BytePort } from '../../src-shared/rpc/call-message.ts';

/** Electron's port of the main process as a port of ours. */
export function mainPort(port: MessagePortMain): BytePort {
  return {
    send: (bytes) => port.postMessage(bytes),
    onMessage: (listener) => {
      port.on('message', ({ data }: { data: unknown }) => {
        if (data instanceof Uint8Array) listener(data);
      });
      port.start();
    },
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  };
}
