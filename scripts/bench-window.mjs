// What the benches of the window share: an image as a file, and a real browser on a real host.
import { spawn } from 'node:child_process';
import { chromium } from 'playwright';
import { findOrInstallChromium } from './chromium.mjs';

/** A square image as .npy; `type` as NumPy writes it, `<i4`. */
export function npy(type, size, samples) {
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${size}, ${size}), }`.padEnd(117) + '\n';
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1'),
    Buffer.from(header),
    Buffer.from(samples.buffer),
  ]);
}

/**
 * Serves `root` and opens the window on it.
 *
 * @param state  folder for the host's own files
 * @param script  runs in the page before anything else
 * @returns the page, the process of the host, and `close`, which ends both
 */
export async function openWindow(root, state, script) {
  const server = spawn(
    process.execPath,
    ['bin/annulus.mjs', 'serve', '--port', '0', '--no-open', '--json', '--root', root],
    { env: { ...process.env, ANNULUS_STATE_FOLDER: state }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let browser;
  const close = async () => {
    await browser?.close();
    server.kill();
  };
  try {
    const printed = await new Promise((resolve, reject) => {
      server.stdout.once('data', (data) => resolve(String(data)));
      server.once('exit', (code) => reject(new Error(`annulus serve left with ${code}`)));
    });
    browser = await chromium.launch({ executablePath: await findOrInstallChromium(), args: ['--no-sandbox'] });
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    await page.addInitScript(script);
    await page.goto(JSON.parse(printed).url);
    await page.getByRole('status').getByText('Connected').waitFor();
    return { page, server, close };
  } catch (error) {
    await close();
    throw error;
  }
}
