// Measures how long the pattern takes to follow a stroke of the mask's brush: `node scripts/bench-stroke.mjs [ROUNDS]`.
// An image of 2048 × 2048 pixels in a real browser, served by a real host. A stroke is followed while it is drawn; what counts
// is when, after the button is let go, the pattern of the whole stroke has been on the screen for a frame. Also: how long the
// last mask and the last pattern took, and the processor time of the host for the stroke.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npy, openWindow } from './bench-window.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const ROUNDS = Number(process.argv[2] ?? 15);
const SIZE = 2048;
const PONI = `poni_version: 2
Detector: Detector
Detector_config: {"pixel1": 0.0001, "pixel2": 0.0001}
Distance: 0.2
Poni1: 0.1031
Poni2: 0.1013
Rot1: 0.01
Rot2: -0.02
Rot3: 0
Wavelength: 1e-10
`;

function rings() {
  const samples = new Int32Array(SIZE * SIZE);
  for (let row = 0, p = 0; row < SIZE; row++)
    for (let column = 0; column < SIZE; column++, p++) {
      const r = Math.hypot(row - 1050, column - 1000);
      samples[p] = 200 + ((row * 7919 + column * 104729) % 97) + 4e4 / (40 + r) + (r % 80 < 3 ? 900 : 0);
    }
  return samples;
}

/** Runs in the page: notes when calls go out and their answers come in. */
function watchCalls() {
  const calls = (globalThis.benchCalls = []);
  const jsonOf = (data) => {
    const view = new DataView(data);
    return new TextDecoder().decode(new Uint8Array(data, 8, view.getUint32(4, true)));
  };
  const send = WebSocket.prototype.send;
  const seen = new WeakSet();
  WebSocket.prototype.send = function (data) {
    if (!seen.has(this)) {
      seen.add(this);
      this.addEventListener('message', ({ data: answer }) => {
        if (!(answer instanceof ArrayBuffer)) return;
        const text = jsonOf(answer);
        const id = Number(/"id":(\d+)/.exec(text)?.[1]);
        const call = calls.findLast((one) => one.id === id);
        if (!call || text.includes('"progress"')) return;
        call.answered = performance.now();
        const { requestAnimationFrame } = globalThis;
        requestAnimationFrame(() => requestAnimationFrame(() => (call.shown = performance.now())));
      });
    }
    const bytes = ArrayBuffer.isView(data)
      ? data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength)
      : data;
    const text = jsonOf(bytes);
    const [, id] = /"id":(\d+)/.exec(text) ?? [];
    const [, method] = /"method":"([^"]+)"/.exec(text) ?? [];
    if (method) calls.push({ id: Number(id), method, sent: performance.now() });
    return send.call(this, data);
  };
  globalThis.addEventListener('pointerup', () => (globalThis.benchReleased = performance.now()), true);
}

/** Runs in the page: waits until nothing is under way any more, and finds the pattern that shows the whole stroke. */
async function followStroke() {
  const calls = globalThis.benchCalls;
  const isQuiet = () =>
    calls.every((one) => one.answered || one.method.startsWith('session.')) &&
    performance.now() - Math.max(globalThis.benchReleased, ...calls.map((one) => one.answered ?? 0)) > 400;
  while (!isQuiet()) await new Promise((resolve) => setTimeout(resolve, 20));
  const released = globalThis.benchReleased;
  const pattern = calls.findLast((one) => one.method === 'integration.integrate1d');
  const mask = calls.findLast((one) => one.method === 'mask.rasterize');
  calls.length = 0;
  return {
    'shown after': Math.max(0, (pattern.shown ?? pattern.answered) - released),
    mask: mask.answered - mask.sent,
    pattern: pattern.answered - pattern.sent,
    screen: (pattern.shown ?? pattern.answered) - pattern.answered,
  };
}

/** Processor time of the host so far, ms; NaN where the system does not tell. */
async function processorTime(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12])); // ticks of 10 ms
}

const folder = await mkdtemp(join(tmpdir(), 'annulus-stroke-'));
const root = join(folder, 'beamtime');
await mkdir(root);
await writeFile(join(root, 'rings.npy'), npy('<i4', SIZE, rings()));
await writeFile(join(root, 'rings.poni'), PONI);
const window = await openWindow(root, join(folder, 'state'), watchCalls);
try {
  const { page, server } = window;
  await page.getByRole('navigation', { name: 'Workspaces' }).getByRole('button', { name: 'Mask' }).click();
  await page.keyboard.press('Control+o');
  for (const name of [/^rings\.npy/, /^rings\.poni/])
    await page.getByRole('option', { name }).click({ modifiers: ['Control'] });
  await page.getByRole('button', { name: 'Open 2 files' }).click();
  await page.getByRole('application', { name: /^Pattern of/ }).waitFor({ timeout: 120_000 });
  await page.getByRole('toolbar', { name: 'Mask tools' }).getByRole('button', { name: 'Brush' }).click();
  const box = await page.getByRole('application', { name: /pixels wide/ }).boundingBox();
  const all = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = await processorTime(server.pid);
    const x = box.x + box.width / 2 - 100 + 12 * round;
    const y = box.y + box.height / 2 - 60;
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 8, y + 90, { steps: 6 });
    await page.mouse.up();
    const one = await page.evaluate(followStroke);
    all.push({ ...one, 'host, processor': (await processorTime(server.pid)) - before });
  }
  console.log(`From a stroke to the pattern, ${SIZE} × ${SIZE} pixels, ${ROUNDS} strokes, ms:`);
  for (const name of Object.keys(all[0])) {
    const sorted = all.map((one) => one[name]).sort((a, b) => a - b);
    const at = (part) => sorted[Math.floor(part * (sorted.length - 1))].toFixed(0).padStart(6);
    console.log(`  ${name.padEnd(16)} least ${at(0)}   median ${at(0.5)}   most ${at(1)}`);
  }
} finally {
  await window.close();
  await rm(folder, { recursive: true });
}
