// Finds a Chromium for the end-to-end tests, or installs one: Debian's package where apt is at hand, Playwright's otherwise.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { platform } from 'node:os';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

async function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return existsSync(named) ? named : undefined;
  const usual = USUAL_PLACES.find((path) => existsSync(path));
  if (usual) return usual;
  const { chromium } = await import('playwright');
  const own = chromium.executablePath();
  return existsSync(own) ? own : undefined;
}

const run = (command, ...args) => {
  console.log(`> ${command} ${args.join(' ')}`);
  return spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
};

/** @returns {Promise<string>} path of a Chromium that exists
 *  @throws {Error} where none is found and none can be installed */
export async function findOrInstallChromium() {
  const found = await findChromium();
  if (found) return found;
  const isDebianRoot = platform() === 'linux' && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;
  if (isDebianRoot) {
    run('apt-get', 'update', '-qq');
    run('apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
  } else run(process.execPath, 'node_modules/playwright/cli.js', 'install', 'chromium');
  const installed = await findChromium();
  if (!installed)
    throw new Error(
      'No Chromium was found and none could be installed: install Chromium or Chrome, or name it in CHROMIUM_PATH.',
    );
  return installed;
}
