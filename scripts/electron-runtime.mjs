// Finds the Electron runtime without importing `electron`, whose import would download it.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PACKAGE = join(ROOT, 'node_modules', 'electron');
const FETCH_TIME = 60_000; // ms

const USUAL_NAME = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };

/** Path of the runtime, or undefined. */
export function findElectron({ env = process.env, platform = process.platform, packageFolder = PACKAGE } = {}) {
  const note = join(packageFolder, 'path.txt');
  const name = existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined;
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  const path = override
    ? join(override, name ?? USUAL_NAME[platform] ?? 'electron')
    : name && join(packageFolder, 'dist', name);
  return path && existsSync(path) ? path : undefined;
}

/** Why no window can be opened here, or undefined if one can. */
export function whyNoDisplay({ env = process.env, platform = process.platform } = {}) {
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display';
  return undefined;
}

/** Why nothing should be downloaded, or undefined. */
export function whyOffline({ env = process.env, args = process.argv.slice(2) } = {}) {
  if (args.includes('--offline') || env.npm_config_offline === 'true') return 'offline mode';
  if (env.CI) return 'CI does not download it';
  if (env.ELECTRON_SKIP_BINARY_DOWNLOAD) return 'ELECTRON_SKIP_BINARY_DOWNLOAD is set';
  return undefined;
}

/** Runs the package's own installer, for a minute at most. @returns why it failed, or undefined */
export function fetchElectron({ packageFolder = PACKAGE, time = FETCH_TIME } = {}) {
  const installer = join(packageFolder, 'install.js');
  if (!existsSync(installer)) return Promise.resolve('the package "electron" is not installed');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [installer], {
      cwd: dirname(installer),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text) => (complaint = (complaint + text).slice(0, 4000)));
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill();
    }, time);
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => {
      clearTimeout(timer);
      if (isLate) return resolve(`the download took longer than ${Math.round(time / 1000)} s`);
      resolve(code === 0 ? undefined : reasonIn(complaint));
    });
  });
}

function reasonIn(complaint) {
  const line = complaint.split('\n').find((text) => /error/i.test(text)) ?? complaint.split('\n')[0];
  return (
    line
      ?.trim()
      .replace(/^\w*Error: /, '')
      .slice(0, 160) || 'the download failed'
  );
}
