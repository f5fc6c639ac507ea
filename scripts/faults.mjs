// Kills runs with SIGKILL at random moments, goes on with --resume until they finish, and compares every result with
// that of a run that nobody disturbed: `npm run faults -- [ROUNDS] [--seed N]`. Fails at the first difference.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { File, ready } from 'h5wasm/node';

const PROGRAM = fileURLToPath(new URL('../bin/annulus.mjs', import.meta.url));
const FRAMES = 120;
const SIZE = 160;
const { values, positionals } = parseArgs({
  options: { seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const rounds = Number(positionals[0] ?? 50);
let state = Number(values.seed) >>> 0;
/** Linear congruential, of Numerical Recipes: the same kills with the same seed, as far as time allows. */
const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;

/** Resolves with exit code and signal; `killAfter` in ms. */
function run(args, killAfter) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stderr });
    });
  });
}

async function makeData(folder) {
  const header = `{'descr': '<u2', 'fortran_order': False, 'shape': (${FRAMES}, ${SIZE}, ${SIZE}), }`;
  const padded = `${header.padEnd(118 - 1)}\n`;
  const preamble = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 255, padded.length >> 8]);
  const samples = Uint16Array.from({ length: FRAMES * SIZE * SIZE }, (_, i) => 100 + ((i * 7919) % 1013));
  await writeFile(
    join(folder, 'stack.npy'),
    Buffer.concat([preamble, Buffer.from(padded), Buffer.from(samples.buffer)]),
  );
  await writeFile(
    join(folder, 'setup.poni'),
    'poni_version: 2\nDetector: Detector\nDetector_config: {"pixel1": 1e-4, "pixel2": 1e-4, "max_shape": null}\n' +
      'Distance: 0.1\nPoni1: 0.008\nPoni2: 0.008\nRot1: 0\nRot2: 0\nRot3: 0\nWavelength: 1e-10\n',
  );
}

/** Everything in the folder that is a result, in a form that can be compared. */
async function contentOf(folder) {
  const content = new Map();
  for (const name of (await readdir(folder)).sort()) {
    if (!name.endsWith('.h5')) {
      const text = (await readFile(join(folder, name))).toString('latin1');
      // The recipe says which folder it is.
      content.set(name, name.startsWith('annulus-recipe') ? text.replaceAll(folder, 'FOLDER') : text);
      continue;
    }
    const file = new File(join(folder, name), 'r');
    for (const path of ['frame', 'radial', 'intensity', 'count'])
      content.set(`${name}/${path}`, file.get(`entry/data/${path}`).value.join(' '));
    file.close();
  }
  return content;
}

function difference(expected, found) {
  for (const name of new Set([...expected.keys(), ...found.keys()]))
    if (expected.get(name) !== found.get(name))
      return found.has(name) ? (expected.has(name) ? `${name} differs` : `${name} is too much`) : `${name} is missing`;
  return null;
}

await ready;
const folder = await mkdtemp(join(tmpdir(), 'annulus-faults-'));
let failed = null;
try {
  await makeData(folder);
  const variants = [];
  for (const format of ['h5', 'xy', 'h5,xy']) {
    const out = join(folder, `whole-${format.replace(',', '-')}`);
    const args = ['integrate', join(folder, 'stack.npy'), '--poni', join(folder, 'setup.poni'), '--npt', '200'];
    args.push('--format', format, '--workers', '2', '--quiet');
    const started = performance.now();
    const { code, stderr } = await run([...args, '--out', out]);
    if (code !== 0) throw new Error(`the undisturbed run ended with ${code}: ${stderr}`);
    variants.push({ format, args, ms: performance.now() - started, content: await contentOf(out) });
  }
  let kills = 0;
  for (let round = 0; round < rounds && !failed; round++) {
    const { format, args, ms, content } = variants[round % variants.length];
    const out = join(folder, `round-${round}`);
    await mkdir(out);
    for (let attempt = 0; ; attempt++) {
      // The last attempt is left alone: a machine that becomes slower must not keep the round from ending.
      const killAfter = attempt < 4 ? ms * (0.15 + 0.85 * random()) : undefined;
      const { code, signal, stderr } = await run([...args, '--out', out, '--resume'], killAfter);
      if (signal === 'SIGKILL') {
        kills++;
        continue;
      }
      if (code !== 0) failed = `round ${round} (${format}): a resumed run ended with ${code}: ${stderr}`;
      break;
    }
    failed ??=
      difference(content, await contentOf(out)) &&
      `round ${round} (${format}): ${difference(content, await contentOf(out))}`;
    await rm(out, { recursive: true });
  }
  console.log(failed ?? `${rounds} rounds, ${kills} kills: every result is whole, and none is missing or too much`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
