import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runDesktopApp } from '../../src-main/electron/desktop-app.ts';
import { restoreGrants } from '../../src-main/electron/granted-folders.ts';
import { createFileRoots } from '../../src-main/file/file-roots.ts';
import type { FileRoots } from '../../src-main/file/file-roots.ts';
import { createStateFolder } from '../../src-main/file/state-folder.ts';
import { loadValidator } from '../../src-main/rpc/schema-validation.ts';
import type { PickFiles } from '../../src-main/service/file-service.ts';
import type { FilePickParams } from '../../src-shared/model/schema-types.generated.ts';
import { messagePort } from '../../src-shared/rpc/byte-port.ts';
import type { MessagePortLike } from '../../src-shared/rpc/byte-port.ts';
import { createCallClient } from '../../src-shared/rpc/client.ts';
import type { Handlers } from '../../src-shared/rpc/contract.ts';
import { createFakeElectron } from './fake-electron.ts';

const ajv = await loadValidator();
const signal = new AbortController().signal;
let base: string;
let sessions: string[];
const argv = process.argv;

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'annulus-desktop-')));
  await mkdir(join(base, 'data'));
  for (const name of ['a.tif', 'b.poni']) await writeFile(join(base, 'data', name), name);
  sessions = [];
});
afterEach(async () => {
  process.argv = argv;
  await rm(base, { recursive: true });
});

async function start(words: readonly string[] = []) {
  process.argv = ['annulus', ...words];
  const fake = createFakeElectron();
  const roots = await createFileRoots([]);
  const state = createStateFolder(join(base, 'state'));
  const source = (pickFiles: PickFiles) => ({
    createSession: () => {
      sessions.push('opened');
      const handlers = {
        'app.info': async () => 'the program',
        'file.pick': async (params: FilePickParams) => ({ refs: await pickFiles(params) }),
      } as unknown as Handlers;
      return { handlers, close: () => void sessions.push('closed') };
    },
    close: () => void sessions.push('all closed'),
  });
  const openHost = async (pickFiles: PickFiles) => ({
    annulus: source(pickFiles),
    roots,
    state,
    ajv,
    log: () => undefined,
  });
  const paths = { rendererFolder: join(base, 'renderer'), preload: '/preload.cjs' };
  await runDesktopApp(fake.electron, openHost, paths);
  return { ...fake, roots, state };
}

type Started = Awaited<ReturnType<typeof start>>;

/** The page's half: its client and the events it hears. */
function openPage({ connect }: Started) {
  const port = connect();
  if (!port) throw new Error('no port came');
  const client = createCallClient(messagePort(port as unknown as MessagePortLike));
  const next = <E extends 'files.offered' | 'command.invoked'>(name: E) =>
    new Promise<unknown>((resolve) => {
      const stop = client.on(name, (data) => {
        resolve(data);
        stop();
      });
    });
  return { client, next };
}

const pathsOf = (roots: FileRoots, offered: unknown): Promise<string[]> =>
  Promise.all((offered as { refs: string[] }).refs.map((ref) => roots.resolve(ref)));

describe('the window', () => {
  it('is sandboxed, isolated and loads only the application', async () => {
    const { created, log } = await start();
    expect(created[0]).toMatchObject({
      webPreferences: { preload: '/preload.cjs', contextIsolation: true, sandbox: true, nodeIntegration: false },
    });
    expect(log).toEqual(['enableSandbox', 'scheme app', 'whenReady', 'load app://annulus/']);
  });

  it('cannot be led elsewhere, open others, or be granted anything but copying', async () => {
    const { webContents, permissions } = await start();
    for (const name of ['will-navigate', 'will-redirect', 'will-attach-webview']) {
      let isPrevented = false;
      webContents.emit(name, { preventDefault: () => (isPrevented = true) });
      expect(isPrevented, name).toBe(true);
    }
    expect(webContents.opens?.()).toEqual({ action: 'deny' });
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'openExternal',
      'clipboard-read',
      'fileSystem',
    ]) {
      expect(permissions.ask(permission), permission).toBe(false);
      expect(permissions.check(permission), permission).toBe(false);
    }
    expect(permissions.check('clipboard-sanitized-write')).toBe(true);
  });

  it('is not opened twice', async () => {
    const fake = createFakeElectron({ isFirst: false });
    await runDesktopApp(fake.electron, () => Promise.reject(new Error('not needed')), {
      rendererFolder: base,
      preload: '',
    });
    expect(fake.log).toEqual(['quit']);
  });
});

describe('the app: protocol', () => {
  it('serves files of the window with the same policy as the web server', async () => {
    const { fetch } = await start();
    const answer = await fetch('app://annulus/');
    expect(await answer.text()).toContain('/renderer/index.html');
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin');
  });

  it.each([
    'app://annulus/../data/a.js',
    'app://annulus/%2e%2e/data/a.js',
    'app://annulus/..%2f..%2fetc/a.js',
    'app://annulus/..%5c..%5ca.js',
    'app://annulus/%00.js',
    'app://annulus/%E0%A4%A.js',
    'app://evil/index.html',
    'file:///etc/a.js',
    'app://annulus/passwd',
  ])('serves nothing outside: %s', async (url) => {
    const { fetch } = await start();
    const answer = await fetch(url);
    // An address that climbs is flattened by the URL parser; what is served then must still lie inside.
    if (answer.status !== 404) expect(await answer.text()).toContain(`${base}/renderer/`);
    else expect(await answer.text()).toBe('There is no such file.');
  });

  it('answers GET only', async () => {
    const { fetch } = await start();
    expect((await fetch('app://annulus/', 'POST')).status).toBe(404);
  });
});

describe('the port', () => {
  it('serves calls', async () => {
    const { client } = openPage(await start());
    expect(await client.call('app.info', {}, { signal })).toBe('the program');
  });

  it('is given to the own page only', async () => {
    const started = await start();
    expect(started.connect({}, started.frame)).toBeUndefined();
    expect(started.connect(started.webContents, { origin: 'app://annulus' })).toBeUndefined(); // an embedded frame
    started.frame.origin = 'https://evil.example';
    expect(started.connect()).toBeUndefined();
    expect(sessions).toEqual([]);
  });

  it('is renewed on reload, with a new session', async () => {
    const started = await start();
    openPage(started);
    const { client } = openPage(started);
    await client.call('app.info', {}, { signal });
    expect(sessions.sort()).toEqual(['closed', 'opened', 'opened']);
  });

  it('is closed before the application quits', async () => {
    const started = await start();
    openPage(started);
    let isHeld = false;
    started.app.emit('will-quit', { preventDefault: () => (isHeld = true) });
    expect(isHeld).toBe(true);
    while (!started.log.includes('quit')) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(sessions).toEqual(['opened', 'closed', 'all closed']);
  });
});

describe('files from outside', () => {
  it('are offered when dropped, with their folder opened', async () => {
    const started = await start();
    const { next } = openPage(started);
    started.drop([join(base, 'data/a.tif'), join(base, 'data/b.poni'), join(base, 'nosuch')]);
    expect(await pathsOf(started.roots, await next('files.offered'))).toEqual([
      join(base, 'data/a.tif'),
      join(base, 'data/b.poni'),
    ]);
  });

  it('dropped by another frame are ignored', async () => {
    const started = await start();
    openPage(started);
    started.drop([join(base, 'data/a.tif')], { origin: 'app://annulus' });
    started.drop('not a list');
    expect(started.roots.granted()).toEqual([]);
  });

  it('named at the start, by the system or by a second start are offered', async () => {
    const started = await start(['--flag', join(base, 'data/a.tif')]);
    const { next } = openPage(started);
    expect(await pathsOf(started.roots, await next('files.offered'))).toEqual([join(base, 'data/a.tif')]);

    started.app.emit('open-file', { preventDefault: () => undefined }, join(base, 'data/b.poni'));
    expect(await pathsOf(started.roots, await next('files.offered'))).toEqual([join(base, 'data/b.poni')]);

    started.app.emit('second-instance', {}, [], '/', { files: [join(base, 'data/a.tif')] });
    expect(await pathsOf(started.roots, await next('files.offered'))).toEqual([join(base, 'data/a.tif')]);
    expect(started.log).toContain('focus');
  });

  it('stay open for the next start', async () => {
    const started = await start();
    const { next } = openPage(started);
    started.drop([join(base, 'data/a.tif')]);
    const { refs } = (await next('files.offered')) as { refs: string[] };
    const later = await createFileRoots([]);
    await restoreGrants(later, started.state);
    expect(await later.resolve(refs[0]!)).toBe(join(base, 'data/a.tif'));
  });
});

describe('native dialogs', () => {
  it('open what was chosen', async () => {
    const started = await start();
    const { client } = openPage(started);
    started.answers.open = [join(base, 'data/a.tif')];
    const picked = await client.call('file.pick', { purpose: 'open' }, { signal });
    expect(await pathsOf(started.roots, picked)).toEqual([join(base, 'data/a.tif')]);
    started.answers.open = [];
    expect(await client.call('file.pick', { purpose: 'export-folder' }, { signal })).toEqual({ refs: [] });
    expect(started.log.slice(-2)).toEqual(['dialog openFile,multiSelections', 'dialog openDirectory,createDirectory']);
  });

  it('give a reference for a file that is yet to be saved', async () => {
    const started = await start();
    const { client } = openPage(started);
    started.answers.save = join(base, 'data/new.xy');
    const { refs } = await client.call('file.pick', { purpose: 'save', suggestedName: 'new.xy' }, { signal });
    expect(await started.roots.resolve(refs[0]!, 'write')).toBe(join(base, 'data/new.xy'));
    expect(started.log.at(-1)).toBe('dialog save new.xy');
  });
});

describe('the native menu', () => {
  it('runs the commands of the window', async () => {
    const started = await start();
    const { next } = openPage(started);
    const items = started.menu().flatMap(({ submenu }) => submenu ?? []);
    items.find(({ label }) => label === 'Open…')?.click?.();
    expect(await next('command.invoked')).toEqual({ commandId: 'file.open' });
  });
});
