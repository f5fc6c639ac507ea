import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Path of the runtime, found without importing `electron`, whose import would download it. */
function findRuntime(): string | undefined {
  const note = join(root, 'node_modules/electron/path.txt');
  if (!existsSync(note)) return undefined;
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(root, 'node_modules/electron/dist');
  const path = join(folder, readFileSync(note, 'utf8').trim());
  return existsSync(path) ? path : undefined;
}

const runtime = findRuntime();
const isBuilt = existsSync(join(root, 'out/main/electron-main.mjs')) && existsSync(join(root, 'out/renderer'));
const hasDisplay = process.platform !== 'linux' || 'DISPLAY' in process.env || 'WAYLAND_DISPLAY' in process.env;

// Needs an Electron runtime, a build and a display; elsewhere it is reported as skipped.
describe.skipIf(!runtime || !isBuilt || !hasDisplay)('the desktop window in Electron', () => {
  let application: ElectronApplication;
  let page: Page;
  let state: string;

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), 'annulus-electron-'));
    application = await _electron.launch({
      executablePath: runtime!,
      args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root],
      env: { ...process.env, ANNULUS_STATE_FOLDER: state } as Record<string, string>,
    });
    page = await application.firstWindow();
  });
  afterAll(async () => {
    await application.close();
    await rm(state, { recursive: true });
  });

  it('shows the application, isolated from Node', async () => {
    expect(page.url()).toBe('app://annulus/');
    expect(await page.title()).toContain('Annulus');
    expect(await page.evaluate('[typeof require, typeof process, crossOriginIsolated]')).toEqual([
      'undefined',
      'undefined',
      true,
    ]);
  });

  it('is connected to the program', async () => {
    const state = page.locator('.connection');
    await state.filter({ hasText: 'Ready' }).waitFor(); // "Connected" would mean that it takes itself for a browser
    expect(await state.textContent()).toBe('Ready');
  });
});
