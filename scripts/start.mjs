// `npm start [FILE…]`: the desktop window, or, where no Electron runtime can be had, the same window in a browser.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fetchElectron, findElectron, whyNoDisplay, whyOffline } from './electron-runtime.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2).filter((arg) => arg !== '--offline');

async function chooseRuntime() {
  const noDisplay = whyNoDisplay();
  if (noDisplay) return { reason: noDisplay };
  const found = findElectron();
  if (found) return { electron: found };
  const offline = whyOffline();
  if (offline) return { reason: offline };
  process.stderr.write('Fetching the Electron runtime (once, at most a minute) …\n');
  const failure = await fetchElectron();
  const fetched = findElectron();
  return fetched ? { electron: fetched } : { reason: failure ?? 'it is not where it should be' };
}

const { electron, reason } = await chooseRuntime();
if (!electron)
  process.stderr.write(
    `No Electron runtime could be had here (${reason}); opening the same window in your browser instead.\n`,
  );
const command = electron ? [electron, ROOT, ...args] : [process.execPath, `${ROOT}bin/annulus.mjs`, 'serve', ...args];
const child = spawn(command[0], command.slice(1), { stdio: 'inherit' });
// Ctrl+C reaches the child too; it decides when it has finished.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(`annulus: ${error.message}\n`);
  process.exitCode = 1;
});
child.on('close', (code) => (process.exitCode = code ?? 1));
