import type * as Electron from 'electron';
import { EventEmitter } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';

/** Node's port with the face of Electron's MessagePortMain: an emitter of `{ data }`. */
class FakePort extends EventEmitter {
  readonly port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.port = port;
    port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
    port.on('close', () => this.emit('close'));
  }

  start(): void {
    this.port.start();
  }

  postMessage(message: unknown): void {
    this.port.postMessage(message);
  }

  close(): void {
    this.port.close();
  }
}

interface MenuItem {
  readonly label?: string;
  readonly submenu?: readonly MenuItem[];
  readonly click?: () => void;
}

/**
 * As much of Electron as src-main/electron uses, writing down what is asked of it. It shows that our side does what it
 * should; that Electron does its part, only Electron can show.
 */
export function createFakeElectron({ isFirst = true } = {}) {
  const log: string[] = [];
  const frame = { origin: 'app://annulus' };
  const posted: { channel: string; ports: FakePort[] }[] = [];
  const webContents = Object.assign(new EventEmitter(), {
    mainFrame: frame,
    opens: undefined as undefined | (() => { action: string }),
    setWindowOpenHandler(handler: () => { action: string }) {
      webContents.opens = handler;
    },
    postMessage: (channel: string, _message: unknown, ports: FakePort[]) => posted.push({ channel, ports }),
  });
  const app = Object.assign(new EventEmitter(), {
    isPackaged: true,
    quit: () => log.push('quit'),
    enableSandbox: () => log.push('enableSandbox'),
    requestSingleInstanceLock: () => isFirst,
    whenReady: async () => void log.push('whenReady'),
  });
  const created: Record<string, unknown>[] = [];
  class BrowserWindow extends EventEmitter {
    readonly webContents = webContents;
    constructor(options: Record<string, unknown>) {
      super();
      created.push(options);
      app.emit('web-contents-created', {}, webContents);
    }
    show = () => log.push('show');
    focus = () => log.push('focus');
    restore = () => log.push('restore');
    isMinimized = () => false;
    loadURL = async (url: string) => void log.push(`load ${url}`);
  }
  const answers = { open: [] as string[], save: '' };
  const permissions: Record<'ask' | 'check', (permission: string) => boolean> = { ask: () => true, check: () => true };
  let menu: readonly MenuItem[] = [];
  let handler: (request: { url: string; method: string }) => Promise<Response> = async () => new Response('');
  const electron = {
    app,
    BrowserWindow,
    ipcMain: new EventEmitter(),
    dialog: {
      showOpenDialog: async (_window: unknown, options: { properties: readonly string[] }) => {
        log.push(`dialog ${options.properties.join(',')}`);
        return { filePaths: answers.open };
      },
      showSaveDialog: async (_window: unknown, options: { defaultPath?: string }) => {
        log.push(`dialog save ${options.defaultPath ?? ''}`);
        return { filePath: answers.save };
      },
    },
    Menu: {
      buildFromTemplate: (template: readonly MenuItem[]) => template,
      setApplicationMenu: (template: readonly MenuItem[]) => (menu = template),
    },
    MessageChannelMain: class {
      readonly port1: FakePort;
      readonly port2: FakePort;
      constructor() {
        const { port1, port2 } = new MessageChannel();
        this.port1 = new FakePort(port1);
        this.port2 = new FakePort(port2);
      }
    },
    net: { fetch: async (url: string) => new Response(`content of ${url}`) },
    protocol: {
      registerSchemesAsPrivileged: (schemes: readonly { scheme: string }[]) => log.push(`scheme ${schemes[0]?.scheme}`),
      handle: (_scheme: string, answer: typeof handler) => (handler = answer),
    },
    session: {
      defaultSession: {
        setPermissionRequestHandler: (
          decide: (contents: unknown, permission: string, answer: (is: boolean) => void) => void,
        ) => {
          permissions.ask = (permission) => {
            let answer = true;
            decide(webContents, permission, (is) => (answer = is));
            return answer;
          };
        },
        setPermissionCheckHandler: (decide: (contents: unknown, permission: string) => boolean) =>
          (permissions.check = (permission) => decide(webContents, permission)),
      },
    },
  };
  return {
    electron: electron as unknown as typeof Electron,
    app,
    log,
    webContents,
    frame,
    created,
    answers,
    permissions,
    menu: () => menu,
    fetch: (url: string, method = 'GET') => handler({ url, method }),
    /** The page asks for its port. */
    connect(sender: unknown = webContents, senderFrame: unknown = frame): MessagePort | undefined {
      electron.ipcMain.emit('annulus:connect', { sender, senderFrame });
      return posted.at(-1)?.ports[0]?.port;
    },
    drop: (paths: unknown, senderFrame: unknown = frame) =>
      electron.ipcMain.emit('annulus:dropped', { sender: webContents, senderFrame }, paths),
  };
}
