import { resolve } from 'node:path';
import type * as ElectronModule from 'electron';
import type { BrowserWindow, IpcMainEvent, WebContents } from 'electron';
import type { Ajv } from 'ajv';
import type { FileRoots } from '../file/file-roots.ts';
import type { StateFolder } from '../file/state-folder.ts';
import type { HostSession, SessionSource } from '../rpc/host-session.ts';
import { createRouter } from '../rpc/router.ts';
import type { ErrorLog, ServedCalls } from '../rpc/serve-calls.ts';
import { serveCalls } from '../rpc/serve-calls.ts';
import type { PickFiles } from '../service/file-service.ts';
import { APP_ORIGIN, APP_SCHEME, createProtocolHandler } from './app-protocol.ts';
import { saveGrants } from './granted-folders.ts';
import { mainPort } from './main-port.ts';
import { pickFiles } from './native-dialogs.ts';
import { menuTemplate } from './native-menu.ts';
import { CONNECT, DROPPED, PORT } from './window-channel.ts';

type Electron = typeof ElectronModule;

export interface DesktopHost {
  readonly annulus: SessionSource;
  readonly roots: FileRoots;
  readonly state: StateFolder;
  readonly ajv: Ajv;
  readonly log: ErrorLog;
}

export interface DesktopPaths {
  /** Folder with the built window. */
  readonly rendererFolder: string;
  readonly preload: string;
}

const MOST_DROPPED = 10_000;

/** Runs the desktop application: one window, one session. Resolves once the window is there, or another instance has it. */
export async function runDesktopApp(
  electron: Electron,
  openHost: (pickFiles: PickFiles) => Promise<DesktopHost>,
  { rendererFolder, preload }: DesktopPaths,
): Promise<void> {
  const { app, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain, net, protocol, session } = electron;

  // Everything up to whenReady() must be said before the application is ready.
  const named = process.argv.slice(app.isPackaged ? 1 : 2).filter((word) => !word.startsWith('-'));
  const toOpen = named.map((name) => resolve(name));
  if (!app.requestSingleInstanceLock({ files: toOpen })) return app.quit();
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
  let offer = (paths: readonly string[]): void => void toOpen.push(...paths); // until there is a window to offer to
  let focus = (): void => undefined;
  app.on('open-file', (event, path) => {
    event.preventDefault();
    offer([path]);
  });
  app.on('second-instance', (_event, _argv, _folder, data) => {
    focus();
    offer(filesOf(data));
  });
  app.on('web-contents-created', (_event, contents) => confine(contents));
  app.on('window-all-closed', () => app.quit());
  await app.whenReady();

  let pick: PickFiles = async () => []; // until there is a window to ask in
  const { annulus, roots, state, ajv, log } = await openHost((params) => pick(params));
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => answer(isHarmless(permission)));
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => isHarmless(permission));
  protocol.handle(APP_SCHEME, createProtocolHandler(rendererFolder, net));

  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 900,
    minHeight: 600,
    show: false,
    autoHideMenuBar: true, // the window has menus of its own
    webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false, spellcheck: false },
  });
  window.once('ready-to-show', () => window.show());
  focus = () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  };

  let current: { readonly session: HostSession; readonly calls: ServedCalls } | undefined;
  const leave = async (): Promise<void> => {
    const last = current;
    current = undefined;
    last?.calls.close();
    await last?.session.close();
  };
  offer = (paths) => void offerFiles(paths).catch((cause: unknown) => log('offered files', cause));

  async function offerFiles(paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return;
    if (!current) return void toOpen.push(...paths);
    const refs = await Promise.all(paths.map((path) => roots.grant(path).catch(() => undefined)));
    const known = refs.filter((ref) => ref !== undefined); // an argument that is no file is none of ours
    if (known.length === 0) return;
    await remember();
    current?.calls.emit('files.offered', { refs: known });
  }

  /** A list that cannot be saved costs the user a dialog next time, and nothing now. */
  const remember = (): Promise<void> =>
    saveGrants(roots, state).catch((cause: unknown) => log('granted folders', cause));

  function connect({ sender }: IpcMainEvent): void {
    leave().catch((cause: unknown) => log('closing a session', cause)); // a reload: the page lost its old port
    const { port1, port2 } = new MessageChannelMain();
    const next = annulus.createSession();
    const calls = serveCalls(mainPort(port1), createRouter(next.handlers, ajv), log);
    current = { session: next, calls };
    sender.postMessage(PORT, null, [port2]);
    offer(toOpen.splice(0));
  }

  pick = async (params) => {
    const refs = await pickFiles(params, window, dialog, roots);
    await remember();
    return refs;
  };

  ipcMain.on(CONNECT, (event) => isOwnPage(event, window) && connect(event));
  ipcMain.on(DROPPED, (event, paths: unknown) => isOwnPage(event, window) && offer(pathsOf(paths)));
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate((commandId) => current?.calls.emit('command.invoked', { commandId }), process.platform),
    ),
  );
  app.on('will-quit', (event) => {
    if (!current) return;
    event.preventDefault();
    leave()
      .then(() => annulus.close())
      .catch((cause: unknown) => log('closing', cause))
      .finally(() => app.quit());
  });
  await window.loadURL(`${APP_ORIGIN}/`);
}

/** No page but ours, no second window, no embedded page. */
function confine(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

function isHarmless(permission: string): boolean {
  return permission === 'clipboard-sanitized-write'; // "Copy value"
}

function isOwnPage({ sender, senderFrame }: IpcMainEvent, window: BrowserWindow): boolean {
  return sender === window.webContents && senderFrame === sender.mainFrame && senderFrame.origin === APP_ORIGIN;
}

function pathsOf(value: unknown): string[] {
  return Array.isArray(value) && value.length <= MOST_DROPPED
    ? value.filter((item): item is string => typeof item === 'string')
    : [];
}

function filesOf(data: unknown): string[] {
  return typeof data === 'object' && data !== null && 'files' in data ? pathsOf(data.files) : [];
}
