// `npm run dev`: the window from Vite with hot reload, and the program behind it, rebuilt and restarted when it changes.
// The program is the browser host in both cases (`--web` says it): Vite serves pages to browsers.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PORT = 8418;
const SETTLE = 200; // ms: editors write several files at once
process.chdir(ROOT);
const token = randomBytes(24).toString('base64url'); // the same after a restart, so that the page reconnects
const args = process.argv.slice(2).filter((arg) => arg !== '--web');

let program;
async function restart() {
  // The program refuses to serve a window that was never built.
  const only = existsSync('out/renderer/index.html') ? ['--node-only'] : [];
  const build = spawn(process.execPath, ['scripts/build.mjs', ...only], { stdio: 'inherit' });
  const [code] = await once(build, 'close');
  if (code !== 0) return; // the old one goes on until the mistake is mended
  if (program && program.exitCode === null) {
    program.kill();
    await once(program, 'close');
  }
  program = spawn(process.execPath, ['bin/annulus.mjs', 'serve', '--no-open', '--port', String(PORT), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ANNULUS_TOKEN: token },
  });
  await Promise.race([once(program.stdout, 'data'), once(program, 'close')]); // it prints its address when it listens
}

let timer;
let queue = restart();
for (const folder of ['src-main', 'src-shared', 'schemas'])
  watch(folder, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => (queue = queue.then(restart)), SETTLE);
  });
await queue;

const vite = await createServer({
  configFile: 'vite.config.ts',
  server: { host: '127.0.0.1', proxy: { '/rpc': { target: `ws://127.0.0.1:${PORT}`, ws: true } } },
});
await vite.listen();
const { port } = vite.httpServer.address();
console.log(`Annulus, from source: http://127.0.0.1:${port}/#token=${token}`);

for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, async () => {
    program?.kill();
    await vite.close();
    process.exit(0);
  });
