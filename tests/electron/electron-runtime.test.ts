import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

interface Place {
  readonly env?: Record<string, string>;
  readonly platform?: string;
  readonly packageFolder?: string;
  readonly args?: readonly string[];
  readonly time?: number;
}
const scripts = fileURLToPath(new URL('../../scripts/', import.meta.url));
const { findElectron, whyNoDisplay, whyOffline, fetchElectron } = (await import(
  join(scripts, 'electron-runtime.mjs')
)) as {
  findElectron: (place: Place) => string | undefined;
  whyNoDisplay: (place: Place) => string | undefined;
  whyOffline: (place: Place) => string | undefined;
  fetchElectron: (place: Place) => Promise<string | undefined>;
};

let packageFolder: string;
beforeEach(async () => {
  packageFolder = await mkdtemp(join(tmpdir(), 'annulus-runtime-'));
});
afterEach(() => rm(packageFolder, { recursive: true }));

describe('the Electron runtime', () => {
  it('is found where its package notes it, if it is really there', async () => {
    const find = () => findElectron({ env: {}, packageFolder });
    expect(find()).toBeUndefined();
    await writeFile(join(packageFolder, 'path.txt'), 'electron');
    expect(find()).toBeUndefined();
    await mkdir(join(packageFolder, 'dist'));
    await writeFile(join(packageFolder, 'dist/electron'), '');
    expect(find()).toBe(join(packageFolder, 'dist/electron'));
  });

  it('is found where ELECTRON_OVERRIDE_DIST_PATH says', async () => {
    const env = { ELECTRON_OVERRIDE_DIST_PATH: packageFolder };
    const find = () => findElectron({ env, platform: 'win32', packageFolder });
    expect(find()).toBeUndefined();
    await writeFile(join(packageFolder, 'electron.exe'), '');
    expect(find()).toBe(join(packageFolder, 'electron.exe'));
  });

  it('needs a display on Linux', () => {
    expect(whyNoDisplay({ platform: 'linux', env: {} })).toBe('there is no display');
    expect(whyNoDisplay({ platform: 'linux', env: { DISPLAY: ':0' } })).toBeUndefined();
    expect(whyNoDisplay({ platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' } })).toBeUndefined();
    expect(whyNoDisplay({ platform: 'darwin', env: {} })).toBeUndefined();
  });

  it('is not fetched offline or in CI', () => {
    expect(whyOffline({ env: {}, args: [] })).toBeUndefined();
    expect(whyOffline({ env: { CI: 'true' }, args: [] })).toBe('CI does not download it');
    expect(whyOffline({ env: {}, args: ['--offline'] })).toBe('offline mode');
    expect(whyOffline({ env: { npm_config_offline: 'true' }, args: [] })).toBe('offline mode');
  });

  it('is fetched by the installer of its package, whose failure is told in a line', async () => {
    const fetch = async (installer: string, time = 60_000) => {
      await writeFile(join(packageFolder, 'install.js'), installer);
      return fetchElectron({ packageFolder, time });
    };
    expect(await fetchElectron({ packageFolder })).toBe('the package "electron" is not installed');
    expect(await fetch('')).toBeUndefined();
    expect(await fetch('console.error(new Error("connect ECONNREFUSED").stack); process.exit(1)')).toBe(
      'connect ECONNREFUSED',
    );
    expect(await fetch('process.exit(1)')).toBe('the download failed');
    expect(await fetch('setInterval(() => 1, 1000)', 300)).toBe('the download took longer than 0 s');
  });

  it('is never looked for by importing it', async () => {
    for (const name of ['start.mjs', 'electron-runtime.mjs', 'dev.mjs'])
      expect(await readFile(join(scripts, name), 'utf8')).not.toMatch(/(from|import|require)\s*\(?\s*['"]electron['"]/);
  });
});
