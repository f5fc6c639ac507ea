import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

// The bundle as scripts/build.mjs makes it, run against a window and an Electron that write down what is asked of them.
const entry = fileURLToPath(new URL('../../src-main/electron/preload.ts', import.meta.url));
let source: string;
beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['electron'],
    write: false,
  });
  source = outputFiles[0]!.text;
});

type Listener = (event: Record<string, unknown>) => void;

function run() {
  const asked: string[] = [];
  const sent: unknown[][] = [];
  const posted: unknown[][] = [];
  const pageListeners = new Map<string, Listener>();
  const mainListeners = new Map<string, Listener>();
  const electron = new Proxy(
    {
      ipcRenderer: {
        send: (...message: unknown[]) => sent.push(message),
        on: (channel: string, listener: Listener) => mainListeners.set(channel, listener),
      },
      webUtils: { getPathForFile: (file: { path?: string }) => file.path ?? '' },
    },
    {
      get(target, name) {
        if (!(name in target)) throw new Error(`preload asked for ${String(name)}`);
        asked.push(String(name));
        return target[name as keyof typeof target];
      },
    },
  );
  const window = {
    postMessage: (...message: unknown[]) => posted.push(message),
    addEventListener: (type: string, listener: Listener) => pageListeners.set(type, listener),
  };
  const names = Object.keys(window);
  const required: string[] = [];
  vm.runInNewContext(source, {
    window,
    location: { origin: 'app://annulus' },
    module: { exports: {} },
    require: (name: string) => {
      required.push(name);
      return electron;
    },
  });
  return { asked, sent, posted, pageListeners, mainListeners, window, names, required };
}

describe('preload', () => {
  it('uses nothing of Electron but messages to the main process and the paths of files', () => {
    const { asked, required, window, names, pageListeners, mainListeners } = run();
    pageListeners.get('drop')?.({ dataTransfer: { files: [{ path: '/data/a.tif' }] } });
    expect(required).toEqual(['electron']);
    expect(new Set(asked)).toEqual(new Set(['ipcRenderer', 'webUtils']));
    expect([...mainListeners.keys()]).toEqual(['annulus:port']);
    expect(Object.keys(window)).toEqual(names); // nothing was put on the window
  });

  it('names no bridge to the page', () => {
    expect(readFileSync(entry, 'utf8')).not.toMatch(/contextBridge|exposeIn|eval|Function\(/);
  });

  it('asks for a port when its own page does, and for nobody else', () => {
    const { sent, pageListeners, window } = run();
    const ask = pageListeners.get('message')!;
    ask({ source: window, origin: 'https://evil.example', data: 'annulus:connect' });
    ask({ source: {}, origin: 'app://annulus', data: 'annulus:connect' });
    ask({ source: window, origin: 'app://annulus', data: 'annulus:dropped' });
    expect(sent).toEqual([]);
    ask({ source: window, origin: 'app://annulus', data: 'annulus:connect' });
    expect(sent).toEqual([['annulus:connect']]);
  });

  it('hands the port to its own origin only', () => {
    const { posted, mainListeners } = run();
    const port = { name: 'port' };
    mainListeners.get('annulus:port')?.({ ports: [port], sender: 'secret' });
    expect(posted).toEqual([['annulus:port', 'app://annulus', [port]]]);
  });

  it('tells the main process the paths of dropped files, not of made-up ones', () => {
    const { sent, pageListeners } = run();
    const drop = pageListeners.get('drop')!;
    drop({ dataTransfer: { files: [{ path: '/data/a.tif' }, {}] } });
    drop({ dataTransfer: { files: [{}] } });
    drop({ dataTransfer: null });
    expect(JSON.parse(JSON.stringify(sent))).toEqual([['annulus:dropped', ['/data/a.tif']]]);
  });
});
