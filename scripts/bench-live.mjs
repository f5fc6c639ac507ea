// Measures live viewing: `node scripts/bench-live.mjs [FILES] [BURST]`. Images of 1024 × 1024 pixels are renamed into a folder
// that a window watches, in a real browser served by a real host. What counts is when the pattern of a file has been on the
// screen for a frame after its renaming; then BURST files arrive, 50 in a second, and all must be done. Needs a build.
import { link, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { npy, openWindow } from './bench-window.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const FILES = Number(process.argv[2] ?? 20);
const BURST = Number(process.argv[3] ?? 250);
const PER_SECOND = 50;
const SIZE = 1024;
const PONI = `poni_version: 2
Detector: Detector
Detector_config: {"pixel1": 0.0001, "pixel2": 0.0001}
Distance: 0.2
Poni1: 0.0531
Poni2: 0.0513
Rot1: 0.01
Rot2: -0.02
Rot3: 0
Wavelength: 1e-10
`;

/** Runs in the page: notes when the pattern of each file has been on the screen for a frame, ms since 1970. */
function watchPatterns() {
  const { document, MutationObserver, requestAnimationFrame } = globalThis;
  const shown = (globalThis.benchShown = {});
  const look = () => {
    const label = document.querySelector('[role="application"][aria-label^="Pattern of"]')?.getAttribute('aria-label');
    const name = label?.slice('Pattern of '.length).split(/[ :,]/)[0];
    if (!name || name in shown) return;
    shown[name] = Infinity;
    requestAnimationFrame(() => requestAnimationFrame(() => (shown[name] = Date.now())));
  };
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['aria-label'],
  });
}

const folder = await mkdtemp(join(tmpdir(), 'annulus-bench-live-'));
const root = join(folder, 'data');
const live = join(root, 'live');
await mkdir(live, { recursive: true });
await mkdir(join(folder, 'ready'));
await writeFile(join(root, 'case.poni'), PONI);
const image = npy(
  '<u2',
  SIZE,
  new Uint16Array(SIZE * SIZE).map((_, i) => 100 + ((i * 7919) % 997)),
);
await writeFile(join(live, 'first.npy'), image);
const window = await openWindow(root, join(folder, 'state'), watchPatterns);
try {
  const { page } = window;
  await page.keyboard.press('Control+o');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('option', { name: /case\.poni/ }).dblclick();
  await page.keyboard.press('Control+o');
  await dialog.getByRole('option', { name: /live/ }).dblclick();
  await dialog.getByRole('option', { name: /first\.npy/ }).dblclick();
  await page.getByRole('application', { name: /^Pattern of first/ }).waitFor();
  await page.getByRole('button', { name: 'Batch', exact: true }).first().click();
  await page.getByRole('button', { name: 'Add a folder' }).click();
  await dialog.getByRole('button', { name: /Choose|Use|Open/ }).click();
  await page.getByRole('button', { name: 'Watch', exact: true }).click();
  await page.getByText(/1 of 1 · watching/).waitFor();
  await sleep(2000);

  /** Renames a file that is whole into the folder. @returns when, ms since 1970 */
  async function arrive(name) {
    await writeFile(join(folder, 'ready', name), image);
    const at = Date.now();
    await rename(join(folder, 'ready', name), join(live, name));
    return at;
  }
  const shown = () => page.evaluate(() => globalThis.benchShown);
  const waits = [];
  for (let i = 0; i < FILES; i++) {
    const name = `single_${i}.npy`;
    const at = await arrive(name);
    let seen = Infinity;
    for (let tries = 0; tries < 200 && !(seen < Infinity); tries++) {
      await sleep(50);
      seen = (await shown())[name] ?? Infinity;
    }
    waits.push(seen - at);
    await sleep(250 + 50 * (i % 5));
  }
  waits.sort((a, b) => a - b);
  const at = (share) => waits[Math.min(waits.length - 1, Math.floor(share * waits.length))];
  console.log(
    `pattern on screen after renaming: lowest ${waits[0]}, median ${at(0.5)}, 90 % ${at(0.9)} ms (${FILES} files)`,
  );

  const started = performance.now();
  await writeFile(join(folder, 'whole.npy'), image);
  for (let i = 0; i < BURST; i++) {
    await link(join(folder, 'whole.npy'), join(live, `burst_${i}.npy`)); // whole at once, without writing
    await sleep(Math.max(0, started + ((i + 1) * 1000) / PER_SECOND - performance.now()));
  }
  const given = performance.now() - started;
  const total = 1 + FILES + BURST;
  await page.getByText(`${total} of ${total} · watching`).waitFor({ timeout: 120_000 });
  const left = performance.now() - started - given;
  const drawn = Object.keys(await shown()).filter((name) => name.startsWith('burst_')).length;
  console.log(
    `${BURST} files in ${(given / 1000).toFixed(1)} s: all done ${(left / 1000).toFixed(1)} s after the last, ${drawn} of them drawn`,
  );
} finally {
  await window.close();
  await rm(folder, { recursive: true, force: true });
}
