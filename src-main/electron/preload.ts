import { ipcRenderer, webUtils } from 'electron';
import { CONNECT, DROPPED, PORT } from './window-channel.ts';

// Exposes nothing. The page asks for its port by a message and gets it by a message, both within its own window;
// dropped files are told to the main process by their paths, which the page itself never sees.

interface WindowMessage {
  readonly source: unknown;
  readonly origin: string;
  readonly data: unknown;
}
interface DropEvent {
  readonly dataTransfer: { readonly files: ArrayLike<Parameters<typeof webUtils.getPathForFile>[0]> } | null;
}
declare const location: { readonly origin: string };
declare const window: {
  postMessage(message: string, targetOrigin: string, transfer: readonly unknown[]): void;
  addEventListener(type: 'message', listener: (event: WindowMessage) => void): void;
  addEventListener(type: 'drop', listener: (event: DropEvent) => void, capture: true): void;
};

window.addEventListener('message', ({ source, origin, data }) => {
  if (source === window && origin === location.origin && data === CONNECT) ipcRenderer.send(CONNECT);
});

ipcRenderer.on(PORT, ({ ports }) => window.postMessage(PORT, location.origin, ports));

window.addEventListener(
  'drop',
  ({ dataTransfer }) => {
    const paths = Array.from(dataTransfer?.files ?? [], (file) => webUtils.getPathForFile(file)).filter(Boolean);
    if (paths.length > 0) ipcRenderer.send(DROPPED, paths);
  },
  true,
);
