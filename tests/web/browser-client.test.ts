import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadValidator } from '../../src-main/rpc/schema-validation.ts';
import type { WindowServer } from '../../src-main/web/window-server.ts';
import { startWindowServer } from '../../src-main/web/window-server.ts';
import type { CallContext, Handlers } from '../../src-shared/rpc/contract.ts';

// The window's half of the connection in a real browser, against the real server, under the real policy.
const root = fileURLToPath(new URL('../..', import.meta.url));
const executablePath = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', chromium.executablePath()].find(
  (path) => path !== undefined && existsSync(path),
);
const TOKEN = 'a-token-that-outlives-one-server';
const ajv = await loadValidator();

const PAGE_SCRIPT = `
  import { connectToHost } from './src-renderer/client/connect-to-host.ts';
  const host = connectToHost();
  const never = new AbortController().signal;
  globalThis.state = () => host.state.value;
  globalThis.call = (method, params, signal = never, onProgress = undefined) =>
    host.call(method, params, { signal, onProgress }).catch((error) => error.code + ': ' + error.message);
  globalThis.violations = [];
  document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
`;

describe.skipIf(!executablePath)('the window, connected to its server', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let server: WindowServer;
  let rendererFolder: string;
  let sessions = 0;

  beforeAll(async () => {
    rendererFolder = await mkdtemp(join(tmpdir(), 'annulus-client-'));
    await build({
      stdin: { contents: PAGE_SCRIPT, resolveDir: root, loader: 'ts' },
      bundle: true,
      format: 'esm',
      define: { 'process.env.NODE_ENV': '"production"' },
      outfile: join(rendererFolder, 'main.js'),
    });
    await writeFile(
      join(rendererFolder, 'index.html'),
      '<!doctype html><title>Client</title><script type="module" src="./main.js"></script>',
    );
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(async () => {
    await browser.close();
    await rm(rendererFolder, { recursive: true });
  });

  const start = (port = 0): Promise<WindowServer> =>
    startWindowServer({
      host: '127.0.0.1',
      port,
      rendererFolder,
      ajv,
      token: TOKEN,
      log: () => undefined,
      createSession: () => {
        const name = `session ${++sessions}`;
        const handlers = {
          'app.info': async () => name,
          'image.close': async ({ imageId }: { imageId: string }, { onProgress, signal }: CallContext) => {
            if (imageId === 'slow')
              await new Promise((_resolve, reject) => {
                signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
              });
            onProgress?.(0.5);
            return Float64Array.of(1, NaN, -0);
          },
        } as unknown as Handlers;
        return { handlers, close: () => undefined };
      },
    });

  beforeEach(async () => {
    sessions = 0;
    server = await start();
    context = await browser.newContext();
    page = await context.newPage();
    await page.goto(`http://127.0.0.1:${server.port}/#token=${TOKEN}`);
  });
  afterEach(async () => {
    await context.close();
    await server.close();
  });

  // waitForFunction would evaluate text inside the page, which its policy forbids.
  const reaches = async (state: string, which = page): Promise<void> => {
    while ((await which.evaluate('globalThis.state?.()')) !== state) await which.waitForTimeout(20);
  };
  const connected = (which = page): Promise<void> => reaches('connected', which);
  const info = (which = page): Promise<unknown> => which.evaluate('call("app.info", {})');

  it('calls, and takes the token out of the address', async () => {
    await connected();
    expect(await info()).toBe('session 1');
    expect(await page.evaluate('location.hash')).toBe('');
    expect(await page.evaluate('crossOriginIsolated')).toBe(true);
  });

  it('gets progress and typed arrays, and can cancel', async () => {
    await connected();
    const seen = await page.evaluate(`(async () => {
      const progress = [];
      const array = await call('image.close', { imageId: 'a' }, undefined, (fraction) => progress.push(fraction));
      const controller = new AbortController();
      const slow = call('image.close', { imageId: 'slow' }, controller.signal);
      setTimeout(() => controller.abort(), 20);
      return [progress, array.constructor.name, Array.from(array, String), await slow];
    })()`);
    expect(seen).toEqual([[0.5], 'Float64Array', ['1', 'NaN', '0'], 'cancelled: Cancelled.']);
  });

  it('keeps its session over a reload, without the token in the address', async () => {
    await connected();
    await page.reload();
    await connected();
    expect(await info()).toBe('session 1');
  });

  it('has another session in another tab', async () => {
    await connected();
    const other = await context.newPage();
    await other.goto(`http://127.0.0.1:${server.port}/#token=${TOKEN}`);
    await connected(other);
    expect([await info(other), await info()]).toEqual(['session 2', 'session 1']);
  });

  it('notices a lost server, refuses calls, and connects again when it is back', async () => {
    await connected();
    const { port } = server;
    const slow = page.evaluate('call("image.close", { imageId: "slow" })');
    await server.close();
    expect(await slow).toMatch(/^(unavailable|cancelled): /);
    await reaches('lost');
    expect(await info()).toMatch(/^unavailable: The connection to the Annulus program was lost/);
    server = await start(port);
    await connected();
    expect(await info()).toBe('session 2');
  });

  it('says so when its token is not the right one, and does not try again', async () => {
    const other = await context.newPage();
    await other.goto(`http://127.0.0.1:${server.port}/#token=wrong`);
    await reaches('refused', other);
    expect(await info(other)).toMatch(/^unavailable: This address is no longer valid/);
    const bare = await context.newPage();
    await bare.goto(`http://127.0.0.1:${server.port}/`);
    await reaches('refused', bare);
    expect(await info(bare)).toMatch(/^unavailable: This address lacks its token/);
  });

  it('opens through the link that works once', async () => {
    const other = await context.newPage();
    await other.goto(`http://127.0.0.1:${server.port}${server.openingPath()}`);
    await connected(other);
    expect(await info(other)).toBe('session 2');
  });

  it('may not evaluate text or load from elsewhere', async () => {
    await connected();
    expect(
      await page.evaluate(`(async () => {
        const element = document.createElement('script');
        element.textContent = 'globalThis.injected = 1';
        document.head.append(element);
        const fetched = await fetch('http://127.0.0.1:1/').then(() => 'fetched', () => 'blocked');
        await new Promise((resolve) => setTimeout(resolve, 50));
        return [typeof injected, fetched, violations.sort()];
      })()`),
    ).toEqual(['undefined', 'blocked', ['connect-src', 'script-src-elem']]);
  });
});
